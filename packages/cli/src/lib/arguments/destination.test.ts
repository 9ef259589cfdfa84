import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { memoryIo } from '../../../test/memory-io.ts';
import { destinationOptions, readDestination, shownAddress } from './destination.ts';
import type { Destination } from './destination.ts';
import { parseOptions } from './parse-options.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'destination-'));
  await writeFile(join(folder, 'key'), '  secret-key\n');
  await writeFile(join(folder, 'two'), 'one\ntwo\n');
  await writeFile(join(folder, 'empty'), '\n \n');
  await writeFile(join(folder, 'broken'), 'secret key\n');
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function read(argv: string, env: Readonly<Record<string, string>> = {}): Promise<Destination> {
  const outcome = parseOptions(argv === '' ? [] : argv.split(' '), destinationOptions.options);
  if (outcome.kind === 'invalid') throw new TypeError(outcome.reason);
  return await readDestination(outcome.options, memoryIo({ workingFolder: folder, env }));
}

describe('readDestination', () => {
  it('keeps audio on this machine unless told otherwise, even where a key is set', async () => {
    expect(await read('', { DEEPGRAM_API_KEY: 'k' })).toEqual({ kind: 'local' });
  });

  it('takes the key from the environment or a file, the file first', async () => {
    const url = 'wss://api.deepgram.com/v2/listen';
    const env = { DEEPGRAM_API_KEY: ' from-env ' };
    expect(await read('--deepgram', env)).toEqual({ kind: 'remote', url, apiKey: 'from-env', notices: [] });
    expect(await read('--deepgram --api-key-file key', env)).toMatchObject({ apiKey: 'secret-key' });
  });

  it('completes an address without a path and keeps one with a path and query', async () => {
    expect(await read('--url ws://localhost:8080')).toMatchObject({ url: 'ws://localhost:8080/v2/listen' });
    expect(await read('--url wss://h/flux?a=b')).toMatchObject({ url: 'wss://h/flux?a=b' });
  });

  it('warns where a key would travel unencrypted to another machine', async () => {
    const env = { DEEPGRAM_API_KEY: 'k' };
    expect(await read('--url ws://example.com', env)).toMatchObject({
      notices: [expect.stringContaining('unencrypted')],
    });
    expect(await read('--url ws://127.0.0.1:1', env)).toMatchObject({ notices: [] });
    expect(await read('--url wss://example.com', env)).toMatchObject({ notices: [] });
    expect(await read('--url ws://example.com')).toMatchObject({ notices: [] });
  });

  it.each([
    ['--deepgram --url ws://h', {}, 2, /^Give --deepgram or --url, not both/],
    ['--api-key-file key', {}, 2, /^--api-key-file needs --deepgram or --url$/],
    ['--url nonsense', {}, 2, /^--url must be a ws:\/\/ or wss:\/\/ address/],
    ['--url https://h', {}, 2, /^--url must begin with ws:\/\/ or wss:\/\/; got "https:\/\/"$/],
    ['--url ws://me:pw@h', {}, 2, /^--url must not hold a user name or password/],
    ['--deepgram', {}, 4, /^Deepgram needs a key: set DEEPGRAM_API_KEY or use --api-key-file$/],
    ['--deepgram', { DEEPGRAM_API_KEY: '' }, 4, /^DEEPGRAM_API_KEY is empty; /],
    ['--deepgram', { DEEPGRAM_API_KEY: 'secret key' }, 4, /^DEEPGRAM_API_KEY holds a character that no key has/],
    ['--deepgram --api-key-file none', {}, 4, /^The key file none cannot be read \(ENOENT\)$/],
    ['--deepgram --api-key-file empty', {}, 4, /^The key file empty is empty; /],
    ['--deepgram --api-key-file two', {}, 4, /^The key file two must hold one key; it holds 2$/],
    ['--deepgram --api-key-file broken', {}, 4, /^The key file broken holds a character that no key has/],
  ])('refuses %s with %j', async (argv, env, exitCode, message) => {
    const refused = read(argv, env);
    await expect(refused).rejects.toMatchObject({ name: 'CliError', exitCode });
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.not.toThrow(/secret key/);
  });
});

describe('shownAddress', () => {
  it('leaves out the query, which may hold secrets', () => {
    expect(shownAddress('wss://api.deepgram.com/v2/listen?token=abc')).toBe('wss://api.deepgram.com/v2/listen');
  });
});
