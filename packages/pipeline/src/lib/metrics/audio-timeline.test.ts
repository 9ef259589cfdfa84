import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AudioTimeline } from './audio-timeline.ts';

describe('the timeline of the audio', () => {
  it('knows nothing before any audio', () => {
    expect(new AudioTimeline().timeMsOf(0)).toBeUndefined();
  });

  it('finds the time of any second, also across a pause of the source', () => {
    const timeline = new AudioTimeline();
    let nowMs = 1_000_000;
    const speak = (seconds: number): void => {
      for (let frame = 0; frame < seconds * 50; frame += 1) {
        nowMs += 20;
        timeline.accept(0.02, () => nowMs);
      }
    };
    speak(2);
    nowMs += 10_000;
    speak(2);
    expect(timeline.timeMsOf(0)).toBeCloseTo(1_000_000, 3);
    expect(timeline.timeMsOf(1.5)).toBeCloseTo(1_001_500, 3);
    expect(timeline.timeMsOf(3.5)).toBeCloseTo(1_013_500, 3);
    expect(timeline.timeMsOf(4)).toBeCloseTo(1_014_000, 3);
  });

  it('is right to a mark for every position of the last hundred seconds, however the audio comes', () => {
    const frames = fc.array(fc.record({ frameMs: fc.integer({ min: 1, max: 300 }), lateMs: fc.nat(50) }), {
      minLength: 1,
      maxLength: 1_200,
    });
    fc.assert(
      fc.property(frames, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
        const timeline = new AudioTimeline();
        const heard: { readonly toSeconds: number; readonly atMs: number }[] = [];
        let seconds = 0;
        let nowMs = 0;
        for (const { frameMs, lateMs } of list) {
          seconds += frameMs / 1_000;
          nowMs += frameMs + lateMs;
          const atMs = nowMs;
          timeline.accept(frameMs / 1_000, () => atMs);
          heard.push({ toSeconds: seconds, atMs });
        }
        const from = Math.max(0, seconds - 100);
        const asked = from + (seconds - from) * share;
        const frame = heard.find(({ toSeconds }) => toSeconds >= asked) ?? heard.at(-1);
        const trueMs = (frame?.atMs ?? 0) - ((frame?.toSeconds ?? 0) - asked) * 1_000;
        // Between two marks the pauses of up to 0.1 s of short frames are not told apart.
        expect(Math.abs((timeline.timeMsOf(asked) ?? 0) - trueMs)).toBeLessThanOrEqual(100 * 51);
      }),
    );
  });
});
