import { readFileSync } from 'node:fs';
import { encodeSamples, readWav } from '@turnstream/audio';
import { createSherpaEngine } from '@turnstream/engine/sherpa';
import { createFluxServer } from '@turnstream/server';
import { describe, expect, it } from 'vitest';
import { requirement } from '../../test/requirement.ts';
import { createPushToTalk } from './push-to-talk.ts';

const BYTES_PER_SECOND = 32_000;
const CHUNK_BYTES = 640;

/** The recording is sent faster than it was spoken, on a machine that may be busy: the words take as long as they take. */
const SETTLE_MS = 20_000;

type Turn = { readonly startSeconds: number; readonly endSeconds: number; readonly transcript: string };

function fixture(name: string): { readonly bytes: Uint8Array; readonly turns: readonly Turn[] } {
  const folder = new URL('../../fixtures/audio/', import.meta.url);
  const wav = readWav(readFileSync(new URL(name, folder)));
  if (wav.kind === 'invalid') throw new Error(wav.reason);
  const manifest: readonly { readonly file: string; readonly turns: readonly Turn[] }[] = JSON.parse(
    readFileSync(new URL('manifest.json', folder), 'utf8'),
  );
  const turns = manifest.find(({ file }) => file === name)?.turns ?? [];
  return { bytes: encodeSamples('linear16', wav.audio.channels[0] ?? new Float32Array()), turns };
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[a-z']+/gu) ?? [];
}

describe.skipIf(requirement('models').missing)('push-to-talk, against the local server', () => {
  it('each press is one turn, with its last word; silence under the key is none', async () => {
    const { bytes, turns } = fixture('three-turns.wav');
    const engine = await createSherpaEngine();
    const server = await createFluxServer({ engine });
    const key = createPushToTalk({ apiKey: 'local', url: server.url }, SETTLE_MS);
    const hear = (fromSeconds: number, toSeconds: number): void => {
      const from = Math.round(fromSeconds * 16_000) * 2;
      const to = Math.min(bytes.length, Math.round(toSeconds * 16_000) * 2);
      for (let at = from; at < to; at += CHUNK_BYTES) key.hear(bytes.subarray(at, Math.min(to, at + CHUNK_BYTES)));
    };
    const heard: (readonly string[])[] = [];
    let upSince = 0;
    for (const { startSeconds, endSeconds } of turns) {
      hear(upSince, startSeconds - 0.1);
      key.press();
      hear(startSeconds - 0.1, endSeconds + 0.1);
      heard.push(wordsOf(await key.release()));
      upSince = endSeconds + 0.1;
    }
    key.press();
    for (let at = 0; at < BYTES_PER_SECOND; at += CHUNK_BYTES) key.hear(new Uint8Array(CHUNK_BYTES));
    const silence = await key.release();
    await key.close();
    await server.close();
    await engine.close();
    expect(turns.length).toBe(3);
    expect(heard.map((words) => words.at(-1))).toEqual(turns.map(({ transcript }) => wordsOf(transcript).at(-1)));
    expect(silence).toBe('');
  });
});
