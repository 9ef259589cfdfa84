import type { ModelDescription, ModelDownload } from './model-description.ts';

/** Folder and file names of the recogniser, as the native library takes them. */
export const MOONSHINE_TINY_ENGLISH: ModelDescription = {
  id: 'moonshine-tiny-en',
  title: 'Moonshine tiny, English, quantized',
  purpose: 'speech-recognition',
  license: 'MIT',
  languages: ['en'],
  serves: 'flux-general-en',
  recogniser: { kind: 'moonshine' },
  packages: [
    {
      name: '@moonshine-ai/moonshine-js',
      version: '0.1.29',
      integrity: 'sha512-Gx1B3mJcbM68ihSy/LyJEuEkGq7sYMqTb04zNdcIeidU0URVlSmXP0GyiQOTTAqDZQXlIC7k+bky+FdXk0UPlg==',
      tarballBytes: 21_514_347,
      entries: [
        { path: 'package/dist/model/tiny/quantized/encoder_model.onnx', use: 'keep', name: 'encoder.onnx' },
        { path: 'package/dist/model/tiny/quantized/decoder_model_merged.onnx', use: 'keep', name: 'decoder.onnx' },
        { path: 'package/LICENSE', use: 'keep', name: 'LICENSE' },
      ],
    },
    {
      name: 'llama-tokenizer-js',
      version: '1.2.2',
      integrity: 'sha512-Wmth393dc3odWU3IzARJ3r2oIfWgw9GdJ5Gm+hGhfECNO18UHLRqEFSf511jn4E9KcQGzuuKw4Wl08pHAemLAw==',
      tarballBytes: 388_950,
      entries: [
        { path: 'package/llama-tokenizer.js', use: 'token-table', name: 'tokens.txt' },
        { path: 'package/LICENSE.md', use: 'keep', name: 'LICENSE-tokens.md' },
      ],
    },
  ],
  files: [
    {
      name: 'encoder.onnx',
      bytes: 7_937_661,
      sha256: 'c6fc4b7bc5af75c0591fd157a1f3829b533d18e9769a888fd95a62e470dd4f4a',
    },
    {
      name: 'decoder.onnx',
      bytes: 20_243_286,
      sha256: 'eed87831c3a6103534aae7d47a5d485025c659a1323901513961c39fe8a1a367',
    },
    {
      name: 'tokens.txt',
      bytes: 506_922,
      sha256: '0547fb182949fbf8ae2ae046de2c3da652c9c6b7e87b25287bd53ddc32ef10a6',
    },
    {
      name: 'LICENSE',
      bytes: 13_358,
      sha256: '37fc5d9a86547a0dd64a07cff439ba2a6b79cc8f6555a05121fed32866591159',
    },
    {
      name: 'LICENSE-tokens.md',
      bytes: 1_073,
      sha256: '3653278f58b6808e43039ae8242808c6bfd68c00cc80ee30858347acb99f6ed6',
    },
  ],
};

/** The voice-activity model. */
export const SILERO_VOICE_ACTIVITY: ModelDescription = {
  id: 'silero-vad-v6',
  title: 'Silero voice activity, version 6',
  purpose: 'voice-activity',
  license: 'MIT',
  languages: [],
  packages: [
    {
      name: '@ricky0123/vad-web',
      version: '0.0.31',
      integrity: 'sha512-ePVq8TvB21sdHSxVMZOEIf9JVa7MAYpaIaNXeGgsPOiMCN8xbPCdF2LS5aYj7VRR3ZxzutedgV9ZplV65IA1Fg==',
      tarballBytes: 5_471_324,
      entries: [{ path: 'package/dist/silero_vad_v6.onnx', use: 'keep', name: 'silero_vad.onnx' }],
    },
  ],
  files: [
    {
      name: 'silero_vad.onnx',
      bytes: 2_327_524,
      sha256: '1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3',
    },
  ],
};

/** Files of a repository of sherpa-onnx's models, as its maintainers keep them beside their releases. */
function hubFiles(
  repository: string,
  files: readonly (readonly [path: string, megabytes: number, name: string, use?: 'bpe-vocabulary'])[],
): readonly ModelDownload[] {
  return files.map(([path, megabytes, name, use]) => ({
    url: `https://huggingface.co/${repository}/resolve/main/${path}`,
    name,
    approximateBytes: megabytes * 1_000_000,
    ...(use !== undefined && { use }),
  }));
}

const PARAKEET_ENGLISH: ModelDescription = {
  id: 'parakeet-tdt-0.6b-v2-en',
  title: 'NVIDIA Parakeet TDT 0.6B v2, English, quantized',
  purpose: 'speech-recognition',
  license: 'CC-BY-4.0',
  languages: ['en'],
  serves: 'flux-general-en',
  recogniser: { kind: 'nemo-transducer' },
  packages: [],
  downloads: hubFiles('csukuangfj/sherpa-onnx-nemo-parakeet-tdt-0.6b-v2-int8', [
    ['encoder.int8.onnx', 652, 'encoder.onnx'],
    ['decoder.int8.onnx', 7.3, 'decoder.onnx'],
    ['joiner.int8.onnx', 1.8, 'joiner.onnx'],
    ['tokens.txt', 0.01, 'tokens.txt'],
  ]),
  files: [],
};

const ZIPFORMER_ENGLISH: ModelDescription = {
  id: 'zipformer-gigaspeech-en',
  title: 'Zipformer GigaSpeech, English, quantized, with keyterms',
  purpose: 'speech-recognition',
  license: 'Apache-2.0',
  languages: ['en'],
  serves: 'flux-general-en',
  keyterms: true,
  recogniser: { kind: 'zipformer-transducer' },
  packages: [],
  downloads: hubFiles('k2-fsa/sherpa-onnx-zipformer-gigaspeech-2023-12-12', [
    ['encoder-epoch-30-avg-1.int8.onnx', 70.8, 'encoder.onnx'],
    ['decoder-epoch-30-avg-1.int8.onnx', 0.541, 'decoder.onnx'],
    ['joiner-epoch-30-avg-1.int8.onnx', 0.259, 'joiner.onnx'],
    ['tokens.txt', 0.005, 'tokens.txt'],
    ['bpe.model', 0.245, 'bpe.vocab', 'bpe-vocabulary'],
  ]),
  files: [],
};

/** The languages of Flux's multilingual model that Whisper knows: all of them. */
const FLUX_LANGUAGES = ['en', 'es', 'fr', 'de', 'hi', 'ru', 'pt', 'ja', 'it', 'nl'] as const;

function whisper(size: 'base' | 'small', encoderMegabytes: number, decoderMegabytes: number): ModelDescription {
  return {
    id: `whisper-${size}`,
    title: `OpenAI Whisper ${size}, multilingual, quantized`,
    purpose: 'speech-recognition',
    license: 'MIT',
    languages: FLUX_LANGUAGES,
    serves: 'flux-general-multi',
    recogniser: { kind: 'whisper' },
    packages: [],
    downloads: hubFiles(`csukuangfj/sherpa-onnx-whisper-${size}`, [
      [`${size}-encoder.int8.onnx`, encoderMegabytes, 'encoder.onnx'],
      [`${size}-decoder.int8.onnx`, decoderMegabytes, 'decoder.onnx'],
      [`${size}-tokens.txt`, 0.817, 'tokens.txt'],
    ]),
    files: [],
  };
}

/** Every model of the store. The first that serves a Flux model is the one that is used unless another is chosen. */
export const KNOWN_MODELS: readonly ModelDescription[] = [
  MOONSHINE_TINY_ENGLISH,
  PARAKEET_ENGLISH,
  ZIPFORMER_ENGLISH,
  whisper('base', 29.1, 131),
  whisper('small', 112, 262),
  SILERO_VOICE_ACTIVITY,
];

/** The models the default engine needs. */
export const DEFAULT_MODEL_IDS: readonly string[] = [MOONSHINE_TINY_ENGLISH.id, SILERO_VOICE_ACTIVITY.id];
