import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeModels, listModels, modelsInUse, useModel } from '@turnstream/engine';
import type { ModelDescription } from '@turnstream/engine';
import { formatRecord } from '../src/lib/models/file-record.ts';
import { ensureDescribed, findDescribed } from '../src/lib/models/model-store.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** One piece of a SentencePiece model: its text, then its score as a float. */
function piece(text: string, score: number): Buffer {
  const bytes = Buffer.from(text);
  const number = Buffer.alloc(4);
  number.writeFloatLE(score);
  const content = Buffer.concat([Buffer.of(0x0a, bytes.length), bytes, Buffer.of(0x15), number]);
  return Buffer.concat([Buffer.of(0x0a, content.length), content]);
}

const bpeModel = Buffer.concat([
  piece('<blk>', 0),
  piece('▁THE', -3.5),
  // Settings of the trainer, which are of no interest: a number and a text.
  Buffer.of(0x10, 0x96, 0x01, 0x12, 0x02, 0x68, 0x69),
]);

let server: Server;
let base: string;
let folder: string;
let model: ModelDescription;
/** What the host says the hash is. */
let claim: string | undefined;
let content = 'weights';

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/moved/encoder.onnx') response.end(content);
    else if (request.url === '/encoder.onnx') {
      const headers = claim === undefined ? {} : { 'x-linked-etag': `"${claim}"` };
      response.writeHead(302, { location: `${base}/moved/encoder.onnx`, ...headers }).end();
    } else if (request.url === '/bpe.model') response.end(bpeModel);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'turnstream-downloads-'));
  claim = undefined;
  content = 'weights';
  model = {
    id: 'fetched',
    title: 'fetched',
    purpose: 'speech-recognition',
    license: 'MIT',
    languages: ['en'],
    packages: [],
    files: [],
    downloads: [
      { url: `${base}/encoder.onnx`, name: 'encoder.onnx', approximateBytes: 7 },
      { url: `${base}/bpe.model`, name: 'bpe.vocab', use: 'bpe-vocabulary', approximateBytes: 60 },
    ],
  };
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

/** Puts a model there as if it had been pulled. */
async function install(id: string): Promise<void> {
  const { downloads = [] } = describeModels().find((known) => known.id === id) ?? {};
  await mkdir(join(folder, id), { recursive: true });
  for (const { name } of downloads) await writeFile(join(folder, id, name), name);
  const files = downloads.map(({ name }) => ({ name, bytes: name.length, sha256: sha256(name) }));
  await writeFile(join(folder, id, 'fetched.json'), formatRecord(files));
}

describe('a model whose files come by address', () => {
  it('is fetched whole, and what came is recorded and held to from then on', async () => {
    const seen: number[] = [];
    await ensureDescribed([model], { folder, onProgress: ({ doneBytes }) => seen.push(doneBytes) });
    expect((await readdir(join(folder, 'fetched'))).toSorted()).toEqual(['bpe.vocab', 'encoder.onnx', 'fetched.json']);
    expect(await readFile(join(folder, 'fetched', 'bpe.vocab'), 'utf8')).toBe('<blk> 0\n▁THE -3.5\n');
    expect(seen).toEqual(seen.toSorted((left, right) => left - right));
    expect(seen.at(-1)).toBe(67);
    expect(await findDescribed([model], { folder })).toEqual({ folder, fetched: [] });
    await writeFile(join(folder, 'fetched', 'encoder.onnx'), 'weighty');
    await expect(findDescribed([model], { folder })).rejects.toMatchObject({ code: 'models-damaged' });
    expect(await ensureDescribed([model], { folder })).toEqual({ folder, fetched: ['fetched'] });
  });

  it('is held against the hash that its host names', async () => {
    claim = sha256('weights');
    await ensureDescribed([model], { folder });
    await rm(join(folder, 'fetched'), { recursive: true });
    claim = sha256('other');
    await expect(ensureDescribed([model], { folder })).rejects.toMatchObject({
      code: 'integrity',
      message: expect.stringContaining('SHA-256') as unknown,
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('is refused when it is much longer than it should be, and nothing stays behind', async () => {
    content = 'x'.repeat(2_000_000);
    await expect(ensureDescribed([model], { folder })).rejects.toMatchObject({ code: 'integrity' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('says in one sentence that it could not be fetched, from where', async () => {
    const gone = { ...model, downloads: [{ url: `${base}/gone`, name: 'encoder.onnx', approximateBytes: 7 }] };
    await expect(ensureDescribed([gone], { folder })).rejects.toMatchObject({
      code: 'network',
      message: expect.stringMatching(
        /^The model fetched could not be fetched from 127\.0\.0\.1:\d+ \(.*404\)/u,
      ) as unknown,
    });
  });

  it('is missing without its record, and damaged with one that leaves a file out or is none', async () => {
    await ensureDescribed([model], { folder });
    const record = join(folder, 'fetched', 'fetched.json');
    for (const text of ['{', '{"files":[{}]}', formatRecord([])]) {
      await writeFile(record, text);
      await expect(findDescribed([model], { folder })).rejects.toMatchObject({ code: 'models-damaged' });
    }
    await rm(record);
    await expect(findDescribed([model], { folder })).rejects.toMatchObject({ code: 'models-missing' });
  });
});

describe('the choice of a recogniser', () => {
  it('is Moonshine for English and nothing for other languages, until others are there and chosen', async () => {
    expect(await modelsInUse(folder)).toEqual({ 'flux-general-en': 'moonshine-tiny-en' });
    await install('whisper-small');
    await install('parakeet-tdt-0.6b-v2-en');
    expect(await modelsInUse(folder)).toEqual({
      'flux-general-en': 'moonshine-tiny-en',
      'flux-general-multi': 'whisper-small',
    });
    expect(await useModel('parakeet-tdt-0.6b-v2-en', folder)).toBe('flux-general-en');
    await install('whisper-base');
    expect(await useModel('whisper-small', folder)).toBe('flux-general-multi');
    expect(await modelsInUse(folder)).toEqual({
      'flux-general-en': 'parakeet-tdt-0.6b-v2-en',
      'flux-general-multi': 'whisper-small',
    });
    const states = await listModels(folder);
    expect(states.filter(({ state }) => state === 'installed').map((found) => [found.model.id, found.pinned])).toEqual([
      ['parakeet-tdt-0.6b-v2-en', false],
      ['whisper-base', false],
      ['whisper-small', false],
    ]);
  });

  it('is refused for what is not installed or no recogniser, and says what to do', async () => {
    await expect(useModel('whisper-base', folder)).rejects.toThrow('npx turnstream models pull whisper-base');
    await expect(useModel('silero-vad-v6', folder)).rejects.toThrow(TypeError);
    expect(await modelsInUse(folder)).toEqual({ 'flux-general-en': 'moonshine-tiny-en' });
  });

  it('is the default again when the file that holds it is unreadable', async () => {
    await writeFile(join(folder, 'in-use.json'), 'nonsense');
    expect(await modelsInUse(folder)).toEqual({ 'flux-general-en': 'moonshine-tiny-en' });
  });
});
