import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { describeModels, ENGINE_STEP_SAMPLES } from '@turnstream/engine';
import type { RecognitionContext, RecognitionRequest } from '../src/lib/recognition/recogniser.ts';
import { HintedStream } from '../src/lib/sherpa/hinted-stream.ts';
import { recogniserConfig } from '../src/lib/sherpa/recogniser-config.ts';
import type { NativeRecogniser, OfflineRecogniserConfig } from '../src/lib/sherpa/sherpa-module.ts';
import { TransducerRecogniser } from '../src/lib/sherpa/transducer-recogniser.ts';
import { WhisperRecogniser } from '../src/lib/sherpa/whisper-recogniser.ts';
import { RecognisedStream } from '../src/lib/stream/recognised-stream.ts';
import { loudAndQuiet, loudnessActivity } from './scripted-recognition.ts';

const recognisers = describeModels().filter(({ recogniser }) => recogniser !== undefined);

/** What the native library itself makes of settings: it prints them before it finds that there are no files. */
function asTheLibraryReadsIt(config: OfflineRecogniserConfig): string {
  const program = `
    const { OfflineRecognizer } = require(${JSON.stringify(createRequire(import.meta.url).resolve('sherpa-onnx-node'))});
    OfflineRecognizer.createAsync(JSON.parse(process.argv[1])).catch(() => undefined);`;
  const loud = { ...config, modelConfig: { ...config.modelConfig, debug: 1 } };
  const { stderr } = spawnSync(process.execPath, ['-e', program, JSON.stringify(loud)], { encoding: 'utf8' });
  return stderr;
}

function request(context?: Partial<RecognitionContext>): RecognitionRequest {
  return {
    samples: new Float32Array(16_000).fill(0.1),
    speech: { start: 0, end: 16_000 },
    purpose: 'final',
    context: { keyterms: [], languageHints: [], heardLanguage: () => undefined, ...context },
  };
}

/** A native recogniser that answers by the language it is set to, and keeps what it was asked. */
class FakeNative implements NativeRecogniser {
  readonly hotwords: (string | undefined)[] = [];
  readonly languages: string[] = [];
  #language = '';
  readonly #text: string;
  readonly #finds: string;

  constructor(text: string, finds = '') {
    this.#text = text;
    this.#finds = finds;
  }

  createStream(hotwords?: string): { acceptWaveform(): void } {
    this.hotwords.push(hotwords);
    return { acceptWaveform: () => undefined };
  }

  setConfig({ modelConfig }: OfflineRecogniserConfig): void {
    this.#language = modelConfig.whisper?.language ?? '';
  }

  async decodeAsync(): Promise<{ text: string; lang: string }> {
    this.languages.push(this.#language);
    const lang = this.#language === '' ? `<|${this.#finds}|>` : this.#language;
    return { text: ` ${this.#text} in ${lang.replaceAll(/[^a-z]/gu, '')} `, lang };
  }
}

describe('the settings of a recogniser', () => {
  it.each(recognisers.map((model) => [model.id, model] as const))(
    'are understood by the native library as they are meant: %s',
    (id, model) => {
      const read = asTheLibraryReadsIt(recogniserConfig(model, '/nowhere'));
      const files = (model.downloads ?? model.files)
        .map(({ name }) => name)
        .filter((name) => !name.startsWith('LICENSE'));
      expect(files.length).toBeGreaterThan(2);
      for (const name of files) expect(read).toContain(`="/nowhere/${id}/${name}"`);
      expect(read).toContain(`decoding_method="${model.keyterms === true ? 'modified_beam_search' : 'greedy_search'}"`);
    },
  );
});

describe('a transducer', () => {
  it('is given keyterms as hotwords, without what the library would read as something else', async () => {
    const native = new FakeNative('HELLO');
    const recogniser = new TransducerRecogniser(native, { keyterms: true, upperCase: true });
    const keyterms = ['Ann Marie', "O'Neil", 'a/b :2.0', '…'];
    expect(await recogniser.decode(request({ keyterms }))).toBe('hello in');
    expect(native.hotwords).toEqual(["ANN MARIE/O'NEIL/A B 2 0"]);
    await recogniser.decode(request());
    expect(native.hotwords.at(-1)).toBeUndefined();
  });

  it('that takes none is given none', async () => {
    const native = new FakeNative('Hello');
    await new TransducerRecogniser(native, { keyterms: false, upperCase: false }).decode(
      request({ keyterms: ['Ann'] }),
    );
    expect(native.hotwords).toEqual([undefined]);
  });
});

describe('Whisper', () => {
  const model = recognisers.find(({ id }) => id === 'whisper-base');
  if (model === undefined) throw new Error('no whisper');
  const config = recogniserConfig(model, '/nowhere');

  it.each<[string, readonly string[], readonly string[], string]>([
    ['finds the language out without hints', [], [''], 'fr'],
    ['takes the language of one hint, without its region', ['pt-BR'], ['pt'], 'pt'],
    ['keeps what it found among several hints', ['de', 'fr'], [''], 'fr'],
    ['decodes again in the likeliest hint when it found another', ['de', 'es'], ['', 'de'], 'de'],
    ['takes no notice of a language it does not know', ['zz'], [''], 'fr'],
  ])('%s', async (_what, languageHints, asked, told) => {
    const native = new FakeNative('words', 'fr');
    const languages: string[] = [];
    const recogniser = new WhisperRecogniser(native, config, model.languages);
    const heardLanguage = (language: string): number => languages.push(language);
    expect(await recogniser.decode(request({ languageHints, heardLanguage }))).toBe(`words in ${told}`);
    expect(native.languages).toEqual(asked);
    expect(languages).toEqual([told]);
  });
});

describe('a stream with hints', () => {
  it('tells the languages of the open turn, most frequent first, and passes changed hints on', async () => {
    const asked: (RecognitionContext | undefined)[] = [];
    let spoken = 'fr';
    const stream = new HintedStream({
      recogniser: {
        decode: async ({ context }) => {
          asked.push(context);
          context?.heardLanguage(spoken);
          return 'bonjour tout le monde';
        },
      },
      options: { languageHints: ['fr'] },
      languages: undefined,
      open: (recogniser) => new RecognisedStream({ recogniser, voiceActivity: loudnessActivity() }),
    });
    const play = async (audio: Float32Array): Promise<readonly string[] | undefined> => {
      let languages: readonly string[] | undefined;
      for (let start = 0; start < audio.length; start += ENGINE_STEP_SAMPLES) {
        ({ languages } = await stream.step(audio.subarray(start, start + ENGINE_STEP_SAMPLES)));
      }
      return languages;
    };
    expect(await play(loudAndQuiet(0.4, 1, 0.6))).toEqual(['fr']);
    spoken = 'en';
    expect(await play(loudAndQuiet(0.08, 0.4, 0.4))).toEqual(['fr', 'en']);
    stream.endTurn();
    stream.configure({ languageHints: ['en', 'es'], keyterms: ['Ann'] });
    expect(await play(loudAndQuiet(1, 1, 0.6))).toEqual(['en']);
    expect(asked[0]).toMatchObject({ languageHints: ['fr'], keyterms: [] });
    expect(asked.at(-1)).toMatchObject({ languageHints: ['en', 'es'], keyterms: ['Ann'] });
    stream.close();
  });
});
