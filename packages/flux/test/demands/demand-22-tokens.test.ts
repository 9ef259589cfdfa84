import type { Credential } from '@turnstream/flux';
import { connected, createDeferred, hold, refuse, reset } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { createWorld, DemandWorld } from './demand-world.ts';
import { wholeTurn } from './scripts.ts';

const HEALTHY = [connected(), hold('drop'), reset()];

function tokensSeen(world: DemandWorld): readonly (string | undefined)[] {
  return world.server.connections.map(({ headers }) => headers['authorization']);
}

function freshTokens(): () => Credential {
  let asked = 0;
  return () => {
    asked += 1;
    return { token: `fresh-token-${asked}` };
  };
}

describe('demand 22: a short-lived token is asked for anew at every dial', () => {
  it('after a drop', async () => {
    await using world = await createWorld([HEALTHY, wholeTurn('one')], { auth: freshTokens() });
    await world.until(() => world.session.state.status === 'open');
    world.server.release('drop');
    world.speak(1);
    await world.turnEnd();
    expect(tokensSeen(world)).toEqual(['Bearer fresh-token-1', 'Bearer fresh-token-2']);
  });

  it('and after each dial that failed', async () => {
    await using world = await createWorld([[refuse({ status: 503 })], [refuse({ status: 503 })], [connected()]], {
      auth: freshTokens(),
    });
    await world.until(() => world.session.state.status === 'open');
    expect(tokensSeen(world)).toEqual([1, 2, 3].map((number) => `Bearer fresh-token-${number}`));
  });

  it('one that expired under a session with a fixed token ends it, and the error says so', async () => {
    const expired = refuse({ status: 401, body: { err_code: 'INVALID_AUTH', err_msg: 'The token has expired.' } });
    await using world = await createWorld([HEALTHY, [expired]], { token: 'fixed-token-1' });
    await world.until(() => world.session.state.status === 'open');
    world.server.release('drop');
    expect(await world.failure()).toMatchObject({
      code: 'unauthorized',
      serverCode: 'INVALID_AUTH',
      message: expect.stringContaining('The token has expired.'),
    });
  });

  it('a supplier that fails for a while is asked again', async () => {
    let asked = 0;
    const auth = (): Promise<Credential> => {
      asked += 1;
      return asked < 3
        ? Promise.reject(new Error('the token server is away'))
        : Promise.resolve({ token: 'at-last-1' });
    };
    await using world = await createWorld(wholeTurn('one'), { auth });
    world.speak(1);
    await world.turnEnd();
    expect(asked).toBe(3);
    expect(world.errors).toEqual([]);
  });

  it.each<[string, () => Credential | Promise<Credential>, string]>([
    ['rejects', () => Promise.reject(new Error('no token today')), 'no token today'],
    [
      'throws',
      () => {
        throw new Error('no token today');
      },
      'no token today',
    ],
    ['gives nothing', () => JSON.parse('{}'), 'auth() must resolve'],
    ['gives an empty key', () => ({ apiKey: '' }), 'auth() must resolve'],
  ])('a supplier that %s ends in one error with its own as the cause', async (_name, auth, cause) => {
    await using world = await createWorld([connected()], { auth, connection: { maxFailedDials: 2 } });
    const error = await world.failure();
    expect(error).toMatchObject({ code: 'auth-failed', retryable: true });
    expect(String(error.cause)).toContain(cause);
    expect(world.errors).toEqual([error]);
    expect(world.dials).toBe(0);
  });

  it('a supplier that is slow costs nothing that was said meanwhile', async () => {
    const token = createDeferred<Credential>();
    await using world = await createWorld(wholeTurn('one'), { auth: () => token.promise });
    world.speak(1);
    world.clock.advance(9_000);
    expect(world.dials).toBe(0);
    token.resolve({ apiKey: 'late-but-right' });
    await world.turnEnd();
    expect(tokensSeen(world)).toEqual(['Token late-but-right']);
    expect(world.session.usage.lostSeconds).toBe(0);
  });

  it('a token that comes after the session was ended dials nothing', async () => {
    const token = createDeferred<Credential>();
    await using world = await createWorld([connected()], { auth: () => token.promise });
    await world.session.stop();
    token.resolve({ apiKey: 'too-late' });
    await world.clock.advanceAsync(60_000);
    // By now it would have arrived: this dial did.
    await using other = new DemandWorld(world.server, {});
    await other.until(() => other.session.state.status === 'open');
    expect(world.dials).toBe(1);
  });

  it.each([8_000, 44_100, 48_000])('audio at %i Hz is declared as what it is', async (sampleRateHz) => {
    await using world = await createWorld([connected()], { sampleRateHz });
    await world.until(() => world.session.state.status === 'open');
    expect(world.server.connections[0]?.query.get('sample_rate')).toBe(String(sampleRateHz));
    world.session.send(new Uint8Array(sampleRateHz * 2).fill(77));
    await world.until(() => world.server.connections[0]?.audioSeconds === 1);
    // 80 ms to a message, as near as whole samples allow.
    const [first] = world.server.connections[0]?.received ?? [];
    expect(first?.kind === 'audio' && first.bytes.byteLength).toBe(sampleRateHz * 2 * 0.08);
  });
});
