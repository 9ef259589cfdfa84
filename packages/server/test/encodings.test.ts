import type { SpeechEngine } from '@turnstream/engine';
import { createSherpaEngine } from '@turnstream/engine/sherpa';
import { createFluxServer } from '@turnstream/server';
import type { FluxServer } from '@turnstream/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { requirement } from '../../../test/requirement.ts';
import { encodeWithFfmpeg, packetsOf, recordingPath } from './intake/encoded-recording.ts';
import { dialRaw } from './raw-client.ts';

const { missing, path: ffmpeg } = requirement('ffmpeg');
const RECORDING = 'three-turns';
const TIMEOUT_MS = 120_000;

/** Words that would have to be changed, added or left out to make one text of the other. */
function wordDistance(left: readonly string[], right: readonly string[]): number {
  let row = right.map((_, index) => index + 1);
  for (const [line, word] of left.entries()) {
    let diagonal = line;
    let before = line + 1;
    row = row.map((above, column) => {
      const cost = word === right[column] ? diagonal : Math.min(diagonal, before, above) + 1;
      diagonal = above;
      before = cost;
      return cost;
    });
  }
  return row.at(-1) ?? left.length;
}

function* cut(bytes: Uint8Array, size = 2_560): Generator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += size) yield bytes.subarray(start, start + size);
}

const plainWords = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9' ]/gu, '')
    .split(' ')
    .filter((word) => word !== '');

describe.skipIf(missing || requirement('models').missing)('the words of a recording', { timeout: TIMEOUT_MS }, () => {
  let engine: SpeechEngine;
  let server: FluxServer;
  let expected: readonly string[];

  beforeAll(async () => {
    engine = await createSherpaEngine({ partialCadence: 'frequent' });
    server = await createFluxServer({ engine });
    const linear16 = encodeWithFfmpeg(ffmpeg, recordingPath(RECORDING), ['-f', 's16le', '-ar', '16000']);
    expected = await words('encoding=linear16&sample_rate=16000', cut(linear16));
  }, TIMEOUT_MS);

  afterAll(async () => {
    await server.close();
    await engine.close();
  });

  /** The words of all turns, the last one's as it stood when the stream ended. */
  async function words(query: string, messages: Iterable<Uint8Array>): Promise<readonly string[]> {
    await using client = await dialRaw(server.url, `model=flux-general-en&${query}`);
    for (const message of messages) client.socket.send(message);
    await client.finish();
    expect(client.messages.filter(({ type }) => type === 'Error')).toEqual([]);
    const texts = new Map<number, string>();
    for (const message of client.messages) {
      if (message.type === 'TurnInfo') texts.set(message.turn_index, message.transcript);
    }
    return plainWords([...texts.values()].join(' '));
  }

  it.each<[string, string, readonly string[], number]>([
    ['linear32', 'encoding=linear32&sample_rate=16000', ['-f', 'f32le', '-ar', '16000'], 0],
    ['linear16 of 44100 Hz', 'encoding=linear16&sample_rate=44100', ['-f', 's16le', '-ar', '44100'], 0.1],
    ['mulaw of 8000 Hz', 'encoding=mulaw&sample_rate=8000', ['-f', 'mulaw', '-ar', '8000'], 0.2],
    ['alaw of 8000 Hz', 'encoding=alaw&sample_rate=8000', ['-f', 'alaw', '-ar', '8000'], 0.2],
    ['Ogg Opus', 'encoding=ogg-opus', ['-c:a', 'libopus', '-b:a', '32k', '-f', 'ogg'], 0.1],
    ['Ogg Opus without a name', '', ['-c:a', 'libopus', '-b:a', '16k', '-f', 'ogg'], 0.15],
    ['WebM Opus', '', ['-c:a', 'libopus', '-b:a', '32k', '-f', 'webm', '-live', '1'], 0.1],
    ['WAV of 8000 Hz', '', ['-f', 'wav', '-ar', '8000'], 0.15],
    ['WAV of 24000 Hz', '', ['-f', 'wav', '-ar', '24000'], 0.1],
    ['WAV of 44100 Hz', '', ['-f', 'wav', '-ar', '44100'], 0.1],
    ['WAV of 48000 Hz', '', ['-f', 'wav', '-ar', '48000'], 0.1],
  ])('R41 R42: are those of linear16, or nearly, in %s', async (_encoding, query, parameters, share) => {
    expect(expected.length).toBeGreaterThan(9);
    const heard = await words(query, cut(encodeWithFfmpeg(ffmpeg, recordingPath(RECORDING), parameters), 1_000));
    expect(wordDistance(heard, expected) / expected.length).toBeLessThanOrEqual(share);
  });

  it('R41 R47: are those of linear16, or nearly, in Opus packets', async () => {
    const parameters = ['-c:a', 'libopus', '-b:a', '32k', '-f', 'ogg'];
    const packets = packetsOf(encodeWithFfmpeg(ffmpeg, recordingPath(RECORDING), parameters));
    const heard = await words('encoding=opus&sample_rate=48000', packets);
    expect(wordDistance(heard, expected) / expected.length).toBeLessThanOrEqual(0.1);
  });
});
