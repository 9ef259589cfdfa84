import type { SpeechEngine } from '@turnstream/engine';
import type { TurnEvent } from '@turnstream/flux';
import { withSilence } from './hear-turns.ts';

const STEP_SAMPLES = 1_280;

/**
 * The turns that a plain rule makes of a recording: a turn is over after so much silence, whatever was said. It has the voice activity
 * and the words of the same engine, and no predictions.
 */
export async function hearBySilence(
  recording: Float32Array,
  engine: SpeechEngine,
  silenceMs: number,
): Promise<readonly TurnEvent[]> {
  const stream = engine.openStream({});
  const samples = withSilence(recording);
  const events: TurnEvent[] = [];
  let turnId = 0;
  let isOpen = false;
  for (let start = 0; start + STEP_SAMPLES <= samples.length; start += STEP_SAMPLES) {
    const step = await stream.step(samples.subarray(start, start + STEP_SAMPLES));
    const { transcript, audioEndSeconds: endSeconds, silenceSeconds } = step;
    const common = { turnId, transcript, words: [], startSeconds: 0, endSeconds, languages: [], synthetic: false };
    if (!isOpen && transcript !== '') {
      isOpen = true;
      events.push({ type: 'turn-start', ...common, endOfTurnConfidence: 0 });
    }
    if (!isOpen || step.speech || silenceSeconds * 1_000 < silenceMs) continue;
    events.push({ type: 'turn-end', ...common, endOfTurnConfidence: 1, reason: 'timeout' });
    stream.endTurn();
    isOpen = false;
    turnId += 1;
  }
  stream.close();
  return events;
}
