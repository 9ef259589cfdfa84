import type { Recogniser } from '../../packages/engine/src/lib/recognition/recogniser.ts';
import type { VoiceActivity } from '../../packages/engine/src/lib/recognition/voice-activity.ts';
import { advanceRun } from '../../packages/engine/src/lib/stream/voiced-run.ts';
import type { VoicedRun } from '../../packages/engine/src/lib/stream/voiced-run.ts';

const RATE_HZ = 16_000;
const SHORTEST_PAUSE = 0.5 * RATE_HZ;
const SHORTEST_SPEECH = 0.1 * RATE_HZ;
const LEAD = 0.15 * RATE_HZ;
const TAIL = 0.2 * RATE_HZ;

type Span = { readonly start: number; readonly end: number };

/** The comparison: the whole recording is at hand, is cut at pauses of at least 0.5 s, and each part is decoded once. */
export async function transcribeCutAtPauses(
  recording: Float32Array,
  recogniser: Recogniser,
  voiceActivity: VoiceActivity,
): Promise<string> {
  const texts: string[] = [];
  for (const { start, end } of partsBetweenPauses(recording, voiceActivity)) {
    const from = Math.max(0, start - LEAD);
    const samples = recording.subarray(from, end + TAIL);
    texts.push(
      await recogniser.decode({ samples, speech: { start: start - from, end: end - from }, purpose: 'final' }),
    );
  }
  return texts.join(' ');
}

function partsBetweenPauses(recording: Float32Array, voiceActivity: VoiceActivity): readonly Span[] {
  const { windowSamples, attackWindows, releaseWindows } = voiceActivity;
  const delay = { attackSamples: attackWindows * windowSamples, releaseSamples: releaseWindows * windowSamples };
  const runs = new Map<number, Span>();
  let run: VoicedRun | undefined;
  for (let start = 0; start + windowSamples <= recording.length; start += windowSamples) {
    const window = { start, end: start + windowSamples };
    run = advanceRun(run, voiceActivity.hear(recording.subarray(window.start, window.end)), window, delay);
    if (run !== undefined) runs.set(run.start, run);
  }
  const parts: Span[] = [];
  for (const { start, end } of runs.values()) {
    const last = parts.at(-1);
    if (last !== undefined && start - last.end < SHORTEST_PAUSE) parts[parts.length - 1] = { start: last.start, end };
    else parts.push({ start, end });
  }
  return parts.filter(({ start, end }) => end - start >= SHORTEST_SPEECH);
}
