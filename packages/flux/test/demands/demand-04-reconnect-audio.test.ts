import { awaitAudio, connected, cutAfter, hold, type ConnectionScript, turnInfo, upgrade } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { createWorld, type DemandWorld } from './demand-world.ts';
import { wholeTurn } from './scripts.ts';

const BYTES_PER_SECOND = 32_000;

/** Samples that count up, so that each piece of them is found in one place only. */
function numbered(seconds: number): Uint8Array {
  return new Uint8Array(Uint16Array.from({ length: seconds * 16_000 }, (_, index) => index + 1).buffer);
}

/** Says it at the speed of time, in frames of 20 ms. */
function say(world: DemandWorld, bytes: Uint8Array): void {
  for (let start = 0; start < bytes.byteLength; start += 640) {
    world.session.send(bytes.subarray(start, start + 640));
    world.clock.advance(20);
  }
}

/** Where in `all` the audio of each connection lies, in bytes: one piece, in order, without a gap. Silence may follow. */
function placesOf(world: DemandWorld, all: Uint8Array): readonly (readonly [from: number, to: number])[] {
  return world.server.connections.flatMap(({ audio }) => {
    const said = audio.subarray(0, audio.findLastIndex((byte) => byte !== 0) + 1);
    if (said.byteLength === 0) return [];
    const from = Buffer.from(all).indexOf(said);
    expect(from).toBeGreaterThanOrEqual(0);
    return [[from, from + said.byteLength] as const];
  });
}

/** Whether the newest connection has been sent the last of it. */
function hasEndOf(world: DemandWorld, all: Uint8Array): boolean {
  return placesOf(world, all).at(-1)?.[1] === all.byteLength;
}

/** Shows every quarter of a second that it hears. */
const ANSWERS: ConnectionScript = [
  connected(),
  ...Array.from({ length: 100 }, (): ConnectionScript => [
    awaitAudio({ seconds: 0.24 }),
    turnInfo({ transcript: '' }),
  ]).flat(),
];

describe('demand 4: no audio is lost around a connect and a reconnect', () => {
  it('what is said from the first moment on is kept for the first connection', async () => {
    await using world = await createWorld([hold('answered'), upgrade(), connected()]);
    const all = numbered(2);
    say(world, all);
    world.server.release('answered');
    await world.until(() => world.server.connections[0]?.audioBytes === all.byteLength);
    expect(placesOf(world, all)).toEqual([[0, all.byteLength]]);
    expect(world.session.usage).toMatchObject({ acceptedSeconds: 2, sentSeconds: 2, replayedSeconds: 0 });
  });

  it.each([100, 2_600, 20_001, 29_999, 48_000])(
    'a connection that breaks after %i bytes from the client: what it did not tell of is sent again, in order',
    async (receivedBytes) => {
      await using world = await createWorld([[upgrade(), connected(), cutAfter({ receivedBytes })], [connected()]]);
      const all = numbered(2);
      await world.until(() => world.session.state.status === 'open');
      say(world, all);
      await world.until(() => hasEndOf(world, all));
      const places = placesOf(world, all);
      // Nothing was decoded of the first connection, so all of it is heard again.
      expect(places.at(-1)).toEqual([0, all.byteLength]);
      expect(world.session.usage).toMatchObject({ acceptedSeconds: 2, sentSeconds: 2, lostSeconds: 0 });
    },
  );

  it('what is said during the replay queues behind it', async () => {
    const heard: ConnectionScript = [
      connected(),
      awaitAudio({ seconds: 0.48 }),
      turnInfo({ event: 'StartOfTurn', transcript: 'one' }),
    ];
    await using world = await createWorld([[...heard, hold('drop'), cutAfter({ sentBytes: 0 })], ANSWERS], {
      resume: { rate: 1.25 },
      connection: { pingIntervalMs: 0 },
    });
    const all = numbered(4);
    await world.until(() => world.session.state.status === 'open');
    say(world, all.subarray(0, BYTES_PER_SECOND));
    await world.meanwhile(() => world.turns.length > 0);
    world.server.release('drop');
    await world.until(() => world.session.state.connections === 2);
    let said = BYTES_PER_SECOND;
    await world.meanwhile(() => {
      say(world, all.subarray(said, said + 3_200));
      said += 3_200;
      return said >= all.byteLength;
    });
    await world.until(() => hasEndOf(world, all));
    expect(placesOf(world, all)).toHaveLength(2);
    expect(world.dials).toBe(2);
    expect(world.session.usage.lostSeconds).toBe(0);
    expect(world.session.usage.replayedSeconds).toBeLessThanOrEqual(1);
  });

  it('a turn that has ended is not sent again', async () => {
    await using world = await createWorld([
      [...wholeTurn('one'), hold('drop'), cutAfter({ sentBytes: 0 })],
      [connected()],
    ]);
    const all = numbered(2);
    await world.until(() => world.session.state.status === 'open');
    say(world, all.subarray(0, 0.48 * BYTES_PER_SECOND));
    await world.turnEnd();
    world.server.release('drop');
    await world.until(() => world.session.state.connections === 2);
    say(world, all.subarray(0.48 * BYTES_PER_SECOND));
    await world.until(() => hasEndOf(world, all));
    expect(placesOf(world, all)[1]).toEqual([0.48 * BYTES_PER_SECOND, all.byteLength]);
    expect(world.session.usage).toMatchObject({ replayedSeconds: 0, lostSeconds: 0 });
  });

  it('an outage longer than the buffer loses the oldest, counts it and says so', async () => {
    await using world = await createWorld([hold('answered'), upgrade(), connected()], {
      maxBufferedSeconds: 2,
      connection: { connectTimeoutMs: 60_000 },
    });
    const all = numbered(4);
    say(world, all);
    world.server.release('answered');
    await world.until(() => hasEndOf(world, all));
    expect(placesOf(world, all)).toEqual([[2 * BYTES_PER_SECOND, all.byteLength]]);
    expect(world.session.usage).toMatchObject({ acceptedSeconds: 4, sentSeconds: 2, lostSeconds: 2 });
    expect(world.warnings.map(({ code }) => code)).toContain('buffer-overflow');
  });
});
