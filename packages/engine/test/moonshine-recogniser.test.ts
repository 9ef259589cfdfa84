import { describe, expect, it } from 'vitest';
import type { RecognitionPurpose } from '../src/lib/recognition/recogniser.ts';
import { MoonshineRecogniser } from '../src/lib/sherpa/moonshine-recogniser.ts';
import type { NativeRecogniser } from '../src/lib/sherpa/sherpa-module.ts';

/** A native recogniser that gives these answers, one after another, and keeps the audio it was given. */
class ScriptedNative implements NativeRecogniser {
  readonly heard: Float32Array[] = [];
  readonly #answers: readonly string[];

  constructor(answers: readonly string[]) {
    this.#answers = answers;
  }

  createStream(): ReturnType<NativeRecogniser['createStream']> {
    return { acceptWaveform: ({ samples }) => void this.heard.push(samples) };
  }

  setConfig(): void {
    // It has none.
  }

  async decodeAsync(): Promise<{ text: string; lang: string }> {
    return { text: this.#answers[this.heard.length - 1] ?? '', lang: '' };
  }
}

async function decode(
  answers: readonly string[],
  { purpose = 'final', seconds = 2 }: { purpose?: RecognitionPurpose; seconds?: number } = {},
): Promise<{ readonly text: string; readonly heard: readonly Float32Array[] }> {
  const native = new ScriptedNative(answers);
  const samples = new Float32Array(seconds * 16_000).fill(0.1);
  const speech = { start: 3_200, end: samples.length - 4_800 };
  const text = await new MoonshineRecogniser(native).decode({ samples, speech, purpose });
  return { text, heard: native.heard };
}

const STUCK = Array.from({ length: 40 }, () => 'no').join(' ');

describe('Moonshine', () => {
  it('is asked once when it answers', async () => {
    expect(await decode([' Yes. '])).toMatchObject({ text: 'Yes.', heard: { length: 1 } });
  });

  it('is asked again with other audio around the speech when it answers nothing', async () => {
    const { text, heard } = await decode(['', '', 'Yes.']);
    expect(text).toBe('Yes.');
    expect(new Set(heard.map((samples) => samples.join())).size).toBe(3);
  });

  it('is asked five times about a short stretch, and twice about a long one', async () => {
    expect(await decode([])).toMatchObject({ text: '', heard: { length: 5 } });
    expect(await decode([], { seconds: 8 })).toMatchObject({ text: '', heard: { length: 2 } });
  });

  it('is asked once while somebody speaks: the next look is near', async () => {
    expect(await decode(['', 'Yes.'], { purpose: 'partial' })).toMatchObject({ text: '', heard: { length: 1 } });
  });

  it('is asked again when it repeats itself without end, and says what it repeats once when that does not help', async () => {
    expect((await decode([STUCK, 'No.'])).text).toBe('No.');
    expect((await decode([STUCK, STUCK, STUCK, STUCK, STUCK])).text).toBe('no');
    expect((await decode([STUCK], { purpose: 'partial' })).text).toBe('no');
  });
});
