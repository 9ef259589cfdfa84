import { ENGINE_STEP_SAMPLES, detectTurn } from '@turnstream/engine';
import type { EngineStep, TurnModel, TurnObservation } from '@turnstream/engine';
import { describe, expect, it } from 'vitest';
import { RecognisedStream } from '../src/lib/stream/recognised-stream.ts';
import { CountingRecogniser, loudAndQuiet, loudnessActivity } from './scripted-recognition.ts';

type Heard = { readonly asked: readonly number[]; readonly scores: readonly (number | undefined)[] };

/** Plays audio to a stream with a model that answers with the seconds it heard, over 100. */
async function hear(samples: Float32Array, endTurnAtSeconds = Infinity): Promise<Heard> {
  const asked: number[] = [];
  const scores: (number | undefined)[] = [];
  const turnModel: TurnModel = {
    name: 'scripted',
    windowSeconds: 8,
    score: async (audio) => {
      asked.push(audio.length / 16_000);
      await new Promise(setImmediate);
      return audio.length / 1_600_000;
    },
  };
  const detector = (state: Parameters<typeof detectTurn>[0], seen: TurnObservation): ReturnType<typeof detectTurn> => {
    scores.push(seen.acousticScore);
    return detectTurn(state, seen);
  };
  const stream = new RecognisedStream({
    recogniser: new CountingRecogniser(),
    voiceActivity: loudnessActivity(),
    turnModel,
    detector,
  });
  let step: EngineStep | undefined;
  for (let start = 0; start < samples.length; start += ENGINE_STEP_SAMPLES) {
    step = await stream.step(samples.subarray(start, start + ENGINE_STEP_SAMPLES));
    if (Math.abs(step.audioEndSeconds - endTurnAtSeconds) < 1e-6) stream.endTurn();
  }
  stream.close();
  return { asked, scores };
}

describe('a turn model', () => {
  it('is asked twice in each silence after speech, about all of the turn so far', async () => {
    const { asked } = await hear(loudAndQuiet(0.48, 1.2, 1.2, 0.96, 0.6));
    expect(asked).toEqual([1.84, 2.16, 4, 4.24].map((seconds) => expect.closeTo(seconds, 1) as unknown));
  });

  it('is not asked in a silence before speech, and hears at most its window', async () => {
    const { asked } = await hear(loudAndQuiet(2, 10, 0.8));
    expect(asked).toEqual([8, 8]);
  });

  it('hears nothing of the turn before', async () => {
    const { asked } = await hear(loudAndQuiet(0.48, 1.2, 1.04, 0.96, 0.6), 2.4);
    expect(asked.at(-1)).toBeLessThan(2);
  });

  it('tells the detector what it said until there is speech again', async () => {
    const { scores } = await hear(loudAndQuiet(0.48, 1.2, 0.8, 0.96));
    const known = scores.map((score) => score !== undefined);
    expect(known.slice(0, 22)).not.toContain(true);
    expect(known.slice(24, 30)).not.toContain(false);
    expect(known.at(-1)).toBe(false);
  });
});
