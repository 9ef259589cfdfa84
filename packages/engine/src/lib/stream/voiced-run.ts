import type { Span } from '../recognition/span.ts';

/** The latest stretch of speech, still going on or over. */
export type VoicedRun = Span & { readonly ongoing: boolean };

/** How many samples late voice activity is told. */
export type VoiceDelay = { readonly attackSamples: number; readonly releaseSamples: number };

/** Takes one window's voice activity into account, and puts the bounds of the run where speech began and ended. */
export function advanceRun(
  run: VoicedRun | undefined,
  voiced: boolean,
  window: Span,
  delay: VoiceDelay,
): VoicedRun | undefined {
  if (voiced) {
    const start = run?.ongoing === true ? run.start : Math.max(run?.end ?? 0, window.start - delay.attackSamples);
    return { start, end: window.end, ongoing: true };
  }
  if (run?.ongoing !== true) return run;
  return { start: run.start, end: Math.max(run.start, window.start - delay.releaseSamples), ongoing: false };
}
