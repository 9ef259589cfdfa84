import { awaitAudio, connected, hold, turnInfo } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { inShort, SessionWorld } from '../session/session-world.ts';
import { createWorld } from './demand-world.ts';
import { openTurn, turnEnd } from './scripts.ts';

/** Whether all of the audio that a connection was sent behind so many bytes is silence. */
function isSilentFrom(world: SessionWorld, bytes: number): boolean {
  const audio = Buffer.concat(world.server.sent.flatMap((sent) => (sent.kind === 'audio' ? [sent.bytes] : [])));
  return audio.subarray(bytes).every((byte) => byte === 0);
}

describe('demand 20: mute never strands a turn', () => {
  it('muted in a turn: the server hears silence of the same length until it has ended it, and nothing afterwards', async () => {
    await using world = await createWorld([
      ...openTurn('one'),
      hold('muted'),
      awaitAudio({ seconds: 1 }),
      ...turnEnd('one'),
    ]);
    world.speak(0.48);
    await world.until(() => world.turns.length > 0);
    world.session.mute();
    world.server.release('muted');
    await world.meanwhile(() => {
      world.speak(0.1);
      world.clock.advance(100);
      return world.transcripts.length > 0;
    });
    const [connection] = world.server.connections;
    const muted = connection?.audio.subarray(0.48 * 32_000);
    expect(muted?.byteLength).toBeGreaterThanOrEqual(32_000);
    expect(muted?.every((byte) => byte === 0)).toBe(true);
    const { acceptedSeconds } = world.session.usage;
    world.speak(5);
    world.clock.advance(5_000);
    // No more than the partial chunk that was being filled when the turn ended.
    expect(world.session.usage.acceptedSeconds - acceptedSeconds).toBeLessThan(0.08);
    expect(world.transcripts).toEqual(['one']);
  });

  it('muted before the server said of the turn: it is told, and ends', async () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(960);
    const { audioBytes } = world.server;
    world.session.mute();
    world.says('StartOfTurn', 'one');
    world.speak(1_000);
    world.says('EndOfTurn', 'one', { trigger: 'model' });
    expect(isSilentFrom(world, audioBytes)).toBe(true);
    expect(inShort(await world.finalEvents())).toEqual(['start 0 one', 'end 0 one (model)']);
  });

  it('muted and unmuted inside one turn: the turn goes on, with what is said after', async () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(960);
    world.says('StartOfTurn', 'one');
    world.session.mute();
    world.speak(400);
    world.session.unmute();
    world.speak(960);
    world.says('EndOfTurn', 'one two', { trigger: 'model' });
    expect(world.heardSeconds).toBeCloseTo(2.32);
    expect(world.session.usage).toMatchObject({ lostSeconds: 0, silentSeconds: 0 });
    expect(inShort(await world.finalEvents())).toEqual(['start 0 one', 'end 0 one two (model)']);
  });

  it('muted after a turn, and unmuted: the next one is heard from its first sample', async () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(960);
    world.says('StartOfTurn', 'one');
    world.says('EndOfTurn', 'one', { trigger: 'model' });
    world.session.mute();
    world.speak(10_000);
    expect(world.heardSeconds).toBeCloseTo(0.96);
    world.session.unmute();
    world.speak(960);
    world.says('StartOfTurn', 'two');
    expect(world.heardSeconds).toBeCloseTo(1.92);
    expect(inShort(await world.finalEvents()).at(-2)).toBe('start 1 two');
  });

  it('a connection that drops while muted does not bring the muted words to the next', async () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(960);
    world.says('StartOfTurn', 'one', { words: [{ word: 'one', confidence: 1, start: 0.6, end: 0.9 }] });
    const spoken = world.speech.spanOf(world.server)?.[1];
    world.session.mute();
    world.speak(400);
    world.server.close({ code: 1011 });
    world.speak(400);
    world.connect();
    world.speak(2_000);
    expect(world.speech.spanOf(world.server)?.[1]).toBe(spoken);
    world.says('StartOfTurn', 'one');
    world.says('EndOfTurn', 'one', { trigger: 'model' });
    expect(inShort(await world.finalEvents())).toEqual(['start 0 one', 'end 0 one (model)']);
  });

  it('text that came before any start is no turn that a mute could strand', async () => {
    await using world = await createWorld([
      connected(),
      awaitAudio({ seconds: 0.24 }),
      turnInfo({ transcript: 'one', audio_window_end: 0.24 }),
      hold('muted'),
      awaitAudio({ seconds: 1 }),
      ...turnEnd('one'),
    ]);
    world.speak(0.24);
    await world.meanwhile(() => world.output.includes('"one"') || world.output.includes("'one'"));
    world.session.mute();
    world.server.release('muted');
    await world.turnEnd();
    expect(world.turns.map(({ type }) => type)).toEqual(['turn-start', 'turn-end']);
  });
});
