import { describe, expect, it } from 'vitest';
import type { MemoryConnection } from '@turnstream/testing';
import { inShort, SessionWorld } from './session-world.ts';

/** One frame of 20 ms in a packet of full-band Opus, with a number to tell it by. */
function packet(number: number): Uint8Array {
  return Uint8Array.of(0xf8, number >> 8, number & 0xff, 1);
}

const SILENCE = 'f8fffe';

function messagesOf(connection: MemoryConnection): readonly string[] {
  return connection.sent.flatMap((sent) => (sent.kind === 'audio' ? [Buffer.from(sent.bytes).toString('hex')] : []));
}

/** Says packets at the speed of time. */
function say(world: SessionWorld, from: number, to: number): void {
  for (let number = from; number < to; number += 1) {
    world.session.send(packet(number));
    world.clock.advance(20);
  }
}

function hex(from: number, to: number): readonly string[] {
  return Array.from({ length: to - from }, (_, index) => Buffer.from(packet(from + index)).toString('hex'));
}

function openOpusTurn(): SessionWorld {
  const world = new SessionWorld({ encoding: 'opus', sampleRateHz: 48_000 });
  world.connect();
  say(world, 0, 50);
  world.says('StartOfTurn', 'hello', {
    audio_window_end: 0.96,
    words: [{ word: 'hello', confidence: 1, start: 0.8, end: 0.9 }],
  });
  return world;
}

describe('opus', () => {
  it('goes as it comes: one packet a message, never cut, never joined', () => {
    const world = openOpusTurn();
    expect(world.server.query.get('encoding')).toBe('opus');
    expect(messagesOf(world.server)).toEqual(hex(0, 50));
    expect(world.session.usage).toMatchObject({ acceptedSeconds: 1, sentSeconds: 1, lostSeconds: 0 });
  });

  it('is replayed in whole packets, from half a second and up to two steps before the first word', () => {
    const world = openOpusTurn();
    world.server.close({ code: 1011 });
    world.clock.advance(200);
    world.connect();
    world.clock.advance(2_000);
    expect(messagesOf(world.server).filter((message) => message !== SILENCE)).toEqual(hex(8, 50));
    expect(world.session.usage).toMatchObject({ lostSeconds: 0 });
    expect(world.session.usage.replayedSeconds).toBeCloseTo(0.84);
  });

  it('has silence of its own, for a stalled source and for a muted caller', () => {
    const world = openOpusTurn();
    world.clock.advance(1_000);
    const silent = messagesOf(world.server).slice(50);
    expect(silent.length).toBeGreaterThan(20);
    expect(new Set(silent)).toEqual(new Set([SILENCE]));
    expect(world.session.usage.silentSeconds).toBeCloseTo(silent.length * 0.02);
    world.session.mute();
    say(world, 50, 60);
    expect(new Set(messagesOf(world.server).slice(50))).toEqual(new Set([SILENCE]));
  });
});

describe('a container', () => {
  const bytes = Uint8Array.from({ length: 32_000 }, (_, index) => index % 251);

  function openContainerTurn(): SessionWorld {
    const world = new SessionWorld({ encoding: 'container' });
    world.connect();
    world.session.send(bytes);
    world.clock.advance(2_000);
    world.says('StartOfTurn', 'hello', { audio_window_end: 0.96 });
    return world;
  }

  it('goes whole and in order, whatever its bytes mean', () => {
    const world = openContainerTurn();
    expect(world.server.query.has('encoding')).toBe(false);
    expect(Buffer.concat(messagesOf(world.server).map((message) => Buffer.from(message, 'hex')))).toEqual(
      Buffer.from(bytes),
    );
  });

  it('cannot be taken up again: a drop ends the turn and the session, and says why', async () => {
    const world = openContainerTurn();
    world.server.close({ code: 1011 });
    world.clock.advance(60_000);
    expect(world.dials).toBe(1);
    expect(world.errors.map(({ code }) => code)).toEqual(['stream-not-resumable']);
    expect(world.session.state.status).toBe('failed');
    expect(inShort(await world.finalEvents())).toEqual(['start 0 hello', 'end 0 hello (connection-lost)']);
  });

  it('that was not begun yet is dialled again', () => {
    const world = new SessionWorld({ encoding: 'container' });
    world.session.send(bytes);
    world.server.fail({ message: 'refused' });
    world.clock.advance(1_000);
    world.connect();
    world.clock.advance(2_000);
    expect(world.server.audioBytes).toBe(bytes.byteLength);
    expect(world.errors).toEqual([]);
  });

  it('gets no silence, which would be no part of it', () => {
    const world = openContainerTurn();
    world.clock.advance(5_000);
    world.session.mute();
    world.session.send(bytes);
    world.clock.advance(1_000);
    expect(world.server.audioBytes).toBe(bytes.byteLength);
    expect(world.session.usage.silentSeconds).toBe(0);
  });
});
