import { CALLER_PAUSES_EVIDENCE, ENGINE_STEP_SAMPLES, detectTurn } from '@turnstream/engine';
import type { TurnDetector } from '@turnstream/engine';
import { describe, expect, it } from 'vitest';
import { RecognisedStream } from '../src/lib/stream/recognised-stream.ts';
import { CountingRecogniser, loudAndQuiet, loudnessActivity } from './scripted-recognition.ts';

const detector: TurnDetector = (state, observation) => detectTurn(state, observation, [CALLER_PAUSES_EVIDENCE]);

/** A turn with pauses of 1.2 s inside, ended 1.6 s after its last word. */
const SLOW_TURN = loudAndQuiet(0.48, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.6);
/** A turn of one stretch, and half a second of silence. */
const SHORT_TURN = loudAndQuiet(0.48, 1.2, 0.48);

/** The confidence at the end of each turn, one caller after the other's end. */
async function play(turns: readonly Float32Array[]): Promise<readonly number[]> {
  const parts = { recogniser: new CountingRecogniser(), voiceActivity: loudnessActivity(), detector };
  const stream = new RecognisedStream(parts);
  const confidences: number[] = [];
  for (const samples of turns) {
    let confidence = NaN;
    for (let start = 0; start < samples.length; start += ENGINE_STEP_SAMPLES) {
      const step = await stream.step(samples.subarray(start, start + ENGINE_STEP_SAMPLES));
      confidence = step.endOfTurnConfidence;
    }
    confidences.push(confidence);
    stream.endTurn();
  }
  stream.close();
  return confidences;
}

describe('a stream whose detector learns the pauses of its caller', () => {
  it('waits longer in the turns after, and the next stream begins anew', async () => {
    const [first] = await play([SHORT_TURN]);
    const [, later] = await play([SLOW_TURN, SHORT_TURN]);
    const [again] = await play([SHORT_TURN]);
    expect(later).toBeLessThan((first ?? 0) - 0.02);
    expect(again).toBe(first);
  });
});
