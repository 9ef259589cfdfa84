import { FluxError } from '@turnstream/flux';
import { describe, expect, it } from 'vitest';
import { inShort, SessionWorld } from './session-world.ts';

/** A session that sent 2 s of a turn, of which the server has shown 1.2 s. */
function unheard(): SessionWorld {
  const world = new SessionWorld({ resume: { rate: Infinity } });
  world.connect();
  world.speak(2_000);
  world.says('StartOfTurn', 'hello', { audio_window_end: 1.2 });
  return world;
}

describe('an end', () => {
  it('says CloseStream, reads to the close and ends the open turn with its last text', async () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(500);
    world.says('StartOfTurn', 'hello');
    const stopped = world.session.stop();
    expect(world.server.texts).toEqual(['{"type":"CloseStream"}']);
    world.says('Update', 'hello there');
    world.server.close({ code: 1005 });
    await stopped;
    expect(world.session.state.status).toBe('closed');
    expect(world.errors).toEqual([]);
    expect(inShort(await world.finalEvents())).toEqual([
      'start 0 hello',
      'update 0 hello there',
      'end 0 hello there (stopped)',
    ]);
  });

  it('sends the partial chunk first', () => {
    const world = new SessionWorld();
    world.connect();
    world.clock.advance(100);
    world.session.send(world.samples(30));
    void world.session.stop();
    expect(world.heardSeconds).toBeCloseTo(0.03);
    expect(world.server.sent.at(-1)).toEqual({ kind: 'text', text: '{"type":"CloseStream"}' });
  });

  it('comes within 2 s when the server never closes', async () => {
    const world = new SessionWorld();
    world.connect();
    const stopped = world.session.stop();
    world.clock.advance(1_999);
    await stopped;
    expect(world.server.endedByClient).toBe('terminate');
  });

  it.each(['stop', 'cancel'] as const)('%s() while dialling dials no more', async (how) => {
    const world = new SessionWorld();
    const opened = world.session.opened.catch((error: unknown) => error);
    await world.session[how]();
    expect(world.session.state.status).toBe('closed');
    world.clock.advance(60_000);
    expect(world.dials).toBe(1);
    expect(world.clock.pending).toBe(0);
    expect(await opened).toBeInstanceOf(FluxError);
  });

  it('finish() delivers everything, over a new connection if it must', async () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(2_000);
    world.says('StartOfTurn', 'hello');
    world.server.fail({ message: 'reset' });
    const finished = world.session.finish();
    world.clock.advance(200);
    world.connect();
    world.clock.advance(4_000);
    expect(world.server.texts).toEqual(['{"type":"CloseStream"}']);
    world.says('Update', 'hello you');
    world.server.close({ code: 1005 });
    await finished;
    expect(inShort(await world.finalEvents())).toEqual([
      'start 0 hello',
      'update 0 hello you',
      'end 0 hello you (stopped)',
    ]);
  });

  describe('R68: after CloseStream', () => {
    it.each([{ code: 1000 }, { code: 1005 }, {}])(
      'a plain close %o is success, whatever was not shown',
      async (close) => {
        const world = unheard();
        const finished = world.session.finish();
        world.server.close(close);
        await finished;
        expect(world.dials).toBe(1);
        expect(world.session.usage.lostSeconds).toBe(0);
        expect(world.warnings).toEqual([]);
      },
    );

    it.each([1001, 1006, 1011])('finish() dials again after %i and sends what was not decoded', async (code) => {
      const world = unheard();
      const finished = world.session.finish();
      expect(world.session.state.status).toBe('draining');
      world.server.close({ code });
      expect(world.session.state.status).toBe('waiting-to-redial');
      world.clock.advance(200);
      world.connect();
      world.clock.advance(100);
      expect(world.heardSeconds).toBe(2);
      expect(world.server.texts).toEqual(['{"type":"CloseStream"}']);
      world.says('Update', 'hello you');
      world.server.close({ code: 1005 });
      await finished;
      expect(world.warnings.map((warning) => warning.code)).toEqual(['connection-lost']);
      expect(world.session.usage).toMatchObject({ replayedSeconds: 2, lostSeconds: 0 });
      expect(inShort(await world.finalEvents()).at(-1)).toBe('end 0 hello you (stopped)');
    });

    it('finish() dials again when the server gives up with an Error', () => {
      const world = unheard();
      void world.session.finish();
      world.server.receive({ type: 'Error', code: 'INTERNAL_SERVER_ERROR', description: 'gone', sequence_id: 1 });
      expect(world.session.state.status).toBe('waiting-to-redial');
    });

    it('finish() waits 30 s for a close, and says what it does not know to be decoded', async () => {
      const world = unheard();
      const finished = world.session.finish();
      world.clock.advance(30_000);
      await finished;
      expect(world.dials).toBe(1);
      expect(world.session.usage.lostSeconds).toBeCloseTo(0.8);
      expect(world.warnings).toMatchObject([{ code: 'audio-lost' }]);
    });

    it('a reset is the end where all was decoded but what no message was due for', async () => {
      const world = unheard();
      world.says('Update', 'hello', { audio_window_end: 1.7 });
      const finished = world.session.finish();
      world.server.close({ code: 1006 });
      await finished;
      expect(world.dials).toBe(1);
      expect(world.session.usage.lostSeconds).toBeCloseTo(0.3);
      expect(world.warnings).toEqual([]);
    });

    it('finish() gives up what three connections did not decode, and says so', async () => {
      const world = unheard();
      const finished = world.session.finish();
      for (let dial = 1; dial <= 3; dial += 1) {
        world.server.close({ code: 1006 });
        world.clock.advance(10_000);
        expect(world.dials).toBe(dial + 1);
        world.connect();
      }
      world.server.close({ code: 1006 });
      await finished;
      expect(world.dials).toBe(4);
      expect(world.session.usage.lostSeconds).toBeCloseTo(0.8);
    });

    it.each([
      ['a reset', 0, (world: SessionWorld) => world.server.close({ code: 1006 })],
      ['no close at all', 1_999, () => undefined],
    ] as const)('stop() counts what was not decoded before %s as lost, and never dials', async (_name, waitMs, end) => {
      const world = unheard();
      const stopped = world.session.stop();
      end(world);
      world.clock.advance(waitMs);
      await stopped;
      world.clock.advance(60_000);
      expect(world.dials).toBe(1);
      expect(world.session.usage.lostSeconds).toBeCloseTo(0.8);
      expect(world.warnings).toMatchObject([{ code: 'audio-lost', message: expect.stringContaining('0.80 s') }]);
      expect(inShort(await world.finalEvents()).at(-1)).toBe('end 0 hello (stopped)');
    });

    it('stop() during a finish() that dials again ends it', async () => {
      const world = unheard();
      void world.session.finish();
      world.server.close({ code: 1006 });
      await world.session.stop();
      world.clock.advance(60_000);
      expect(world.dials).toBe(1);
      expect(world.session.usage.lostSeconds).toBeCloseTo(0.8);
    });

    it('the last words of a container, whose seconds are unknown, count as heard', async () => {
      const world = new SessionWorld({ encoding: 'container' });
      world.connect();
      world.clock.advance(2_000);
      world.session.send(new Uint8Array(32_000));
      world.clock.advance(2_000);
      const finished = world.session.finish();
      world.server.close({ code: 1006 });
      await finished;
      expect(world.session.usage.lostSeconds).toBe(0);
    });
  });

  it('may be asked for many times, in any way', async () => {
    const world = new SessionWorld();
    world.connect();
    const all = Promise.all([world.session.stop(), world.session.stop(), world.session.finish()]);
    world.session.cancel();
    world.session.cancel();
    await all;
    expect(world.statuses.filter((status) => status === 'closed')).toHaveLength(1);
  });
});
