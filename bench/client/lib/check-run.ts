import { FRAME_BYTES, TAIL_FRAMES } from './audio-loop.ts';
import type { FluxScript } from './flux-script.ts';
import type { HeardAudio, RunPlan, RunResult } from './run.ts';

/** What is wrong with a run: a client that heard something else than was said, or a server that lacks audio. */
export function checkRun(
  plan: RunPlan,
  { heard }: RunResult,
  audio: readonly HeardAudio[],
  script: FluxScript,
): readonly string[] {
  if (plan.client === 'none') return [];
  const frames = plan.warmUpFrames + plan.frames + TAIL_FRAMES;
  const said = script.turnsWithin(frames / 50);
  const offences: string[] = [];
  const deaf = heard.filter((turns) => turns.join('\n') !== said.join('\n'));
  if (deaf.length > 0) {
    const example = deaf[0]?.map((turn) => turn.slice(0, 40)).join(' | ');
    offences.push(
      `${deaf.length} of ${plan.sessions} sessions did not hear the turns that were said, such as: ${example}`,
    );
  }
  if (audio.length !== plan.sessions) offences.push(`${audio.length} connections for ${plan.sessions} sessions`);
  const wrong = audio.filter(
    ({ bytes, firstWrongByte }) => bytes !== frames * FRAME_BYTES || firstWrongByte !== undefined,
  );
  const { bytes, firstWrongByte } = wrong[0] ?? {};
  if (wrong.length > 0) {
    const example = `${bytes} bytes of ${frames * FRAME_BYTES}, the first wrong one at ${firstWrongByte ?? 'none'}`;
    offences.push(`the audio of ${wrong.length} sessions did not arrive as sent, such as: ${example}`);
  }
  return offences;
}
