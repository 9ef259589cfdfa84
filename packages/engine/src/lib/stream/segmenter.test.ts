import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SEGMENT_RULES as RULES } from './segment-rules.ts';
import { QUIET, segmentSpeech } from './segmenter.ts';
import type { HeardWindow, SegmenterEffect, SegmenterState } from './segmenter.ts';
import { advanceRun } from './voiced-run.ts';
import type { VoicedRun } from './voiced-run.ts';

const WINDOW = 512;
const STEP = 1_280;
const RATE = 16_000;

type Done = { readonly at: number; readonly effect: SegmenterEffect };

/** Plays speech and silence (seconds, in turns, silence first), and collects what the segmenter wants done. */
function play(
  durations: readonly number[],
  options: { lost?: (at: number) => boolean } = {},
): { done: Done[]; state: SegmenterState } {
  const bounds = durations.map((_, index) => durations.slice(0, index + 1).reduce((sum, each) => sum + each, 0) * RATE);
  const end = bounds.at(-1) ?? 0;
  const done: Done[] = [];
  let state = QUIET;
  let run: VoicedRun | undefined;
  let heardTo = 0;
  const feed = (input: Parameters<typeof segmentSpeech>[1], at: number): void => {
    const result = segmentSpeech(state, input, RULES);
    ({ state } = result);
    for (const effect of result.effects) {
      done.push({ at, effect });
      if (effect.kind === 'decode' && effect.purpose === 'final') {
        feed({ kind: 'decoded', lost: options.lost?.(at) ?? false }, at);
      }
    }
  };
  for (let at = STEP; at <= end; at += STEP) {
    const windows: HeardWindow[] = [];
    for (; heardTo + WINDOW <= at; heardTo += WINDOW) {
      const span = { start: heardTo, end: heardTo + WINDOW };
      const voiced = bounds.findIndex((bound) => span.end <= bound) % 2 === 1;
      run = advanceRun(run, voiced, span, { attackSamples: 0, releaseSamples: 0 });
      windows.push({ end: span.end, power: voiced ? 1 : 0, run });
    }
    feed({ kind: 'step', end: at, windows }, at);
  }
  return { done, state };
}

const decodes = (
  done: readonly Done[],
  purpose: 'final' | 'partial',
): readonly (Done & { effect: { kind: 'decode' } })[] =>
  done.filter(
    (each): each is Done & { effect: { kind: 'decode' } } =>
      each.effect.kind === 'decode' && each.effect.purpose === purpose,
  );

const scene = fc.array(fc.double({ min: 0.04, max: 20, noNaN: true }), { minLength: 1, maxLength: 12 });

describe('segmentSpeech', () => {
  it('does nothing in silence, nor for a sound too short to be a word', () => {
    expect(play([3]).done).toEqual([]);
    expect(play([1, 0.07, 2]).done).toEqual([]);
  });

  it('decodes all of the segment once when a pause begins, so that the words stand after 0.2 s', () => {
    const { done } = play([1, 2, 1.5]);
    const finals = decodes(done, 'final');
    expect(finals).toHaveLength(1);
    expect((finals[0]?.at ?? 0) / RATE - 3).toBeLessThanOrEqual(0.2);
    expect(finals[0]?.effect.segment.start).toBeGreaterThanOrEqual(0.8 * RATE);
    expect(finals[0]?.effect.to).toBeGreaterThan(3 * RATE - WINDOW);
  });

  it('looks at growing speech about every quarter of a second, later less often', () => {
    const looks = decodes(play([1, 12, 1]).done, 'partial').map(({ at }) => at / RATE - 1);
    const gaps = looks.slice(1).map((at, index) => at - (looks[index] ?? 0));
    expect(looks[0]).toBeLessThan(0.5);
    expect(gaps[0]).toBeCloseTo(0.24, 2);
    expect(gaps.at(-1)).toBeGreaterThan(0.7);
  });

  it('goes on with the segment after a short pause, and settles it at a long one', () => {
    const { done, state } = play([1, 2, 0.8, 2, 2.5]);
    expect(decodes(done, 'final').map(({ effect }) => effect.segment.voiced.length)).toEqual([1, 2]);
    expect(done.filter(({ effect }) => effect.kind === 'settle')).toHaveLength(1);
    expect(state.kind).toBe('quiet');
  });

  it('settles a long segment at a pause of half a second', () => {
    const settled = play([0.5, 10, 1]).done.find(({ effect }) => effect.kind === 'settle');
    expect((settled?.at ?? 0) / RATE - 10.5).toBeCloseTo(0.5, 0);
  });

  it('cuts speech without a pause, and goes on with the rest', () => {
    const { done } = play([0.5, 40, 1]);
    const cuts = done.filter(({ effect }) => effect.kind === 'cut');
    expect(cuts.length).toBeGreaterThanOrEqual(3);
    for (const { at } of cuts) expect(decodes(done, 'partial').filter((look) => look.at === at)).toHaveLength(1);
  });

  it('never decodes more than the longest segment, and never the same settled audio twice', () => {
    fc.assert(
      fc.property(scene, (durations) => {
        const { done } = play(durations);
        const asked = [...decodes(done, 'partial'), ...decodes(done, 'final')];
        const cuts = done.flatMap(({ effect, at }) => (effect.kind === 'cut' ? [{ at, place: effect.place }] : []));
        const longest = Math.max(0, ...asked.map(({ effect }) => effect.to - effect.segment.start));
        expect(longest).toBeLessThanOrEqual(RULES.maximalLength + STEP + RULES.tail);
        expect(asked.filter(({ effect, at }) => effect.to > at)).toEqual([]);
        const old = ({ effect, at }: (typeof asked)[number]): boolean =>
          cuts.some((cut) => cut.at < at && effect.segment.start < cut.place);
        expect(asked.filter(old)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('decodes a bounded amount of audio per second of audio, pauses apart', () => {
    fc.assert(
      fc.property(scene, (durations) => {
        const { done } = play(durations);
        const seconds = durations.reduce((sum, each) => sum + each, 0);
        const looked = decodes(done, 'partial').reduce((sum, { effect }) => sum + effect.to - effect.segment.start, 0);
        // At the share of its length that is waited between looks, and a little for each segment's first looks.
        expect(looked / RATE).toBeLessThanOrEqual((seconds + durations.length) / RULES.lookShare);
      }),
      { numRuns: 50 },
    );
  });

  it('has all speech in the text half a second after it ended', () => {
    fc.assert(
      fc.property(scene, (durations) => {
        const spoke = durations.some((length, index) => index % 2 === 1 && length > 0.2);
        const { done, state } = play([...durations.slice(0, durations.length - (durations.length % 2)), 0.5]);
        expect(state.kind === 'open' && state.segment.decoded?.purpose !== 'final').toBe(false);
        expect(decodes(done, 'final').length > 0 || !spoke).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('settles what stood and decodes the rest apart when a decode lost its words', () => {
    const { done } = play([1, 2, 0.6, 1, 0.5], { lost: (at) => at > 4.6 * RATE && at < 4.75 * RATE });
    const kinds = done
      .filter(({ effect }) => effect.kind !== 'decode' || effect.purpose === 'final')
      .map(({ effect }) => effect);
    expect(kinds.map((effect) => effect.kind)).toEqual(['decode', 'decode', 'settle', 'decode']);
    expect(kinds[2]).toEqual({ kind: 'settle', text: 'stood' });
    expect(kinds[3]?.kind === 'decode' ? kinds[3].segment.start : 0).toBeGreaterThan(3 * RATE);
  });

  it('hears nothing again of a turn that was ended, but goes on with speech that goes on', () => {
    const { state } = play([1, 2]);
    const ended = segmentSpeech(state, { kind: 'end-turn', end: 3 * RATE }, RULES);
    expect(ended.effects).toEqual([{ kind: 'clear' }]);
    expect(ended.state).toMatchObject({ kind: 'quiet', floor: 3 * RATE });
    const run = { start: RATE, end: 3 * RATE + 4 * WINDOW, ongoing: true };
    const windows = [{ end: run.end, power: 1, run }];
    const next = segmentSpeech(ended.state, { kind: 'step', end: run.end, windows }, RULES);
    expect(next.state).toMatchObject({ kind: 'open', segment: { start: 3 * RATE } });
  });

  it('decodes at a flush what was not decoded yet, once', () => {
    const { state } = play([1, 2]);
    const first = segmentSpeech(state, { kind: 'flush', end: 3 * RATE }, RULES);
    expect(first.effects.map((effect) => effect.kind)).toEqual(['decode']);
    expect(segmentSpeech(first.state, { kind: 'flush', end: 3 * RATE }, RULES).effects).toEqual([]);
    expect(segmentSpeech(QUIET, { kind: 'flush', end: 0 }, RULES).effects).toEqual([]);
  });
});
