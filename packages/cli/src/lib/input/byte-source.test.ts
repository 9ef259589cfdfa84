import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { bytes, memoryIo } from '../../../test/memory-io.ts';
import { openByteSource } from './byte-source.ts';
import type { ByteSource } from './byte-source.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'byte-source-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function readAll(source: ByteSource): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('openByteSource', () => {
  it('reads a file from its first byte to its last, after a look at its head', async () => {
    const content = Buffer.alloc(200_001, 'turn');
    await writeFile(join(folder, 'long.raw'), content);
    const source = await openByteSource('long.raw', memoryIo({ workingFolder: folder }));
    expect(source).toMatchObject({ name: 'long.raw', path: join(folder, 'long.raw'), totalBytes: content.byteLength });
    expect(content.subarray(0, 70_000).equals(await source.bytes.peek(70_000))).toBe(true);
    expect(content.equals(await readAll(source))).toBe(true);
  });

  it('reads standard input that arrives in small chunks', async () => {
    const stdin = bytes([Buffer.from('a'), Buffer.from('bc')]);
    const source = await openByteSource('-', memoryIo({ stdin }));
    expect(source).toMatchObject({ name: 'standard input', path: undefined, totalBytes: undefined });
    expect((await readAll(source)).toString()).toBe('abc');
  });

  it('says which file is missing, empty, or a directory', async () => {
    await writeFile(join(folder, 'empty.wav'), '');
    const io = memoryIo({ workingFolder: folder });
    await expect(openByteSource('nowhere.wav', io)).rejects.toMatchObject({
      exitCode: 3,
      message: 'There is no file nowhere.wav',
    });
    await expect(openByteSource('empty.wav', io)).rejects.toMatchObject({
      exitCode: 3,
      message: 'empty.wav is empty; there is nothing to transcribe',
    });
    await expect(openByteSource('.', io)).rejects.toMatchObject({
      exitCode: 3,
      message: '. is a directory; name a file in it',
    });
  });

  it('does not wait for a person to type audio', async () => {
    await expect(openByteSource('-', memoryIo({ stdinIsTerminal: true }))).rejects.toMatchObject({ exitCode: 2 });
  });
});
