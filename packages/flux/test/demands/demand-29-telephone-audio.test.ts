import type { RawEncoding } from '@turnstream/audio';
import { awaitAudio, connected, hold, reset, turnInfo } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { createWorld } from './demand-world.ts';
import { turnEnd } from './scripts.ts';

/** Loud codes of G.711 that do not repeat soon, as a telephone network sends them: 20 ms are 160 bytes. */
function call(seconds: number): Uint8Array {
  return Uint8Array.from({ length: seconds * 8_000 }, (_, index) => (index * index + (index >> 8)) & 0x3f);
}

const CODECS: readonly (readonly [encoding: RawEncoding, bytesPerSample: number, silence: number])[] = [
  ['mulaw', 1, 0xff],
  ['alaw', 1, 0xd5],
  ['linear16', 2, 0],
  ['linear32', 4, 0],
];

describe('demand 29: audio of the telephone goes as it is', () => {
  it.each(CODECS.slice(0, 2))('%s at 8 kHz: declared, unchanged, counted by its own rate', async (encoding) => {
    await using world = await createWorld([connected()], { encoding, sampleRateHz: 8_000 });
    const bytes = call(2);
    for (let start = 0; start < bytes.byteLength; start += 160) {
      world.session.send(bytes.subarray(start, start + 160));
      world.clock.advance(20);
    }
    const connection = await world.until(() => {
      const [first] = world.server.connections;
      return first?.audioBytes === bytes.byteLength && first;
    });
    expect(Buffer.from(connection.audio).equals(bytes)).toBe(true);
    expect(Object.fromEntries(connection.query)).toMatchObject({ encoding, sample_rate: '8000' });
    expect(connection.audioSeconds).toBe(2);
    expect(world.session.usage).toMatchObject({ acceptedSeconds: 2, sentSeconds: 2 });
    const sizes = connection.received.map((message) => (message.kind === 'audio' ? message.bytes.byteLength : 0));
    expect(new Set(sizes)).toEqual(new Set([640]));
  });

  it.each(CODECS)(
    '%s: a muted caller is silence of the codec, %i byte a sample, of the same length',
    async (encoding, bytesPerSample, silence) => {
      await using world = await createWorld(
        [
          connected(),
          awaitAudio({ seconds: 0.48 }),
          turnInfo({ event: 'StartOfTurn', transcript: 'one' }),
          hold('muted'),
          awaitAudio({ seconds: 0.48 }),
          ...turnEnd('one'),
        ],
        { encoding, sampleRateHz: 8_000 },
      );
      const spoken = 0.48 * 8_000 * bytesPerSample;
      world.session.send(new Uint8Array(spoken).fill(0x31));
      await world.until(() => world.turns.length > 0);
      world.session.mute();
      world.server.release('muted');
      world.session.send(new Uint8Array(spoken).fill(0x31));
      await world.turnEnd();
      const muted = world.server.connections[0]?.audio.subarray(spoken, 2 * spoken);
      expect(muted).toHaveLength(spoken);
      expect(new Set(muted)).toEqual(new Set([silence]));
    },
  );

  it.each(CODECS.slice(0, 2))(
    '%s: a lost turn is sent again from the step half a second before its first word, to the byte',
    async (encoding) => {
      const words = [{ word: 'one', confidence: 1, start: 0.9, end: 1.1 }];
      await using world = await createWorld(
        [
          [
            connected(),
            awaitAudio({ seconds: 1.2 }),
            turnInfo({ event: 'StartOfTurn', transcript: 'one', words }),
            hold('drop'),
            reset(),
          ],
          [connected()],
        ],
        { encoding, sampleRateHz: 8_000 },
      );
      const bytes = call(2);
      await world.until(() => world.session.state.status === 'open');
      world.session.send(bytes.subarray(0, 1.2 * 8_000));
      await world.until(() => world.turns.length > 0);
      world.server.release('drop');
      await world.until(() => world.session.state.connections === 2);
      world.session.send(bytes.subarray(1.2 * 8_000));
      const again = await world.until(() => {
        const audio = world.server.connections[1]?.audio;
        return audio !== undefined && audio.byteLength >= 1.68 * 8_000 && audio;
      });
      expect(
        Buffer.from(again)
          .subarray(0, 1.68 * 8_000)
          .equals(bytes.subarray(0.32 * 8_000)),
      ).toBe(true);
      expect(world.session.usage.lostSeconds).toBe(0);
    },
  );

  it.each(CODECS)(
    '%s: quiet between turns is known as such, and left out while the session catches up',
    async (encoding, bytesPerSample, silence) => {
      await using world = await createWorld([[hold('answered'), connected()]], {
        encoding,
        sampleRateHz: 8_000,
        resume: { rate: 1.25 },
        connection: { connectTimeoutMs: 60_000 },
      });
      world.session.send(new Uint8Array(8_000 * 10 * bytesPerSample).fill(silence));
      world.clock.advance(10_000);
      world.server.release('answered');
      await world.until(() => world.session.state.behindSeconds === 0);
      expect(world.session.usage.skippedSeconds).toBeGreaterThan(5);
      expect(world.session.usage.lostSeconds).toBe(0);
    },
  );
});
