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
