import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import type { SpeechEngine } from '@turnstream/engine';
import { createSherpaEngine } from '@turnstream/engine/sherpa';
import type { ServerMessage, TurnInfoMessage } from '@turnstream/flux/protocol';
import { createFluxServer } from '@turnstream/server';
import type { FluxServer } from '@turnstream/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { requirement } from '../../../test/requirement.ts';
import { dialRaw } from './raw-client.ts';
import { findBreaches } from './turn-machine/wire-rules.ts';

const QUERY = 'model=flux-general-en&eager_eot_threshold=0.5';
const CHUNK_BYTES = 2_560;
const SILENCE_SECONDS = 2;

/** Real time is part of it, on machines that do other things as well. */
const TIMEOUT_MS = 120_000;

function readRecording(name: string): Uint8Array {
  return readFileSync(fileURLToPath(new URL(`../../../fixtures/audio/${name}.wav`, import.meta.url)));
}

/** A WAV file with silence behind its audio: a header that does not know its length, so that what follows is heard. */
function withSilence(file: Uint8Array): Uint8Array {
  const padded = new Uint8Array(file.byteLength + SILENCE_SECONDS * 32_000);
  padded.set(file);
  const view = new DataView(padded.buffer);
  view.setUint32(4, 0xff_ff_ff_ff, true);
  view.setUint32(40, 0xff_ff_ff_ff, true);
  return padded;
}

function turnInfosOf(messages: readonly ServerMessage[]): readonly TurnInfoMessage[] {
  return messages.filter((message) => message.type === 'TurnInfo');
}

describe.skipIf(requirement('models').missing)('the server with the local engine', () => {
  let engine: SpeechEngine;
  let server: FluxServer;

  beforeAll(async () => {
    engine = await createSherpaEngine({ partialCadence: 'frequent' });
    server = await createFluxServer({ engine });
  }, TIMEOUT_MS);

  afterAll(async () => {
    await server.close();
    await engine.close();
  });

  /** Streams a file, one chunk after another, with a pause before each; gives back what the server sent. */
  async function transcribe(file: Uint8Array, pauseMs = 0): Promise<readonly ServerMessage[]> {
    await using client = await dialRaw(server.url, QUERY);
    for (let start = 0; start < file.byteLength; start += CHUNK_BYTES) {
      if (pauseMs > 0) {
        await setTimeout(pauseMs);
      }
      client.socket.send(file.subarray(start, start + CHUNK_BYTES));
    }
    expect((await client.finish()).code).toBe(1005);
    return client.messages.map((message) => ({ ...message, request_id: 'id' }));
  }

  it('R119: says the same in real time, as fast as it can, and beside three other streams', async () => {
    const file = withSilence(readRecording('single-turn'));
    const fast = await transcribe(file);
    expect(turnInfosOf(fast).map(({ event }) => event)).toContain('EndOfTurn');
    expect(await transcribe(file, 80)).toEqual(fast);
    expect(await Promise.all([file, file, file, file].map((copy) => transcribe(copy)))).toEqual([
      fast,
      fast,
      fast,
      fast,
    ]);
  });

  it.each(['three-turns', 'pause-in-sentence', 'false-start', 'fillers'])(
    'R100 R111: keeps the wire rules on the recording %s, and ends what it starts',
    async (name) => {
      const messages = await transcribe(withSilence(readRecording(name)));
      expect(findBreaches(messages)).toEqual([]);
      const events = turnInfosOf(messages).map(({ event }) => event);
      const ends = events.filter((event) => event === 'EndOfTurn');
      expect(ends.length).toBeGreaterThan(0);
      expect(events.filter((event) => event === 'StartOfTurn')).toHaveLength(ends.length);
    },
    TIMEOUT_MS,
  );

  it(
    'hears a telephone recording from its WAV header',
    async () => {
      const messages = await transcribe(readRecording('telephone-mulaw-8k'));
      expect(findBreaches(messages)).toEqual([]);
      const last = turnInfosOf(messages).findLast(({ transcript }) => transcript !== '');
      expect(last?.transcript.split(' ').length).toBeGreaterThan(5);
    },
    TIMEOUT_MS,
  );
});
