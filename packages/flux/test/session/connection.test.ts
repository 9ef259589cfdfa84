import { FluxError } from '@turnstream/flux';
import { describe, expect, it } from 'vitest';
import { inShort, SessionWorld } from './session-world.ts';

describe('dialling', () => {
  it('begins at once, with the settings in the query', () => {
    const world = new SessionWorld({ eotThreshold: 0.8, eagerEotThreshold: 0.5, keyterms: ['machine learning'] });
    expect(world.dials).toBe(1);
    expect(Object.fromEntries(world.server.query)).toEqual({
      model: 'flux-general-en',
      encoding: 'linear32',
      sample_rate: '16000',
      eot_threshold: '0.8',
      eager_eot_threshold: '0.5',
      keyterm: 'machine learning',
    });
    expect(world.server.credential).toEqual({ apiKey: 'secret-key-123' });
  });

  it('keeps the query of the given address', () => {
    const world = new SessionWorld({ url: 'wss://example.com/v2/listen?region=eu' });
    expect(world.server.query.get('region')).toBe('eu');
    expect(world.server.query.get('model')).toBe('flux-general-en');
  });

  it('keeps audio from before Connected, in order', () => {
    const world = new SessionWorld();
    world.speak(400);
    expect(world.server.audioBytes).toBe(0);
    world.connect();
    world.clock.advance(1_000);
    expect(world.heardSeconds).toBeCloseTo(0.4);
    expect(world.session.usage).toMatchObject({ acceptedSeconds: 0.4, sentSeconds: 0.4, lostSeconds: 0 });
  });

  it('has one deadline over auth, dial, upgrade and Connected', async () => {
    const world = new SessionWorld({ connection: { connectTimeoutMs: 3_000, maxFailedDials: 1 } });
    const opened = world.session.opened.catch((error: unknown) => error);
    world.clock.advance(2_000);
    world.server.open();
    world.clock.advance(999);
    expect(world.session.state.status).toBe('handshaking');
    world.clock.advance(1);
    expect(world.session.state.status).toBe('failed');
    expect(world.server.endedByClient).toBe('terminate');
    expect(await opened).toMatchObject({ code: 'connect-timeout', retryable: true });
  });

  it('counts the time that auth takes, and tells it to stop', async () => {
    let aborted = false;
    const world = new SessionWorld({
      auth: (signal) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            aborted = true;
          });
        }),
      connection: { connectTimeoutMs: 3_000, maxFailedDials: 1 },
    });
    await world.clock.advanceAsync(3_000);
    expect(world.session.state.status).toBe('failed');
    expect(aborted).toBe(true);
    expect(world.dials).toBe(0);
  });

  it('asks auth anew for every dial', async () => {
    let asked = 0;
    const world = new SessionWorld({
      auth: () => {
        asked += 1;
        return { token: `token-${asked}` };
      },
    });
    await world.clock.advanceAsync(0);
    world.connect();
    world.server.close({ code: 1011 });
    await world.clock.advanceAsync(200);
    expect(world.transport.connections.map(({ credential }) => credential)).toEqual([
      { token: 'token-1' },
      { token: 'token-2' },
    ]);
  });

  it.each([
    [400, 'bad-request'],
    [401, 'unauthorized'],
    [402, 'payment-required'],
    [403, 'forbidden'],
    [404, 'not-found'],
  ] as const)('ends at once on HTTP %i, with the reason of the server', async (httpStatus, code) => {
    const world = new SessionWorld();
    const closed = world.session.closed.catch((error: unknown) => error);
    world.server.fail({ message: 'HTTP', httpStatus, serverReason: 'Bad thing', requestId: 'r-1', serverCode: 'BAD' });
    expect(world.session.state.status).toBe('failed');
    expect(world.errors).toHaveLength(1);
    const error = world.errors[0];
    expect(error).toMatchObject({ code, httpStatus, requestId: 'r-1', serverCode: 'BAD', retryable: false });
    expect(error?.message).toContain('Bad thing');
    expect(await closed).toBe(error);
    expect(await world.session.opened.catch((reason: unknown) => reason)).toBe(error);
    world.clock.advance(60_000);
    expect(world.dials).toBe(1);
  });

  it('waits as long as a 429 asks', () => {
    const world = new SessionWorld();
    world.server.fail({ message: 'HTTP', httpStatus: 429, retryAfterMs: 7_000 });
    world.clock.advance(6_999);
    expect(world.dials).toBe(1);
    world.clock.advance(1);
    expect(world.dials).toBe(2);
  });

  it('gives up after so many failures in a row, with the last reason', () => {
    const world = new SessionWorld({ connection: { maxFailedDials: 3 } });
    for (let failed = 0; failed < 3; failed += 1) {
      world.server.fail({ message: 'ECONNREFUSED' });
      world.clock.advance(1_000);
    }
    expect(world.dials).toBe(3);
    expect(world.warnings.map(({ code }) => code)).toEqual(['connect-failed', 'connect-failed']);
    expect(world.errors.map(({ code }) => code)).toEqual(['connect-failed']);
    expect(world.errors[0]?.message).toContain('ECONNREFUSED');
  });

  it('counts connections that die at once as failures', () => {
    const world = new SessionWorld({ connection: { maxFailedDials: 3 } });
    for (let died = 0; died < 3; died += 1) {
      world.connect();
      world.clock.advance(100);
      world.server.close({ code: 1011 });
      world.clock.advance(1_000);
    }
    expect(world.session.state.status).toBe('failed');
  });

  it('ends where the platform hides the reason of two refusals', () => {
    const world = new SessionWorld();
    world.server.fail({ message: 'no', hidden: true });
    world.clock.advance(1_000);
    world.server.fail({ message: 'no', hidden: true });
    expect(world.errors.map(({ code }) => code)).toEqual(['connect-refused']);
  });

  it('takes an Error before Connected for the end of the connection', () => {
    const world = new SessionWorld();
    world.server.open();
    world.server.receive({ type: 'Error', code: 'INTERNAL_SERVER_ERROR', description: 'oh', sequence_id: 0 });
    expect(world.session.state.status).toBe('waiting-to-redial');
    world.clock.advance(500);
    expect(world.dials).toBe(2);
  });

  it('never lets a credential out', () => {
    const world = new SessionWorld();
    world.server.fail({ message: 'no', httpStatus: 401, serverReason: 'Invalid key secret-key-123' });
    expect(world.errors[0]?.message).toContain('[redacted]');
    expect(world.errors[0]?.message).not.toContain('secret-key-123');
  });
});

describe('a lost connection', () => {
  it.each([1000, 1001, 1005, 1006, 1011, 1012, 1013])('is dialled again within 200 ms after close %i', (code) => {
    const world = new SessionWorld({}, [1]);
    world.connect();
    world.speak(6_000);
    world.server.close({ code });
    expect(world.errors).toEqual([]);
    world.clock.advance(200);
    expect(world.dials).toBe(2);
  });

  it('is noticed without any audio', () => {
    const world = new SessionWorld();
    world.connect();
    world.clock.advance(6_000);
    world.server.fail({ message: 'reset' });
    world.clock.advance(200);
    expect(world.dials).toBe(2);
  });

  it('parks an idle session until there is audio, which is kept', () => {
    const world = new SessionWorld({ connection: { pingIntervalMs: 0 } });
    world.connect();
    world.clock.advance(60_000);
    world.server.receive({ type: 'Error', code: 'INACTIVE_CLIENT', description: 'idle', sequence_id: 1 });
    expect(world.session.state.status).toBe('parked');
    expect(world.warnings.map(({ code }) => code)).toEqual(['parked']);
    world.clock.advance(600_000);
    expect(world.dials).toBe(1);
    world.speak(100);
    expect(world.dials).toBe(2);
    world.connect();
    world.clock.advance(1_000);
    expect(world.heardSeconds).toBeCloseTo(0.1);
  });

  it('is found by a ping that nobody answers', () => {
    const world = new SessionWorld();
    world.connect();
    world.clock.advance(5_000);
    expect(world.server.sent.filter(({ kind }) => kind === 'ping')).toHaveLength(1);
    world.clock.advance(10_000);
    expect(world.transport.connections[0]?.endedByClient).toBe('terminate');
    world.clock.advance(200);
    expect(world.dials).toBe(2);
  });

  it('is found within 3 s of unanswered audio in an open turn', async () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(1_000);
    world.says('StartOfTurn', 'hello');
    world.speak(2_900);
    expect(world.dials).toBe(1);
    world.speak(400);
    expect(world.dials).toBe(2);
    expect(world.transport.connections[0]?.endedByClient).toBe('terminate');
    world.connect();
    world.speak(1_000);
    world.says('StartOfTurn', 'hello you', { audio_window_end: 5 });
    world.says('EndOfTurn', 'hello you', { audio_window_end: 5.04, trigger: 'model' });
    expect(inShort(await world.finalEvents())).toEqual([
      'start 0 hello',
      'update 0 hello you',
      'end 0 hello you (model)',
    ]);
  });

  it('is not suspected while nobody speaks and nothing is sent', () => {
    const world = new SessionWorld({ connection: { pingIntervalMs: 0 } });
    world.connect();
    world.clock.advance(3_600_000);
    expect(world.dials).toBe(1);
    expect(world.session.state.status).toBe('open');
  });

  it('is found when the peer stops reading', () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(200);
    world.server.bufferedBytes = 80_000;
    world.speak(2_500);
    expect(world.transport.connections[0]?.endedByClient).toBe('terminate');
  });
});

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
    const unheard = (): SessionWorld => {
      const world = new SessionWorld({ resume: { rate: Infinity } });
      world.connect();
      world.speak(2_000);
      world.says('StartOfTurn', 'hello', { audio_window_end: 1.2 });
      return world;
    };

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
