import { webSocketTransport } from '@turnstream/flux';
import { close, connected, fatalError, hold, ignorePings, type ConnectionScript } from '@turnstream/testing';
import { WebSocket } from 'ws';
import { describe, expect, it } from 'vitest';
import { createWorld, type DemandWorld } from './demand-world.ts';
import { openTurn, turnEnd, wholeTurn } from './scripts.ts';

/** A platform that cannot ping. */
const withoutPings = webSocketTransport(({ url, headers }) => new WebSocket(url, { headers }));

async function open(world: DemandWorld): Promise<void> {
  await world.until(() => world.session.state.status === 'open');
}

/** Lets 5 s pass, and the ping that they bring go to the server and back. */
async function pingOnce(world: DemandWorld, pings: number): Promise<void> {
  world.clock.advance(5_000);
  await world.meanwhile(() => world.server.connections[0]?.pings === pings, { description: `ping ${pings}` });
  await world.heardAll();
}

const IDLE_ENDS: readonly (readonly [name: string, steps: ConnectionScript])[] = [
  ['says INACTIVE_CLIENT and closes', [fatalError('INACTIVE_CLIENT', 'No audio for 60 s.'), close()]],
  ['says INACTIVE_CLIENT and stays', [fatalError('INACTIVE_CLIENT', 'No audio for 60 s.')]],
  ['closes with 1000', [close({ code: 1000 })]],
  ['closes without a code', [close()]],
];

describe('demand 16: a session outlives any silence', () => {
  it('by pings, so that the server sees life all the time, and sends no audio for it', async () => {
    await using world = await createWorld([connected()], { connection: { pingIntervalMs: 5_000 } });
    await open(world);
    for (let pings = 1; pings <= 24; pings += 1) await pingOnce(world, pings);
    expect(world.session.state.status).toBe('open');
    expect(world.dials).toBe(1);
    expect(world.session.usage).toMatchObject({ sentSeconds: 0, silentSeconds: 0 });
  });

  it('and a pong that does not come within 10 s shows that the connection is dead', async () => {
    await using world = await createWorld([[ignorePings(), connected()], wholeTurn('one')]);
    await open(world);
    const openedAt = world.clock.now();
    await world.until(() => world.warnings.length > 0);
    expect(world.clock.now() - openedAt).toBeLessThanOrEqual(5_000 + 10_000 + 40);
    expect(world.warnings[0]?.message).toContain('ping');
    world.speak(1);
    await world.turnEnd();
    expect(world.errors).toEqual([]);
  });

  it.each(IDLE_ENDS)(
    'a server that ends an idle connection is left alone until there is speech: it %s',
    async (_name, end) => {
      await using world = await createWorld([[connected(), hold('idle'), ...end], wholeTurn('one two')], {
        connection: { pingIntervalMs: 0 },
      });
      await open(world);
      world.clock.advance(60_000);
      world.server.release('idle');
      await world.meanwhile(() => world.session.state.status === 'parked');
      world.clock.advance(3_600_000);
      expect(world.dials).toBe(1);
      expect(world.errors).toEqual([]);
      world.speak(1);
      await world.turnEnd();
      expect(world.transcripts).toEqual(['one two']);
      expect(world.session.usage.lostSeconds).toBe(0);
      await world.meanwhile(() => world.server.connections[0]?.end);
    },
  );

  it('also after a turn: what was said after the idle end is all there', async () => {
    await using world = await createWorld([[...wholeTurn('one'), hold('idle'), close()], wholeTurn('two')], {
      connection: { pingIntervalMs: 0 },
    });
    world.speak(0.96);
    await world.turnEnd();
    world.clock.advance(60_000);
    world.server.release('idle');
    await world.meanwhile(() => world.session.state.status === 'parked');
    world.speak(0.96);
    await world.turnEnd(2);
    expect(world.transcripts).toEqual(['one', 'two']);
    expect(world.turns.at(-1)?.turnId).toBe(1);
  });

  it('a settings change while parked is carried by the next dial', async () => {
    await using world = await createWorld([[connected(), hold('idle'), close()], wholeTurn('one')], {
      connection: { pingIntervalMs: 0 },
    });
    await open(world);
    world.clock.advance(60_000);
    world.server.release('idle');
    await world.meanwhile(() => world.session.state.status === 'parked');
    const change = world.session.configure({ eotThreshold: 0.9 });
    world.speak(1);
    await world.turnEnd();
    expect(await change).toMatchObject({ via: 'connect' });
    expect(world.server.connections[1]?.settings.thresholds.eot_threshold).toBe(0.9);
  });

  it('where the platform cannot ping: by a little silence, where that is wanted, counted and bounded', async () => {
    await using world = await createWorld([connected()], {
      transport: withoutPings,
      connection: { idleSilenceIntervalMs: 20_000, maxIdleSilenceMs: 120_000 },
    });
    await open(world);
    world.clock.advance(61_000);
    expect(world.session.usage.silentSeconds).toBeCloseTo(0.24);
    world.clock.advance(3_600_000);
    const { silentSeconds } = world.session.usage;
    expect(silentSeconds).toBeLessThanOrEqual(0.48 + 1e-9);
    await world.meanwhile(() => (world.server.connections[0]?.audioSeconds ?? 0) > silentSeconds - 1e-9);
    expect(world.server.connections[0]).toMatchObject({ audioSeconds: silentSeconds, pings: 0 });
    expect(world.server.connections[0]?.audio.every((byte) => byte === 0)).toBe(true);
  });

  it('and by none of its own accord', async () => {
    await using world = await createWorld([connected()], { transport: withoutPings });
    await open(world);
    world.clock.advance(3_600_000);
    expect(world.session.usage.silentSeconds).toBe(0);
    expect(world.session.state.status).toBe('open');
  });

  it('a muted caller stays connected, and is heard again when unmuted', async () => {
    await using world = await createWorld([...wholeTurn('one'), ...openTurn('two').slice(1), ...turnEnd('two')]);
    world.speak(0.5);
    await world.turnEnd();
    world.session.mute();
    for (let pings = 1; pings <= 12; pings += 1) {
      world.speak(5);
      await pingOnce(world, pings);
    }
    expect(world.server.connections[0]?.audioSeconds).toBeLessThan(0.6);
    world.session.unmute();
    world.speak(1);
    await world.turnEnd(2);
    expect(world.transcripts).toEqual(['one', 'two']);
    expect(world.dials).toBe(1);
  });
});
