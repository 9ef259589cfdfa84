import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NEW_TURN, detectTurn, nextTurn } from '../turn-detector.ts';
import type { TurnDetectorState, TurnObservation } from '../turn-detector.ts';
import { CALLER_PAUSES_EVIDENCE, NO_PAUSES, pauseShape, withPause } from './caller-pauses.ts';

const STEP_SECONDS = 0.08;
const COMMON_SHAPE = 1.45;

/** What is heard, in order: speech that brings a word, silence, a sound without a word, and the end of the turn. */
type Heard = { readonly kind: 'speech' | 'silence' | 'sound'; readonly steps: number } | { readonly kind: 'end-turn' };

/** A stream of what was heard, step by step, as the engine tells it. */
function play(course: readonly Heard[]): {
  readonly confidences: readonly number[];
  readonly state: TurnDetectorState;
} {
  let state = NEW_TURN;
  let [at, silentSince, words] = [0, 0, 0];
  const confidences: number[] = [];
  for (const heard of course) {
    if (heard.kind === 'end-turn') {
      state = nextTurn(state);
      words = 0;
      continue;
    }
    for (let step = 0; step < heard.steps; step += 1) {
      at += STEP_SECONDS;
      const speech = heard.kind !== 'silence';
      if (heard.kind === 'speech' && step === 2) words += 1;
      if (speech) silentSince = at;
      const observation: TurnObservation = {
        audioEndSeconds: at,
        speech,
        silenceSeconds: at - silentSince,
        transcript: Array.from({ length: words }, () => 'word').join(' '),
        covered: true,
      };
      const detected = detectTurn(state, observation, [CALLER_PAUSES_EVIDENCE]);
      state = detected.state;
      confidences.push(detected.confidence);
    }
  }
  return { confidences, state };
}

const speech: Heard = { kind: 'speech', steps: 6 };
const silence = (steps: number): Heard => ({ kind: 'silence', steps });
const paused = (steps: number, times: number): readonly Heard[] =>
  Array.from({ length: times }, () => [speech, silence(steps)]).flat();

/** Confidence after so many steps of silence, behind what was heard before. */
const after = (before: readonly Heard[], steps: number): number =>
  play([...before, speech, silence(steps)]).confidences.at(-1) ?? NaN;

const courses = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constantFrom('speech' as const, 'silence', 'sound'), steps: fc.integer({ min: 1, max: 60 }) }),
    fc.constant<Heard>({ kind: 'end-turn' }),
  ),
  { maxLength: 30 },
);

describe('how long this caller pauses', () => {
  it('is that of everybody before anything was heard', () => {
    expect(pauseShape(NO_PAUSES)).toBeCloseTo(COMMON_SHAPE, 10);
    expect(after([], 6)).toBe(detectTurn(NEW_TURN, observationAfter(6)).confidence);
  });

  it('makes ends wait for somebody who pauses long, and come sooner for somebody who does not', () => {
    expect(after(paused(14, 6), 6)).toBeLessThan(after([], 6) - 0.05);
    expect(after(paused(3, 6), 6)).toBeGreaterThan(after([], 6) + 0.01);
  });

  it('moves little with one pause', () => {
    expect(Math.abs(after(paused(14, 1), 6) - after([], 6))).toBeLessThan(0.05);
  });

  it('is kept from turn to turn', () => {
    const turn = [...paused(14, 4), speech, silence(20), { kind: 'end-turn' as const }];
    expect(after(turn, 6)).toBeLessThan(after([], 6) - 0.03);
  });

  it('does not count the silence in which a turn ended, whatever is said after it', () => {
    const ended = [speech, silence(20), { kind: 'end-turn' as const }];
    expect(after([...ended, ...ended, ...ended], 6)).toBe(after([], 6));
  });

  it('does not count a silence that only a short sound interrupted', () => {
    const interrupted: readonly Heard[] = [speech, silence(8), { kind: 'sound', steps: 1 }, silence(4)];
    const whole: readonly Heard[] = [speech, silence(13)];
    expect(after(interrupted, 6)).toBe(after(whole, 6));
  });

  it('takes quick ends for no sign of quick callers: pauses up to the usual end leave the law where it was', () => {
    // Quantiles of the common law, cut off where turns usually end.
    const cut = 1 - (0.52 / 0.2) ** -COMMON_SHAPE;
    let pauses = NO_PAUSES;
    for (let index = 0; index < 30; index += 1) {
      pauses = withPause(pauses, 0.2 * (1 - (cut * (index + 0.5)) / 30) ** (-1 / COMMON_SHAPE));
    }
    expect(pauseShape(pauses)).toBeCloseTo(COMMON_SHAPE, 1);
  });

  it('is bounded, and so is what is remembered', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1_000, noNaN: true }), { maxLength: 300 }), (lengths) => {
        let pauses = NO_PAUSES;
        for (const length of lengths) pauses = withPause(pauses, length);
        expect(pauses.count).toBeLessThanOrEqual(40);
        expect(pauseShape(pauses)).toBeGreaterThanOrEqual(0.9);
        expect(pauseShape(pauses)).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('forgets: after many short pauses the long ones of the beginning weigh little', () => {
    let [both, short] = [NO_PAUSES, NO_PAUSES];
    for (let index = 0; index < 10; index += 1) both = withPause(both, 0.5);
    for (let index = 0; index < 300; index += 1) [both, short] = [withPause(both, 0.3), withPause(short, 0.3)];
    expect(Math.abs(pauseShape(both) - pauseShape(short))).toBeLessThan(0.02);
  });

  it('gives a confidence in 0..1, the same for the same course, and never by what comes later', () => {
    fc.assert(
      fc.property(courses, courses, (first, later) => {
        const { confidences } = play(first);
        expect(confidences.every((confidence) => confidence >= 0 && confidence <= 1)).toBe(true);
        expect(play([...first, ...later]).confidences.slice(0, confidences.length)).toEqual(confidences);
      }),
    );
  });
});

function observationAfter(steps: number): TurnObservation {
  return {
    audioEndSeconds: 10,
    speech: false,
    silenceSeconds: steps * STEP_SECONDS,
    transcript: 'word',
    covered: true,
  };
}
