import {
  awaitText,
  close,
  connected,
  fatalError,
  hold,
  refuse,
  reset,
  turnInfo,
  awaitAudio,
} from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { createWorld } from './demand-world.ts';
import { openTurn, turnEnd, wholeTurn } from './scripts.ts';

/** Defects that LiveKit's plugins had and repaired, named by their issue. */
describe('bugs that LiveKit has fixed', () => {
  it('agents-js #1111: an end with audio on its way crashes nothing', async () => {
    await using world = await createWorld(openTurn('one'));
    world.speak(1);
    await world.until(() => world.session.state.status === 'open');
    const stopped = world.session.stop();
    for (let chunks = 0; chunks < 50; chunks += 1) expect(world.session.send(new Uint8Array(640))).toBe(false);
    await world.until(() => world.session.state.status === 'closed');
    await stopped;
    expect(world.errors).toEqual([]);
  });

  it('agents #5034: a word has its confidence and its times', async () => {
    const words = [{ word: 'one', confidence: 0.75, start: 0.1, end: 0.3 }];
    await using world = await createWorld([
      connected(),
      awaitAudio({ seconds: 0.5 }),
      turnInfo({ event: 'EndOfTurn', transcript: 'one', words }),
    ]);
    world.speak(1);
    await world.turnEnd();
    expect(world.turns.at(-1)?.words[0]).toMatchObject({ confidence: 0.75, startSeconds: 0.1, endSeconds: 0.3 });
  });

  it('agents #4683: the code and reason of a close are told', async () => {
    await using world = await createWorld([[connected(), close({ code: 1008, reason: 'policy' })], [connected()]]);
    await world.until(() => world.session.state.connections === 2);
    expect(world.warnings[0]).toMatchObject({
      code: 'connection-lost',
      message: expect.stringMatching(/1008.*policy/u),
    });
  });

  it('agents #3579: timeouts are worth another try', async () => {
    await using world = await createWorld([
      [connected(), hold('idle'), fatalError('INACTIVE_CLIENT', 'idle'), close()],
      wholeTurn('one'),
    ]);
    await world.until(() => world.session.state.status === 'open');
    world.server.release('idle');
    world.speak(1);
    await world.turnEnd();
    expect(world.errors).toEqual([]);
  });

  it('agents #6429: a connection that breaks while audio is sent is replaced', async () => {
    await using world = await createWorld([[connected(), awaitAudio({ seconds: 0.2 }), reset()], wholeTurn('one')]);
    world.speak(1);
    await world.turnEnd();
    expect(world.transcripts).toEqual(['one']);
    expect(world.session.usage.lostSeconds).toBe(0);
  });

  it('agents-js #2172: a forced end without any audio is no error', async () => {
    await using world = await createWorld([connected()]);
    await world.until(() => world.session.state.status === 'open');
    expect(await world.session.forceEndTurn()).toBeUndefined();
    expect(world.server.connections[0]?.texts).toEqual([]);
    expect(world.errors).toEqual([]);
  });

  it('agents-js #1024: an end of nothing is no turn', async () => {
    await using world = await createWorld([
      connected(),
      awaitAudio({ seconds: 0.5 }),
      ...turnEnd(''),
      turnInfo({ event: 'StartOfTurn', transcript: 'one' }),
      ...turnEnd('one'),
    ]);
    world.speak(1);
    await world.turnEnd();
    expect(world.transcripts).toEqual(['one']);
    expect(world.turns[0]).toMatchObject({ type: 'turn-start', turnId: 0 });
  });

  it('agents-js #954 #861: who reads events sees a plain end, also when it comes with the connection’s', async () => {
    await using world = await createWorld([...openTurn('one'), awaitText('CloseStream'), reset()]);
    world.speak(1);
    await world.until(() => world.turns.length > 0);
    void world.session.stop();
    await world.until(() => world.eventsEnd !== undefined);
    expect(world.eventsEnd).toBe('ended');
  });
});

/** Defects that Deepgram's own client had and repaired, named by their release or pull request. */
describe('bugs that the official client has fixed', () => {
  it('duplicate handlers: after a new connection a listener is still called once for each message', async () => {
    await using world = await createWorld([[connected(), hold('drop'), reset()], [connected()]]);
    let connectedMessages = 0;
    world.session.on('message', ({ type }) => {
      if (type === 'Connected') connectedMessages += 1;
    });
    await world.until(() => world.session.state.status === 'open');
    world.server.release('drop');
    await world.until(() => world.session.state.connections === 2);
    expect(connectedMessages).toBe(2);
  });

  it('5.7.0: an end asked for by a listener that is told of the end is no recursion', async () => {
    await using world = await createWorld([connected()]);
    let told = 0;
    world.session.on('state', () => {
      told += 1;
      void world.session.stop();
      world.session.cancel();
    });
    await world.until(() => world.session.state.status === 'closed');
    expect(told).toBeLessThan(5);
    expect(world.statuses.filter((status) => status === 'closed')).toHaveLength(1);
  });

  it('5.12.0 #557: a close without a code after CloseStream is the end', async () => {
    await using world = await createWorld([connected()]);
    await world.until(() => world.session.state.status === 'open');
    const stopped = world.session.stop();
    await world.until(() => world.session.state.status === 'closed');
    await stopped;
    world.clock.advance(60_000);
    expect(world.server.connections).toMatchObject([{ end: { by: 'script', code: 1005 } }]);
  });

  it('a connection that is refused is dialled again as often as the options say', async () => {
    await using world = await createWorld([refuse({ status: 503 })], { connection: { maxFailedDials: 6 } });
    await world.failure();
    expect(world.dials).toBe(6);
  });
});
