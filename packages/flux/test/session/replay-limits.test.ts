import { describe, expect, it } from 'vitest';
import { inShort, SessionWorld } from './session-world.ts';

/** Loses the connection, lets the next dial through, and waits a little. */
function drop(world: SessionWorld, waitMs: number): void {
  world.server.close({ code: 1011 });
  while (world.server.state !== 'dialing') world.clock.advance(50);
  world.connect();
  world.clock.advance(waitMs);
}

describe('audio that was sent again as often as it may be', () => {
  it('does not keep later audio from being heard again', async () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(1_000);
    world.says('StartOfTurn', 'doomed');
    for (let times = 0; times < 4; times += 1) drop(world, 1_500);
    world.speak(2_000);
    world.says('StartOfTurn', 'later');
    drop(world, 2_500);
    world.says('EndOfTurn', 'later');
    expect(inShort(await world.finalEvents())).toEqual([
      'start 0 doomed',
      'end 0 doomed (connection-lost)',
      'start 1 later',
      'end 1 later (unspecified)',
    ]);
    expect(world.session.usage.replayedSeconds).toBeGreaterThan(1);
  });
});

describe('connections lost in replays', () => {
  it('do not bring the audio a fourth time', async () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(3_040);
    world.says('StartOfTurn', 'doomed');
    for (let times = 0; times < 4; times += 1) drop(world, 200);
    world.speak(1_000);
    expect(world.speech.spanOf(world.server)?.[0]).toBeGreaterThan(3 * 16_000);
    expect(inShort(await world.finalEvents())).toEqual(['start 0 doomed', 'end 0 doomed (connection-lost)']);
    const { acceptedSeconds, lostSeconds } = world.session.usage;
    expect(world.speech.secondsNotDecoded(world.transport.connections, acceptedSeconds)).toBeLessThanOrEqual(
      lostSeconds,
    );
  });
});

describe('a server that lags', () => {
  it('costs no turn: what it had not decoded does not count as heard again', async () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(1_600);
    world.says('StartOfTurn', 'one');
    for (let second = 0; second < 12; second += 1) {
      world.speak(1_000);
      world.says('Update', 'one two', { audio_window_end: 2.4 });
    }
    drop(world, 200);
    expect(world.session.state.openTurnId).toBe(0);
    expect(world.speech.spanOf(world.server)?.[0]).toBeLessThan(1.6 * 16_000);
  });
});

describe('a long turn without a pause', () => {
  it('goes on behind its last word, which a server shows some time after it was said', () => {
    const world = new SessionWorld({ resume: { maxReplaySeconds: 2 } });
    world.connect();
    world.speak(8_000);
    const words = [{ word: 'word', confidence: 1, start: 0.5, end: 7 }];
    world.says('StartOfTurn', 'word', { words });
    drop(world, 200);
    expect(world.speech.spanOf(world.server)?.[0]).toBe(7 * 16_000 + 1);
  });
});

describe('a turn ended by force', () => {
  it('is not heard again when the replay that it was in goes on', async () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(2_000);
    world.says('StartOfTurn', 'one two');
    drop(world, 200);
    await Promise.all([world.session.forceEndTurn({ settleMs: 0 }), world.clock.advanceAsync(1_100)]);
    world.speak(2_000);
    world.says('StartOfTurn', 'one');
    world.says('Update', 'one two');
    world.says('EndOfTurn', 'one two three', { trigger: 'model' });
    expect(inShort(await world.finalEvents())).toEqual([
      'start 0 one two',
      'end 0 one two (manual)',
      'start 1 three (synthetic)',
      'end 1 three (model)',
    ]);
  });

  it('leaves the word whole in which the next turn began', () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(2_000);
    world.says('EndOfTurn', 'one', { trigger: 'manual' });
    world.speak(480);
    const words = [{ word: 'two', confidence: 1, start: 1.9, end: 2.3 }];
    world.says('StartOfTurn', 'two', { words });
    drop(world, 200);
    expect(world.speech.spanOf(world.server)?.[0]).toBe(1.76 * 16_000 + 1);
  });
});

describe('a turn whose beginning is no longer kept', () => {
  it('keeps its text, and goes on behind it', async () => {
    const world = new SessionWorld({ maxBufferedSeconds: 5 });
    world.connect();
    world.speak(2_000);
    world.says('StartOfTurn', 'one two', { audio_window_end: 1.6 });
    // The server takes audio, and lags.
    for (let second = 0; second < 6; second += 1) {
      world.speak(1_000);
      world.says('Update', 'one two', { audio_window_end: 1.6 });
    }
    drop(world, 2_000);
    world.says('StartOfTurn', 'three');
    world.says('EndOfTurn', 'three', { trigger: 'model' });
    expect(inShort(await world.finalEvents())).toEqual([
      'start 0 one two',
      'end 0 one two (connection-lost)',
      'start 1 three',
      'end 1 three (model)',
    ]);
    expect(world.session.usage.lostSeconds).toBeGreaterThan(1);
  });
});

describe('a long turn whose words follow each other closely', () => {
  it('is joined between two words, far enough from the cut', async () => {
    const world = new SessionWorld({ resume: { maxReplaySeconds: 4 } });
    world.connect();
    world.speak(8_000);
    const said = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'];
    const words = said.map((word, index) => ({ word, confidence: 1, start: index + 0.5, end: index + 1.5 }));
    world.says('StartOfTurn', said.join(' '), { words });
    drop(world, 2_000);
    // What was said from 5.5 s on is heard again.
    expect(world.speech.spanOf(world.server)?.[0]).toBe(5.5 * 16_000 + 1);
    world.says('EndOfTurn', 'six seven eight', { trigger: 'model' });
    expect(inShort(await world.finalEvents())).toEqual([
      'start 0 one two three four five six seven',
      'end 0 one two three four five six seven eight (model)',
    ]);
  });
});
