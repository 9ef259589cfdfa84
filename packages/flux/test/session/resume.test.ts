import { describe, expect, it } from 'vitest';
import { inShort, SessionWorld } from './session-world.ts';

/** The samples that a connection was sent, by number from 0, as first and last. Silence has none. */
function spanOf(world: SessionWorld, index: number): readonly [first: number, last: number] {
  const connection = world.transport.connections[index];
  const span = connection === undefined ? undefined : world.speech.spanOf(connection);
  return span === undefined ? [-1, -1] : [span[0] - 1, span[1] - 1];
}

describe('a connection lost inside a turn', () => {
  it('replays the turn from half a second before its first speech, on the grid of steps, and takes the new text for the whole turn', async () => {
    const world = new SessionWorld({ eagerEotThreshold: 0.5 });
    world.connect();
    world.speak(1_000);
    const words = [{ word: 'we', confidence: 1, start: 0.8, end: 0.96 }];
    world.says('StartOfTurn', 'we', { words });
    world.server.fail({ message: 'reset' });
    world.clock.advance(200);
    world.connect();
    world.clock.advance(1_000);
    expect(spanOf(world, 1)).toEqual([0.16 * 16_000, 16_000 - 1]);
    world.speak(420);
    world.says('StartOfTurn', 'we the');
    world.says('EndOfTurn', 'we the', { trigger: 'model' });
    expect(world.session.usage).toMatchObject({ acceptedSeconds: 1.42, sentSeconds: 1.42, lostSeconds: 0 });
    expect(world.session.usage.replayedSeconds).toBeCloseTo(0.8);
    expect(inShort(await world.finalEvents())).toEqual(['start 0 we', 'update 0 we the', 'end 0 we the (model)']);
  });

  it('withdraws an open prediction at once', async () => {
    const world = new SessionWorld({ eagerEotThreshold: 0.5 });
    world.connect();
    world.speak(1_000);
    world.says('StartOfTurn', 'we');
    world.says('EagerEndOfTurn', 'we');
    world.server.close({ code: 1011 });
    expect(inShort(await world.finalEvents())).toEqual([
      'start 0 we',
      'eager 0 we (attempt 1)',
      'resumed 0 we (attempt 1, connection)',
      'end 0 we (cancelled)',
    ]);
  });

  it('ends the turn with its text when the new connection finds no words', async () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(1_000);
    world.says('StartOfTurn', 'noise');
    world.server.close({ code: 1011 });
    world.clock.advance(200);
    world.connect();
    world.speak(2_000);
    world.says('Update', '');
    world.speak(1_000);
    world.says('Update', '');
    world.speak(500);
    world.says('StartOfTurn', 'real');
    world.says('EndOfTurn', 'real', { trigger: 'model' });
    expect(inShort(await world.finalEvents())).toEqual([
      'start 0 noise',
      'end 0 noise (connection-lost)',
      'start 1 real',
      'end 1 real (model)',
    ]);
  });

  it('joins a turn that is too long to replay at its last pause', async () => {
    const world = new SessionWorld({ resume: { maxReplaySeconds: 4 } });
    world.connect();
    world.speak(8_000);
    const words = [
      { word: 'one', confidence: 1, start: 0.5, end: 1 },
      { word: 'two', confidence: 1, start: 1.2, end: 4 },
      { word: 'three', confidence: 1, start: 5, end: 7.5 },
    ];
    world.says('StartOfTurn', 'one two three', { words });
    world.server.close({ code: 1011 });
    world.clock.advance(200);
    world.connect();
    world.clock.advance(2_000);
    world.says('StartOfTurn', 'three');
    world.clock.advance(1_500);
    expect(spanOf(world, 1)[0]).toBe(4.48 * 16_000);
    world.says('Update', 'three four');
    world.says('EndOfTurn', 'three four', { trigger: 'model' });
    expect(inShort(await world.finalEvents())).toEqual([
      'start 0 one two three',
      'update 0 one two three four',
      'end 0 one two three four (model)',
    ]);
  });

  it('ends a long turn whose words have no times, and goes on behind it', async () => {
    const world = new SessionWorld({ resume: { maxReplaySeconds: 2 } });
    world.connect();
    world.speak(1_000);
    world.says('StartOfTurn', 'one');
    world.speak(2_800);
    world.says('Update', 'one two');
    world.server.close({ code: 1011 });
    world.clock.advance(200);
    world.connect();
    world.speak(1_000);
    world.says('StartOfTurn', 'three');
    world.says('EndOfTurn', 'three');
    expect(inShort(await world.finalEvents())).toEqual([
      'start 0 one',
      'update 0 one two',
      'end 0 one two (connection-lost)',
      'start 1 three',
      'end 1 three (unspecified)',
    ]);
  });

  it('sends the same audio again at most three times', async () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(1_000);
    world.says('StartOfTurn', 'doomed');
    for (let drop = 0; drop < 4; drop += 1) {
      world.server.close({ code: 1011 });
      world.clock.advance(8_000);
      if (drop < 3) world.connect();
      world.clock.advance(1_500);
    }
    const replays = world.transport.connections.slice(1, 4).map(({ audioBytes }) => audioBytes > 0);
    expect(replays).toEqual([true, true, true]);
    expect(inShort(await world.finalEvents())).toEqual(['start 0 doomed', 'end 0 doomed (connection-lost)']);
  });

  it('replays no faster than the rate, with what is said meanwhile behind it', () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(4_000);
    world.says('StartOfTurn', 'hello');
    world.server.close({ code: 1011 });
    world.clock.advance(200);
    world.connect();
    let heard = 0;
    for (let second = 0; second < 10; second += 1) {
      world.speak(1_000);
      world.says('Update', '');
      expect(world.heardSeconds - heard).toBeLessThanOrEqual(1.25 + 0.08);
      heard = world.heardSeconds;
    }
    expect(world.session.usage.lostSeconds).toBe(0);
  });
});

describe('a connection lost between turns', () => {
  it('replays only what came after the last end', () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(960);
    world.says('StartOfTurn', 'hello');
    world.says('EndOfTurn', 'hello');
    world.speak(400);
    world.server.close({ code: 1011 });
    world.clock.advance(200);
    world.connect();
    world.clock.advance(1_000);
    expect(spanOf(world, 1)).toEqual([0.96 * 16_000, 1.36 * 16_000 - 1]);
  });

  it('leaves out the quiet between turns while it is behind, and counts it', () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(960);
    world.says('StartOfTurn', 'hello');
    world.says('EndOfTurn', 'hello');
    world.server.close({ code: 1011 });
    for (let ms = 0; ms < 5_000; ms += 20) {
      world.session.send(new Uint8Array(1_280));
      world.clock.advance(20);
    }
    world.connect();
    world.clock.advance(3_000);
    expect(world.session.usage.skippedSeconds).toBeGreaterThan(4);
    expect(world.session.usage.lostSeconds).toBe(0);
    expect(world.session.state.behindSeconds).toBe(0);
  });
});

describe('more audio than may be kept', () => {
  it('loses the oldest, and says so once for each outage', () => {
    const world = new SessionWorld({ maxBufferedSeconds: 2 });
    world.speak(5_000);
    expect(world.session.usage.lostSeconds).toBeCloseTo(3, 1);
    expect(world.warnings.map(({ code }) => code)).toEqual(['buffer-overflow']);
    world.connect();
    world.speak(4_000);
    world.says('Update', '');
    world.server.close({ code: 1011 });
    world.speak(9_000);
    const codes = world.warnings.map(({ code }) => code);
    expect(codes).toEqual(['buffer-overflow', 'connection-lost', 'buffer-overflow']);
  });

  it('fails the session where that is wanted', () => {
    const world = new SessionWorld({ maxBufferedSeconds: 2, overflow: 'fail' });
    world.speak(5_000);
    expect(world.errors.map(({ code }) => code)).toEqual(['buffer-overflow']);
  });

  it('tells send() and drained', async () => {
    const world = new SessionWorld();
    expect(world.session.send(world.samples(900))).toBe(true);
    expect(world.session.send(world.samples(200))).toBe(false);
    let isDrained = false;
    const drained = world.session.drained.then(() => {
      isDrained = true;
      return undefined;
    });
    world.connect();
    world.clock.advance(50);
    await Promise.resolve();
    expect(isDrained).toBe(false);
    world.clock.advance(500);
    await drained;
    expect(isDrained).toBe(true);
  });
});

describe('a source that stalls inside a turn', () => {
  it('is covered by paced silence, which stops with the first real audio', () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(1_000);
    world.says('StartOfTurn', 'hello');
    world.clock.advance(480);
    expect(world.session.usage.silentSeconds).toBe(0);
    world.clock.advance(1_020);
    world.says('Update', 'hello');
    expect(world.session.usage.silentSeconds).toBeCloseTo(1, 0);
    const silent = world.session.usage.silentSeconds;
    world.speak(400);
    expect(world.session.usage.silentSeconds).toBe(silent);
  });

  it('is waited for as long as the option says', () => {
    const world = new SessionWorld({ connection: { sourceStallMs: 1_400 } });
    world.connect();
    world.speak(1_000);
    world.says('StartOfTurn', 'hello');
    world.clock.advance(1_300);
    expect(world.session.usage.silentSeconds).toBe(0);
    world.clock.advance(300);
    expect(world.session.usage.silentSeconds).toBeGreaterThan(0);
  });

  it('gets none between turns', () => {
    const world = new SessionWorld({ connection: { pingIntervalMs: 0 } });
    world.connect();
    world.speak(1_000);
    world.clock.advance(30_000);
    expect(world.session.usage.silentSeconds).toBe(0);
  });

  it('gets none between the chunks of a jittery stream', () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(1_000);
    world.says('StartOfTurn', 'hello');
    for (const gapMs of [20, 400, 80, 480, 20, 450]) {
      world.clock.advance(gapMs);
      world.session.send(world.samples(gapMs));
      world.says('Update', 'hello');
    }
    expect(world.session.usage.silentSeconds).toBe(0);
  });

  it('does not move the times of the words that follow', async () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(1_000);
    world.says('StartOfTurn', 'hello');
    world.clock.advance(2_500);
    const before = world.heardSeconds;
    world.speak(480);
    const words = [{ word: 'hello', confidence: 1, start: before, end: before + 0.4 }];
    world.says('EndOfTurn', 'hello', { words });
    const end = (await world.finalEvents()).at(-1);
    expect(end?.words[0]?.startSeconds).toBeCloseTo(1, 3);
  });
});
