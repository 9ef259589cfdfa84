import {
  blackHole,
  close,
  connected,
  cutAfter,
  fatalError,
  hold,
  ignoreUpgrade,
  sendBytes,
  silence,
  upgrade,
  type ConnectionScript,
} from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { createWorld, reasonOf } from './demand-world.ts';
import { wholeTurn } from './scripts.ts';

const TIMEOUT_MS = 3_000;

const HANGS: readonly (readonly [name: string, script: ConnectionScript])[] = [
  ['takes the connection and never answers', [ignoreUpgrade()]],
  ['stops in the middle of its answer', [ignoreUpgrade(), sendBytes('HTTP/1.1 101 Switching')]],
  ['is cut off in the middle of its answer', [cutAfter({ sentBytes: 50, how: 'black-hole' }), upgrade()]],
  ['upgrades and says nothing', [silence()]],
  ['upgrades and is lost', [blackHole(), connected()]],
  ['stops in the middle of Connected', [upgrade(), cutAfter({ sentBytes: 20, how: 'black-hole' }), connected()]],
];

describe('demand 9: one deadline covers everything up to Connected', () => {
  it.each(HANGS)('a server that %s', async (_name, script) => {
    await using world = await createWorld(script, {
      connection: { connectTimeoutMs: TIMEOUT_MS, maxFailedDials: 1 },
    });
    const opened = reasonOf(world.session.opened);
    await world.server.connection(0);
    const error = await world.failure();
    expect(error).toMatchObject({ code: 'connect-timeout', retryable: true });
    expect(world.clock.now()).toBeGreaterThanOrEqual(TIMEOUT_MS);
    expect(world.clock.now()).toBeLessThan(TIMEOUT_MS + 100);
    expect(await opened).toBe(error);
    await world.meanwhile(() => world.server.connections[0]?.end);
  });

  it.each(HANGS)('and the next dial hears what was said meanwhile: it %s', async (_name, script) => {
    await using world = await createWorld([script, wholeTurn('one')], {
      connection: { connectTimeoutMs: TIMEOUT_MS },
    });
    world.speak(1);
    await world.turnEnd();
    expect(world.transcripts).toEqual(['one']);
    expect(world.session.usage.lostSeconds).toBe(0);
  });

  it('the time that auth() takes counts, and it is told to stop', async () => {
    let isAborted = false;
    const auth = (signal: AbortSignal): Promise<never> =>
      new Promise(() => {
        signal.addEventListener('abort', () => {
          isAborted = true;
        });
      });
    await using world = await createWorld([connected()], {
      auth,
      connection: { connectTimeoutMs: TIMEOUT_MS, maxFailedDials: 1 },
    });
    expect(await world.failure()).toMatchObject({ code: 'connect-timeout' });
    expect(isAborted).toBe(true);
    expect(world.dials).toBe(0);
  });

  it.each<[string, ConnectionScript]>([
    ['says Error', [fatalError('INTERNAL_SERVER_ERROR', 'no')]],
    ['closes', [close({ code: 1011 })]],
  ])('a server that upgrades and %s is given up at once', async (_name, script) => {
    await using world = await createWorld(script, { connection: { maxFailedDials: 1 } });
    await world.meanwhile(() => world.session.state.status === 'failed');
    expect(world.clock.now()).toBe(0);
  });

  it('a Connected that is late, but not too late, is taken', async () => {
    await using world = await createWorld([hold('upgrade'), upgrade(), hold('say'), ...wholeTurn('one')], {
      connection: { connectTimeoutMs: TIMEOUT_MS },
    });
    world.speak(1);
    await world.server.connection(0);
    world.clock.advance(TIMEOUT_MS / 2);
    world.server.release('upgrade');
    await world.meanwhile(() => world.session.state.status === 'handshaking');
    world.clock.advance(TIMEOUT_MS / 2 - 1);
    world.server.release('say');
    await world.meanwhile(() => world.session.state.status === 'open');
    await world.turnEnd();
    expect(world.dials).toBe(1);
    expect(world.warnings).toEqual([]);
  });

  it.each(['stop', 'finish', 'cancel'] as const)('%s() need not wait for the deadline', async (how) => {
    await using world = await createWorld([ignoreUpgrade()]);
    await world.server.connection(0);
    await world.session[how]();
    expect(world.session.state.status).toBe('closed');
    expect(world.clock.now()).toBe(0);
  });
});
