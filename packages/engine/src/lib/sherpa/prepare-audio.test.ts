import { describe, expect, it } from 'vitest';
import { prepareAudio } from './prepare-audio.ts';

const preparation = { lead: 10, tail: 20, peak: 0.5, noisePeak: 2e-3 };
const samples = Float32Array.from({ length: 100 }, (_, index) => (index >= 30 && index < 60 ? 0.25 : 0));
const speech = { start: 30, end: 60 };

describe('prepareAudio', () => {
  it('keeps a little before and after the speech', () => {
    const audio = prepareAudio(samples, speech, false, preparation);
    expect(audio).toHaveLength(60);
    expect([...audio].map((sample) => Math.round(sample * 10) / 10)).toEqual(
      [
        ...Array.from({ length: 10 }, () => 0),
        ...Array.from({ length: 30 }, () => 0.5),
        ...Array.from({ length: 20 }, () => 0),
      ].map((value) => expect.closeTo(value, 5) as unknown),
    );
  });

  it('fills up a tail that was not heard yet, and gives speech that goes on none', () => {
    expect(prepareAudio(samples.subarray(0, 62), speech, false, preparation)).toHaveLength(60);
    expect(prepareAudio(samples.subarray(0, 60), speech, true, preparation)).toHaveLength(40);
  });

  it('does not make silence loud, and never leaves it digital', () => {
    const audio = prepareAudio(new Float32Array(100), speech, false, preparation);
    expect(Math.max(...audio)).toBeLessThanOrEqual(2e-3);
    expect(audio.filter((sample) => sample === 0)).toHaveLength(0);
  });

  it('makes faint speech at most four times as loud', () => {
    const faint = prepareAudio(
      samples.map((sample) => sample / 100),
      speech,
      false,
      preparation,
    );
    expect(Math.max(...faint)).toBeLessThanOrEqual(0.01 + 2e-3);
  });

  it('is the same every time', () => {
    expect(prepareAudio(samples, speech, false, preparation)).toEqual(
      prepareAudio(samples, speech, false, preparation),
    );
  });
});
