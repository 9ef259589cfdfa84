import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { NEW_TURN, detectTurn } from './turn-detector.ts';
import type { TurnEvidence, TurnObservation } from './turn-detector.ts';

const observation = (silenceSeconds: number, over: Partial<TurnObservation> = {}): TurnObservation => ({
  audioEndSeconds: 10,
  speech: false,
  silenceSeconds,
  transcript: 'hello',
  covered: true,
  ...over,
});
const confidence = (
  silenceSeconds: number,
  over: Partial<TurnObservation> = {},
  terms: readonly TurnEvidence[] = [],
): number => detectTurn(NEW_TURN, observation(silenceSeconds, over), terms).confidence;

describe('detectTurn', () => {
  it.each([
    [0.2, 0.36],
    [0.3, 0.51],
    [0.5, 0.69],
    [0.8, 0.81],
    [1.2, 0.88],
    [2, 0.94],
  ])('is the calibrated hazard after %d s of silence: %d', (silenceSeconds, expected) => {
    expect(confidence(silenceSeconds)).toBeCloseTo(expected, 1);
  });

  it('passes 0.7 after half a second and 0.9 after a second and a quarter', () => {
    expect(confidence(0.5)).toBeLessThan(0.7);
    expect(confidence(0.56)).toBeGreaterThan(0.7);
    expect(confidence(1.28)).toBeLessThan(0.9);
    expect(confidence(1.44)).toBeGreaterThan(0.9);
  });

  it('is low while somebody speaks', () => {
    expect(confidence(0, { speech: true })).toBe(0.02);
  });

  it('rises with the silence, without a jump', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 30, noNaN: true }),
        fc.double({ min: 0, max: 0.01, noNaN: true }),
        (at, more) => {
          const [before, after] = [confidence(at), confidence(at + more)];
          expect(after).toBeGreaterThanOrEqual(before);
          expect(after - before).toBeLessThan(0.05);
        },
      ),
    );
  });

  it('stays at the prior in silence without words, so that nothing ends that did not begin', () => {
    expect(confidence(0.1, { transcript: '' })).toBeLessThan(0.36);
    expect(confidence(30, { transcript: '' })).toBe(0.36);
  });

  it('has four decimals', () => {
    expect(String(confidence(0.37)).length).toBeLessThanOrEqual(6);
  });

  it('adds evidence in log-odds and keeps the memory of each term', () => {
    const counting: TurnEvidence = {
      name: 'counting',
      weigh: (_, memory) => ({ logOdds: Math.log(2), memory: (typeof memory === 'number' ? memory : 0) + 1 }),
    };
    const first = detectTurn(NEW_TURN, observation(0.2), [counting, counting]);
    expect(first.confidence).toBeCloseTo((0.36 * 4) / (0.36 * 4 + 0.64), 3);
    expect(detectTurn(first.state, observation(0.28), [counting, counting]).state.evidence).toEqual([2, 2]);
  });

  describe('sound in a silence', () => {
    type Moment = { speech: boolean; silence?: number; transcript?: string };
    const play = (moments: readonly Moment[]): readonly number[] => {
      let state = NEW_TURN;
      return moments.map(({ speech, silence = 0, transcript = 'hello' }, index) => {
        const seen = { audioEndSeconds: 10 + index * 0.08, speech, silenceSeconds: silence, transcript, covered: true };
        const detected = detectTurn(state, seen);
        state = detected.state;
        return detected.confidence;
      });
    };

    it('changes nothing while it is short, and the silence goes on behind it', () => {
      const [before, during, still, after, later] = play([
        { speech: false, silence: 0.4 },
        { speech: true },
        { speech: true },
        { speech: false, silence: 0.06 },
        { speech: false, silence: 0.14 },
      ]);
      expect([during, still]).toEqual([before, before]);
      expect(after).toBe(confidence(0.64));
      expect(later).toBe(confidence(0.72));
    });

    it('is speech when it lasts 0.16 s', () => {
      const moments = [{ speech: false, silence: 0.4 }, { speech: true }, { speech: true }, { speech: true }];
      expect(play(moments).at(-1)).toBe(0.02);
    });

    it('is speech when a word comes of it', () => {
      const [, during, after] = play([
        { speech: false, silence: 0.4 },
        { speech: true, transcript: 'hello there' },
        { speech: false, silence: 0.1, transcript: 'hello there' },
      ]);
      expect(during).toBe(0.02);
      expect(after).toBe(confidence(0.1));
    });
  });
});
