import { setImmediate } from 'node:timers/promises';

import { createFluxServer } from '@turnstream/server';
import { array, assert, asyncProperty, boolean, integer, record } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { dialRaw, RAW_QUERY } from './raw-client.ts';
import { createScriptedEngine } from './scripted-engine.ts';

const CUES = [
  { at: 0.08, confidence: 0.6 },
  { at: 0.4, speech: true, confidence: 0.02, text: 'I would' },
  { at: 0.8, text: 'I would like' },
  { at: 1.2, text: 'I would like that.', speech: false, confidence: 0.55 },
  { at: 1.44, text: 'I would like that,', speech: true, confidence: 0.1 },
  { at: 2.0, text: 'I would like that, please.', speech: false, confidence: 0.6 },
  { at: 2.24, confidence: 0.8 },
  { at: 2.8, speech: true, text: 'Now', confidence: 0.2 },
];
const SECONDS = 3.2;
const BYTES = SECONDS * 32_000;

/** Sends the same audio and commands, cut into the given sizes, to an engine that takes its time or not. */
async function play(sizes: readonly number[], pauses: readonly boolean[]): Promise<readonly string[]> {
  const engine = createScriptedEngine({
    cues: CUES,
    flushedText: 'Now what?',
    beforeStep: async (step) => {
      for (let turns = 0; pauses[step % pauses.length] === true && turns < 3; turns += 1) {
        await setImmediate();
      }
    },
  });
  await using server = await createFluxServer({ engine });
  await using client = await dialRaw(server.url, `${RAW_QUERY}&eager_eot_threshold=0.5`);
  const commands = new Map([
    [32_000, { type: 'Configure', thresholds: { eot_threshold: 0.75 } }],
    [64_000, { type: 'Configure', thresholds: { eot_threshold: 0.1 } }],
    [96_000, { type: 'ForceEndTurn' }],
  ]);
  for (let sent = 0, at = 0; sent < BYTES; at += 1) {
    const nextCommand = [...commands.keys()].find((position) => position > sent) ?? BYTES;
    const size = Math.min(sizes[at % sizes.length] ?? BYTES, nextCommand - sent, BYTES - sent);
    client.socket.send(new Uint8Array(size));
    sent += size;
    const command = commands.get(sent);
    if (command !== undefined) {
      client.sendJson(command);
    }
    if (pauses[at % pauses.length] === true) {
      await setImmediate();
    }
  }
  await client.finish();
  const { request_id: id } = await client.message('Connected');
  return client.texts.map((text) => text.replace(id, 'id'));
}

describe('a stream', () => {
  it('R46 R57 R119: has the same messages however it is cut, paced and loaded', async () => {
    const expected = await play([2_560], [false]);
    expect(expected.length).toBeGreaterThan(20);
    await assert(
      asyncProperty(
        record({
          sizes: array(integer({ min: 1, max: 9_000 }), { minLength: 1, maxLength: 12 }),
          pauses: array(boolean(), { minLength: 1, maxLength: 12 }),
        }),
        async ({ sizes, pauses }) => {
          // Pieces of a few bytes only would be ten thousand messages, which shows no more.
          expect(await play([...sizes, 1_000], pauses)).toEqual(expected);
        },
      ),
      { numRuns: 40 },
    );
  });
});
