import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { logMel } from '@turnstream/engine';
import type { TurnModel } from '@turnstream/engine';

const BANDS = 80;
const FRAMES = 800;

/** The part of `onnxruntime-web` that is used; it is installed beside the bench. */
type Runtime = {
  readonly env: { readonly wasm: { numThreads: number } };
  readonly InferenceSession: { create(model: Uint8Array): Promise<Session> };
  readonly Tensor: new (type: 'float32', data: Float32Array, shape: readonly number[]) => object;
};
type Session = {
  run(feeds: { readonly input_features: object }): Promise<Record<string, { readonly data: Float32Array }>>;
};

/**
 * The open smart-turn v3 model (BSD-2-Clause), from its ONNX file: a Whisper-tiny encoder with a small head.
 * @throws when the file is not there
 */
export async function openSmartTurn(path: string): Promise<TurnModel> {
  const model = await readFile(path);
  const entry = createRequire(new URL('../package.json', import.meta.url)).resolve('onnxruntime-web/wasm');
  const runtime: Runtime = await import(pathToFileURL(entry).href);
  runtime.env.wasm.numThreads = 1;
  const session = await runtime.InferenceSession.create(model);
  return {
    name: 'smart-turn-v3',
    windowSeconds: 8,
    score: async (samples) => {
      const input = new runtime.Tensor('float32', logMel(samples, true), [1, BANDS, FRAMES]);
      const [output] = Object.values(await session.run({ input_features: input }));
      return output?.data[0] ?? NaN;
    },
  };
}
