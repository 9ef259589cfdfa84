import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ListenOptions } from '@turnstream/flux';
import {
  close,
  connected,
  createScriptedServer,
  fatalError,
  hold,
  ignoreUpgrade,
  refuse,
  silence,
  startReading,
  stopReading,
  type ConnectionScript,
} from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { createWorld, type DemandWorld } from './demand-world.ts';
import { openTurn } from './scripts.ts';

/** Where a session can stand when it is told to end. */
type Moment = {
  readonly name: string;
  readonly script?: ConnectionScript;
  readonly options?: Partial<ListenOptions>;
  readonly reach?: (world: DemandWorld) => Promise<unknown>;
};

/** `finish()` gives a server time to decode a whole file. */
const LONGEST_MS = { stop: 2_000, asyncDispose: 2_000, finish: 31_000, cancel: 50 };

const isOpen = (world: DemandWorld): Promise<unknown> => world.until(() => world.session.state.status === 'open');

const MOMENTS: readonly Moment[] = [
  { name: 'at once' },
  { name: 'while auth() is asked', options: { auth: () => new Promise(() => undefined) } },
  {
    name: 'when the dial has arrived',
    script: [ignoreUpgrade()],
    reach: (world) => world.server.connection(0),
  },
  {
    name: 'between the upgrade and Connected',
    script: [silence()],
    reach: (world) => world.until(() => world.session.state.status === 'handshaking'),
  },
  { name: 'while nothing happens', reach: isOpen },
  {
    name: 'in a turn, with audio on its way',
    script: [...openTurn('one'), hold('never')],
    reach: async (world) => {
      world.speak(2);
      await world.until(() => world.turns.length > 0);
      world.speak(0.05);
    },
  },
  {
    name: 'while the server reads nothing',
    script: [connected(), stopReading(), hold('over'), startReading(), silence()],
    reach: async (world) => {
      await isOpen(world);
      world.speak(2);
    },
  },
  {
    name: 'while it waits to dial again',
    script: [refuse({ status: 503 })],
    reach: (world) => world.meanwhile(() => world.session.state.status === 'waiting-to-redial'),
  },
  {
    name: 'while a change of settings waits for its answer',
    reach: async (world) => {
      await isOpen(world);
      world.session.configure({ eotThreshold: 0.9 }).catch(() => undefined);
    },
  },
  {
    name: 'while it is parked',
    script: [connected(), fatalError('INACTIVE_CLIENT', 'idle'), close()],
    reach: (world) => world.until(() => world.session.state.status === 'parked'),
  },
  {
    name: 'while it says goodbye',
    script: [connected(), silence()],
    reach: async (world) => {
      await isOpen(world);
      void world.session.finish();
      await world.until(() => world.session.state.status === 'draining');
    },
  },
];

describe('demand 10: an end leaves no socket, no dial and no second word', () => {
  describe.each(MOMENTS)('$name', ({ script = [connected()], options, reach }) => {
    it.each(['stop', 'finish', 'cancel', 'asyncDispose'] as const)('%s', async (how) => {
      await using world = await createWorld(script, options);
      const { session, clock } = world;
      await reach?.(world);
      const { dials } = world;
      const ended =
        how === 'cancel' ? session.cancel() : how === 'asyncDispose' ? session[Symbol.asyncDispose]() : session[how]();
      const askedAt = clock.now();
      await world.until(() => session.state.status === 'closed', { stepMs: 50 });
      expect(clock.now() - askedAt).toBeLessThanOrEqual(LONGEST_MS[how]);
      await ended;
      world.speak(1);
      clock.advance(600_000);
      world.server.release('over');
      await session.stop();
      session.cancel();
      expect(world.statuses.filter((status) => status === 'closed')).toHaveLength(1);
      expect(clock.pending).toBe(0);
      expect(world.errors).toEqual([]);
      // A dial that had begun may still arrive; the server sees the end of each.
      if (world.server.connections.length > 0 || dials > 0) {
        await world.meanwhile(() => world.server.connections.every(({ end }) => end !== undefined));
      }
      expect(world.dials).toBeLessThanOrEqual(Math.max(dials, 1));
    });
  });

  it('a close without a code after CloseStream is success, and nothing dials', async () => {
    await using world = await createWorld([...openTurn('one')]);
    world.speak(1);
    await world.until(() => world.turns.length > 0);
    const stopped = world.session.stop();
    await world.until(() => world.session.state.status === 'closed');
    await stopped;
    await expect(world.session.closed).resolves.toBeUndefined();
    expect(world.server.connections[0]?.end).toMatchObject({ code: 1005, by: 'script' });
    clockMovesOn(world);
    expect(world.dials).toBe(1);
    expect(world.warnings).toEqual([]);
  });

  it('an end asked for by a listener of the failure that brings it about is one end', async () => {
    await using world = await createWorld([refuse({ status: 401 })]);
    world.session.on('error', () => {
      void world.session.stop();
      world.session.cancel();
    });
    await world.failure();
    clockMovesOn(world);
    expect(world.errors).toHaveLength(1);
    expect(world.dials).toBe(1);
  });

  it.each(['stop', 'finish', 'fail'])('the process exits by itself after %s', { timeout: 60_000 }, async (how) => {
    const script = how === 'fail' ? [refuse({ status: 401 })] : openTurn('one');
    await using server = await createScriptedServer(script);
    const program = fileURLToPath(new URL('exit-by-itself.ts', import.meta.url));
    const options = { timeout: 50_000, env: { ...process.env, NODE_OPTIONS: '' } };
    const parameters = ['--conditions=@turnstream/source', '--import', 'tsx', program, server.url, how];
    const { stdout } = await promisify(execFile)(process.execPath, parameters, options);
    expect(stdout.trim()).toBe(how === 'fail' ? 'unauthorized' : 'ended: one');
    expect(server.connections).toHaveLength(1);
  });
});

function clockMovesOn(world: DemandWorld): void {
  world.clock.advance(600_000);
}
