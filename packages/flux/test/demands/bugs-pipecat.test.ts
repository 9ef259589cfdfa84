import type { SessionMetric } from '@turnstream/flux';
import {
  awaitText,
  close,
  configureSuccess,
  connected,
  fatalError,
  hangUp,
  hold,
  refuse,
  reset,
  silence,
  stopReading,
  turnInfo,
  whenever,
  type ConnectionScript,
} from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { createWorld } from './demand-world.ts';
import { openTurn, turnEnd, wholeTurn } from './scripts.ts';

/** Defects that the Python service had and repaired: each is named by its release or its issue. */
describe('bugs that Pipecat has fixed', () => {
  it('0.0.96 #3144: nothing of a connection that was replaced is heard any more', async () => {
    // Deaf to the close, it goes on talking.
    const ghost = [
      stopReading(),
      hold('ghost'),
      turnInfo({ event: 'StartOfTurn', transcript: 'ghost' }),
      ...turnEnd('ghost'),
      fatalError('INTERNAL_SERVER_ERROR', 'ghost'),
      hangUp(),
    ];
    await using world = await createWorld([[connected(), ...ghost], wholeTurn('one')]);
    await world.until(() => world.session.state.status === 'open');
    const change = world.session.configure({ tags: ['new'] });
    await world.until(() => world.session.state.connections === 2);
    await change;
    world.server.release('ghost');
    await world.server.connections[0]?.waitForEnd();
    await world.heardAll();
    world.speak(1);
    await world.turnEnd();
    expect(world.transcripts).toEqual(['one']);
    expect(world.dials).toBe(2);
  });

  it('0.0.97: nothing dials while the session shuts down', async () => {
    await using world = await createWorld([...openTurn('one'), awaitText('CloseStream'), hangUp()]);
    world.speak(1);
    await world.until(() => world.turns.length > 0);
    const stopped = world.session.stop();
    world.speak(1);
    await world.until(() => world.session.state.status === 'closed');
    await stopped;
    world.clock.advance(60_000);
    expect(world.dials).toBe(1);
  });

  it('0.0.101 #3574: a server that closes politely each time is not dialled for ever', async () => {
    await using world = await createWorld([connected(), close({ code: 1000 })], { connection: { maxFailedDials: 4 } });
    world.speak(1);
    expect(await world.failure()).toMatchObject({ code: 'connection-lost', closeCode: 1000 });
    world.clock.advance(600_000);
    expect(world.dials).toBe(4);
  });

  it('0.0.106 #4057: the text of one turn is not in the next', async () => {
    await using world = await createWorld([
      ...wholeTurn('first words'),
      turnInfo({ event: 'StartOfTurn', transcript: '' }),
      ...turnEnd(''),
      turnInfo({ event: 'StartOfTurn', transcript: 'second' }),
      ...turnEnd('second'),
    ]);
    world.speak(1);
    await world.until(() => world.transcripts.includes('second'));
    expect(world.transcripts.filter((text) => text !== '')).toEqual(['first words', 'second']);
  });

  it('0.0.108 #4153: one failure is told once, however much audio follows', async () => {
    await using world = await createWorld([refuse({ status: 401 })]);
    for (let chunks = 0; chunks < 1_000; chunks += 1) world.session.send(new Uint8Array(640).fill(77));
    await world.failure();
    for (let chunks = 0; chunks < 1_000; chunks += 1) world.session.send(new Uint8Array(640).fill(77));
    expect(world.errors).toHaveLength(1);
    expect(world.logged('error')).toHaveLength(1);
    expect(world.logged('warn').length).toBeLessThan(3);
  });

  it('1.0.0 #4201: a handshake that succeeds and ends at once counts as a failure', async () => {
    await using world = await createWorld([connected(), close({ code: 1011 })], { connection: { maxFailedDials: 3 } });
    expect(await world.failure()).toMatchObject({ code: 'connection-lost', closeCode: 1011 });
    expect(world.dials).toBe(3);
  });

  it('#5316: so does one that fails slowly', async () => {
    const slow: ConnectionScript = [hold('fail'), refuse({ status: 503 })];
    await using world = await createWorld(slow, { connection: { maxFailedDials: 3 } });
    await world.server.connection(0);
    world.clock.advance(9_000);
    world.server.release('fail');
    expect(await world.failure()).toMatchObject({ code: 'server-error' });
    expect(world.dials).toBe(3);
  });

  it('1.1.0 #4347: settings may change before the handshake is through', async () => {
    await using world = await createWorld([hold('say'), whenever('Configure', [configureSuccess()]), connected()]);
    const change = world.session.configure({ eotThreshold: 0.9 });
    world.server.release('say');
    await world.until(() => world.session.state.status === 'open');
    await change;
    expect(world.server.connections[0]?.settings.thresholds.eot_threshold).toBe(0.9);
  });

  it('1.1.0 #4352: audio sent into a connection that breaks neither throws nor is lost', async () => {
    await using world = await createWorld([[...openTurn('one'), hold('heard'), reset()], wholeTurn('one two')]);
    world.speak(0.5);
    await world.until(() => world.turns.length > 0);
    world.server.release('heard');
    await world.until(
      () => {
        world.speak(0.02);
        return world.transcripts.length > 0;
      },
      { description: 'the end of the turn' },
    );
    await world.until(() => world.session.state.behindSeconds === 0);
    expect(world.session.usage.lostSeconds).toBe(0);
    expect(world.errors).toEqual([]);
  });

  it('1.3.0 #4514: a first dial that failed leaves nothing that blocks the next', async () => {
    await using world = await createWorld([[hangUp()], [refuse({ status: 503 })], wholeTurn('one')]);
    world.speak(1);
    await world.turnEnd();
    expect(world.transcripts).toEqual(['one']);
  });

  it('1.4.0 #4723: a peer that never closes does not hold up the end', async () => {
    await using world = await createWorld([...openTurn('one'), silence()]);
    world.speak(1);
    await world.until(() => world.turns.length > 0);
    const askedAt = world.clock.now();
    const stopped = world.session.stop();
    await world.until(() => world.session.state.status === 'closed');
    await stopped;
    expect(world.clock.now() - askedAt).toBeLessThanOrEqual(2_000);
    await world.meanwhile(() => world.server.connections[0]?.end);
  });

  it('1.7.0 #5103: a server that closes first while the session ends is no error', async () => {
    await using world = await createWorld([...openTurn('one'), awaitText('CloseStream'), close({ code: 1011 })]);
    world.speak(1);
    await world.until(() => world.turns.length > 0);
    const stopped = world.session.stop();
    await world.until(() => world.session.state.status === 'closed');
    await stopped;
    expect(world.errors).toEqual([]);
    expect(world.warnings).toEqual([]);
  });

  it('1.7.0 #5113: a bad key is dialled once', async () => {
    await using world = await createWorld([refuse({ status: 401 })]);
    await world.failure();
    world.clock.advance(600_000);
    expect(world.dials).toBe(1);
  });

  it('#5254: words from before the connection are heard', async () => {
    await using world = await createWorld([hold('say'), ...wholeTurn('from the first word')]);
    world.speak(1);
    await world.server.connection(0);
    world.clock.advance(2_000);
    world.server.release('say');
    await world.turnEnd();
    await world.until(() => world.server.connections[0]?.audioSeconds === 1);
    expect(world.transcripts).toEqual(['from the first word']);
  });

  it('#5156: a reconnect that waits for the end of the turn comes', async () => {
    await using world = await createWorld([[...openTurn('one'), hold('end'), ...turnEnd('one')], [connected()]]);
    world.speak(1);
    await world.until(() => world.turns.length > 0);
    const change = world.session.configure({ model: 'flux-general-multi' });
    world.server.release('end');
    await world.until(() => world.session.state.connections === 2);
    expect(await change).toMatchObject({ via: 'connect' });
  });

  it('#5384: no measured time is negative', async () => {
    const metrics: SessionMetric[] = [];
    await using world = await createWorld(
      [
        [...openTurn('one'), hold('drop'), turnInfo({ event: 'EagerEndOfTurn' }), ...turnEnd('one'), close()],
        wholeTurn('two'),
      ],
      { eagerEotThreshold: 0.5 },
    );
    world.session.on('metrics', (metric) => metrics.push(metric));
    world.speak(1);
    await world.until(() => world.turns.length > 0);
    world.server.release('drop');
    world.speak(1);
    await world.until(() => world.session.state.connections === 2);
    world.speak(1);
    await world.until(() => world.transcripts.length > 1);
    expect(metrics.length).toBeGreaterThan(3);
    expect(metrics.filter(({ durationMs }) => !(durationMs >= 0))).toEqual([]);
  });
});
