import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { bpeVocabulary } from './bpe-vocabulary.ts';
import type { ModelDownload, ModelFile } from './model-description.ts';
import { ModelStoreError } from './model-store-error.ts';

/** What one download needs. */
export type FileFetch = {
  readonly source: ModelDownload;
  readonly targetFolder: string;
  readonly signal: AbortSignal | undefined;
  /** Called with the bytes of this file received so far. */
  readonly onBytes: (receivedBytes: number) => void;
};

/** A file may be so much larger than its host showed before it is taken for something else. */
const MOST_TIMES_LARGER = 1.5;
const SLACK_BYTES = 1_000_000;

/** Where the host says what the SHA-256 of a large file is. */
const HOST_HASH_HEADER = 'x-linked-etag';

/**
 * Downloads a file by its address and tells what came. Where the host names its SHA-256, what came is held against that, which
 * finds a broken download; it is no proof of who made the file.
 * @throws ModelStoreError `integrity`, and what `fetch` and the file system throw
 */
export async function fetchDownload({ source, targetFolder, signal, onBytes }: FileFetch): Promise<ModelFile> {
  const { url, name, approximateBytes } = source;
  const claimed = await hashByHost(url, signal);
  const response = await fetch(url, signal === undefined ? {} : { signal });
  if (!response.ok || response.body === null) throw new Error(`${url} answered ${response.status}`);
  const mostBytes = approximateBytes * MOST_TIMES_LARGER + SLACK_BYTES;
  const hash = createHash('sha256');
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.byteLength;
      hash.update(chunk);
      onBytes(Math.min(bytes, approximateBytes));
      done(bytes > mostBytes ? otherFile(url, `it is longer than ${Math.round(mostBytes)} bytes`) : undefined, chunk);
    },
  });
  await pipeline(Readable.from(response.body), counter, createWriteStream(join(targetFolder, name)));
  const sha256 = hash.digest('hex');
  if (claimed !== undefined && claimed !== sha256) throw otherFile(url, 'its SHA-256 is not the one its host names');
  return source.use === 'bpe-vocabulary' ? toVocabulary(source, targetFolder) : { name, bytes, sha256 };
}

async function toVocabulary({ url, name }: ModelDownload, targetFolder: string): Promise<ModelFile> {
  const path = join(targetFolder, name);
  const vocabulary = bpeVocabulary(await readFile(path));
  if (vocabulary === undefined) throw otherFile(url, 'it is no SentencePiece model');
  await writeFile(path, vocabulary);
  const sha256 = createHash('sha256').update(vocabulary).digest('hex');
  return { name, bytes: Buffer.byteLength(vocabulary), sha256 };
}

/** Large files are answered with a redirect whose headers name the SHA-256. */
async function hashByHost(url: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  const response = await fetch(url, { method: 'HEAD', redirect: 'manual', ...(signal !== undefined && { signal }) });
  const value = response.headers.get(HOST_HASH_HEADER)?.replaceAll('"', '');
  return value !== undefined && /^[0-9a-f]{64}$/u.test(value) ? value : undefined;
}

function otherFile(url: string, reason: string): ModelStoreError {
  return new ModelStoreError('integrity', `What came from ${url} is not the model: ${reason}; try again later.`);
}
