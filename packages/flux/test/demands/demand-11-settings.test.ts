import type { SettingsDelta } from '@turnstream/flux';
import {
  awaitText,
  close,
  configureFailure,
  configureSuccess,
  connected,
  fatalError,
  hold,
  lose,
  refuse,
  reply,
  reset,
  whenever,
  type ConnectionScript,
} from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { createWorld, type DemandWorld, reasonOf } from './demand-world.ts';
import { openTurn, turnEnd } from './scripts.ts';

const HEALTHY: ConnectionScript = [whenever('Configure', [configureSuccess()]), connected()];

function configures(world: DemandWorld, index = world.dials - 1): readonly unknown[] {
  return world.server.connections[index]?.texts ?? [];
}

/** What the server holds at last is what the caller wants at last. */
function expectServerHolds(world: DemandWorld, wanted: Readonly<Record<string, unknown>>): void {
  expect(world.server.connections.at(-1)?.settings).toMatchObject(wanted);
}

async function open(world: DemandWorld): Promise<void> {
  await world.until(() => world.session.state.status === 'open');
}

/** The outcome of a change, while time moves on. */
async function outcomeOf(world: DemandWorld, change: Promise<unknown>): Promise<unknown> {
  let outcome: { readonly value: unknown } | undefined;
  void reasonOf(change).then((value) => (outcome = { value }));
  return (await world.until(() => outcome)).value;
}

describe('demand 11: the settings of the server converge to those that are wanted', () => {
  it('in a burst of 50 changes, with one Configure on its way at any time', async () => {
    let inFlight = 0;
    await using world = await createWorld([whenever('Configure', [hold('answer'), configureSuccess()]), connected()]);
    await open(world);
    const changes = Array.from({ length: 50 }, (_, index) =>
      world.session.configure({ eotThreshold: 0.5 + index / 100, keyterms: [`term ${index}`] }),
    );
    await world.server.connections[0]?.waitForText('Configure');
    inFlight = configures(world).length;
    world.server.release('answer');
    const results = await Promise.all(changes);
    expect(inFlight).toBe(1);
    expect(configures(world)).toHaveLength(2);
    expect(results.at(-1)).toMatchObject({ via: 'configure', settings: { eotThreshold: 0.99, keyterms: ['term 49'] } });
    expectServerHolds(world, { thresholds: { eot_threshold: 0.99 }, keyterms: ['term 49'] });
  });

  it('when a Configure is refused: it is undone, the reason is told once, and a redial asks for the old value', async () => {
    const refusing = whenever('Configure', [configureFailure('INVALID_THRESHOLD', 'Not that.')]);
    await using world = await createWorld([[refusing, connected(), hold('drop'), reset()], HEALTHY], {
      eotThreshold: 0.7,
    });
    await open(world);
    const reason = await reasonOf(world.session.configure({ eotThreshold: 0.9 }));
    expect(reason).toMatchObject({ code: 'configure-refused', serverCode: 'INVALID_THRESHOLD' });
    expect(reason).toHaveProperty('message', expect.stringContaining('Not that.'));
    expect(world.errors).toEqual([reason]);
    world.server.release('drop');
    await world.until(() => world.session.state.connections === 2);
    expectServerHolds(world, { thresholds: { eot_threshold: 0.7 } });
  });

  it.each<[string, ConnectionScript]>([
    ['the acknowledgement is lost', [lose([configureSuccess()])]],
    ['the request is lost', []],
  ])('when %s: after 5 s everything is put back, by itself', async (_name, answer) => {
    await using world = await createWorld(
      [connected(), awaitText('Configure'), ...answer, whenever('Configure', [configureSuccess()])],
      { eotThreshold: 0.7, connection: { pingIntervalMs: 0 } },
    );
    await open(world);
    const askedAt = world.clock.now();
    const reason = await outcomeOf(world, world.session.configure({ eotThreshold: 0.9 }));
    expect(reason).toMatchObject({ code: 'configure-timeout', retryable: true });
    expect(world.clock.now() - askedAt).toBeLessThan(5_100);
    await world.meanwhile(() => configures(world).length === 2);
    await world.until(() => world.server.connections[0]?.sent.length === 2);
    expectServerHolds(world, { thresholds: { eot_threshold: 0.7 } });
    expect(await world.session.configure({ eotThreshold: 0.8 })).toMatchObject({ via: 'configure' });
    expectServerHolds(world, { thresholds: { eot_threshold: 0.8 } });
  });

  it('when the connection drops with a change on its way: the next dial carries it', async () => {
    await using world = await createWorld([[connected(), awaitText('Configure'), reset()], HEALTHY]);
    await open(world);
    const change = world.session.configure({ eotThreshold: 0.9, keyterms: ['a & b'] });
    expect(
      await outcomeOf(
        world,
        change.then(({ via }) => Promise.reject(via)),
      ),
    ).toBe('connect');
    expectServerHolds(world, { thresholds: { eot_threshold: 0.9 }, keyterms: ['a & b'] });
    expect(configures(world)).toEqual([]);
  });

  it('when they change while nothing is connected', async () => {
    await using world = await createWorld([[refuse({ status: 503 })], HEALTHY]);
    await world.meanwhile(() => world.session.state.status === 'waiting-to-redial');
    const change = world.session.configure({ eotTimeoutMs: 3_000 });
    expect(
      await outcomeOf(
        world,
        change.then(({ via }) => Promise.reject(via)),
      ),
    ).toBe('connect');
    expectServerHolds(world, { thresholds: { eot_timeout_ms: 3_000 } });
  });

  it('when they change between the dial and Connected', async () => {
    await using world = await createWorld([hold('say'), ...HEALTHY]);
    await world.meanwhile(() => world.session.state.status === 'handshaking');
    const change = world.session.configure({ eotThreshold: 0.9 });
    world.server.release('say');
    expect(await change).toMatchObject({ via: 'configure' });
    expectServerHolds(world, { thresholds: { eot_threshold: 0.9 } });
  });

  it('when a redial is refused for them: back to the last that were taken, with one dial more', async () => {
    const refusal = refuse({ status: 400, body: { err_code: 'INVALID_QUERY_PARAMETER', err_msg: 'keyterm is bad' } });
    await using world = await createWorld([[connected(), awaitText('Configure'), reset()], [refusal], HEALTHY], {
      keyterms: ['good'],
    });
    await open(world);
    const reason = await outcomeOf(world, world.session.configure({ keyterms: ['bad'] }));
    expect(reason).toMatchObject({ code: 'bad-request', httpStatus: 400, serverCode: 'INVALID_QUERY_PARAMETER' });
    await world.until(() => world.session.state.connections === 2);
    expectServerHolds(world, { keyterms: ['good'] });
    expect(world.errors).toEqual([reason]);
  });

  it('when the deployment does not know Configure: they travel with a new connection from then on', async () => {
    const old = [
      connected(),
      awaitText('Configure'),
      fatalError('UNPARSABLE_CLIENT_MESSAGE', 'unknown variant `Configure`, expected `CloseStream`'),
      close(),
    ];
    await using world = await createWorld([old, [connected()]]);
    await open(world);
    const change = world.session.configure({ eotThreshold: 0.9 });
    expect(
      await outcomeOf(
        world,
        change.then(({ via }) => Promise.reject(via)),
      ),
    ).toBe('connect');
    const next = world.session.configure({ eotThreshold: 0.8 });
    expect(
      await outcomeOf(
        world,
        next.then(({ via }) => Promise.reject(via)),
      ),
    ).toBe('connect');
    expectServerHolds(world, { thresholds: { eot_threshold: 0.8 } });
  });

  it('in mid-speech, on the same connection and without losing audio', async () => {
    const script = [...HEALTHY.slice(0, 1), ...openTurn('one'), hold('end'), ...turnEnd('one two')];
    await using world = await createWorld(script);
    world.speak(1);
    await world.until(() => world.turns.length > 0);
    await world.session.configure({ eotThreshold: 0.9 });
    world.speak(1);
    world.server.release('end');
    await world.turnEnd();
    await world.until(() => world.server.connections[0]?.audioSeconds === 2);
    expect(world.dials).toBe(1);
    expect(world.session.usage.lostSeconds).toBe(0);
  });

  it.each<SettingsDelta>([
    { model: 'flux-general-multi' },
    { tags: ['a'] },
    { profanityFilter: true },
    { mipOptOut: true },
  ])('%o, which only a dial can carry: by a new connection between turns', async (delta) => {
    await using world = await createWorld([[...openTurn('one'), hold('end'), ...turnEnd('one')], HEALTHY]);
    world.speak(1);
    await world.until(() => world.turns.length > 0);
    const change = world.session.configure(delta);
    world.clock.advance(1_000);
    expect(world.dials).toBe(1);
    world.server.release('end');
    expect(
      await outcomeOf(
        world,
        change.then(({ via }) => Promise.reject(via)),
      ),
    ).toBe('connect');
    expect(world.transcripts).toEqual(['one']);
    expect(world.dials).toBe(2);
  });

  it('and a late answer to an older Configure is not taken for that to a newer one', async () => {
    const late: ConnectionScript = [
      reply({ type: 'ConfigureSuccess', thresholds: { eot_threshold: 0.9 }, keyterms: [] }),
    ];
    await using world = await createWorld(
      [
        connected(),
        awaitText('Configure'),
        awaitText('Configure'),
        ...late,
        hold('answer'),
        configureSuccess(),
        whenever('Configure', [configureSuccess()]),
      ],
      { eotThreshold: 0.7, connection: { pingIntervalMs: 0 } },
    );
    await open(world);
    await outcomeOf(world, world.session.configure({ eotThreshold: 0.9 }));
    let isSettled = false;
    const second = world.session.configure({ eotThreshold: 0.6 }).finally(() => {
      isSettled = true;
    });
    await world.meanwhile(() => world.server.connections[0]?.sent.length === 2);
    await world.meanwhile(() => world.output.includes('0.9'));
    expect(isSettled).toBe(false);
    world.server.release('answer');
    await second;
    expectServerHolds(world, { thresholds: { eot_threshold: 0.6 } });
  });
});
