import { FluxError } from '@turnstream/flux';
import { describe, expect, it } from 'vitest';
import { SessionWorld } from './session-world.ts';

function configures(world: SessionWorld): readonly unknown[] {
  return world.server.texts.map((text): unknown => JSON.parse(text));
}

function reasonOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'resolved',
    (reason: unknown) => reason,
  );
}

describe('configure()', () => {
  it('sends what changed, nested as the wire wants it, and resolves with all settings in force', async () => {
    const world = new SessionWorld({ eotThreshold: 0.7 });
    world.connect();
    const done = world.session.configure({ eotThreshold: 0.8, eagerEotThreshold: 0.5, keyterms: ['Deepgram'] });
    expect(configures(world)).toEqual([
      { type: 'Configure', thresholds: { eot_threshold: 0.8, eager_eot_threshold: 0.5 }, keyterms: ['Deepgram'] },
    ]);
    world.answerConfigure(true);
    expect(await done).toMatchObject({ via: 'configure', settings: { eotThreshold: 0.8, keyterms: ['Deepgram'] } });
  });

  it('sends nothing that holds already', async () => {
    const world = new SessionWorld({ eotThreshold: 0.7 });
    world.connect();
    await world.session.configure({ eotThreshold: 0.7 });
    expect(configures(world)).toEqual([]);
  });

  it('keeps one in flight and sends a burst as one', async () => {
    const world = new SessionWorld();
    world.connect();
    const all = [0.6, 0.65, 0.7, 0.75, 0.8].map((eotThreshold) => world.session.configure({ eotThreshold }));
    expect(configures(world)).toHaveLength(1);
    world.answerConfigure(true);
    expect(configures(world)).toHaveLength(2);
    world.answerConfigure(true);
    await Promise.all(all);
    expect(configures(world).at(-1)).toEqual({ type: 'Configure', thresholds: { eot_threshold: 0.8 } });
  });

  it('undoes what the server refuses, and rejects with the reason that was told', async () => {
    const world = new SessionWorld({ eotThreshold: 0.7 });
    world.connect();
    const refused = reasonOf(world.session.configure({ eotThreshold: 0.9 }));
    world.answerConfigure(false);
    const reason = await refused;
    expect(reason).toMatchObject({ code: 'configure-refused' });
    expect(world.errors).toEqual([reason]);
    world.server.close({ code: 1011 });
    world.clock.advance(200);
    expect(world.server.query.get('eot_threshold')).toBe('0.7');
  });

  it('keeps a later wish when an earlier one is refused', async () => {
    const world = new SessionWorld({ eotThreshold: 0.7 });
    world.connect();
    const first = reasonOf(world.session.configure({ eotThreshold: 0.9 }));
    const second = world.session.configure({ eotTimeoutMs: 3_000 });
    world.answerConfigure(false);
    expect(configures(world).at(-1)).toEqual({ type: 'Configure', thresholds: { eot_timeout_ms: 3_000 } });
    world.answerConfigure(true);
    expect(await first).toBeInstanceOf(FluxError);
    expect(await second).toMatchObject({ settings: { eotThreshold: 0.7, eotTimeoutMs: 3_000 } });
  });

  it('carries a change over a lost connection', async () => {
    const world = new SessionWorld();
    world.connect();
    const change = world.session.configure({ eotThreshold: 0.9 });
    world.server.close({ code: 1011 });
    world.clock.advance(200);
    expect(world.server.query.get('eot_threshold')).toBe('0.9');
    world.connect();
    expect(await change).toMatchObject({ via: 'connect' });
  });

  it('waits for the first connection', async () => {
    const world = new SessionWorld();
    const change = world.session.configure({ eotThreshold: 0.9 });
    world.connect();
    expect(configures(world)).toEqual([{ type: 'Configure', thresholds: { eot_threshold: 0.9 } }]);
    world.answerConfigure(true);
    expect(await change).toMatchObject({ via: 'configure' });
  });

  it('rolls back settings that a redial is refused for, and dials once more', async () => {
    const world = new SessionWorld({ eotThreshold: 0.7 });
    world.connect();
    const change = reasonOf(world.session.configure({ keyterms: ['bad'] }));
    world.server.close({ code: 1011 });
    world.clock.advance(200);
    world.server.fail({ message: 'HTTP', httpStatus: 400, serverReason: 'keyterm is bad' });
    expect(await change).toMatchObject({ code: 'bad-request', httpStatus: 400 });
    expect(world.dials).toBe(3);
    expect(world.server.query.has('keyterm')).toBe(false);
    world.connect();
    expect(world.session.state.status).toBe('open');
    expect(world.errors).toHaveLength(1);
  });

  it('ends on a 400 for settings that were good before', () => {
    const world = new SessionWorld();
    world.connect();
    world.server.close({ code: 1011 });
    world.clock.advance(200);
    world.server.fail({ message: 'HTTP', httpStatus: 400 });
    expect(world.session.state.status).toBe('failed');
  });

  it('puts everything back when an answer is lost', async () => {
    const world = new SessionWorld({ eotThreshold: 0.7, connection: { pingIntervalMs: 0 } });
    world.connect();
    const change = reasonOf(world.session.configure({ eotThreshold: 0.9 }));
    world.clock.advance(5_000);
    expect(await change).toMatchObject({ code: 'configure-timeout' });
    expect(configures(world).at(-1)).toEqual({ type: 'Configure', thresholds: { eot_threshold: 0.7 } });
    world.answerConfigure(true);
    expect(world.session.state.status).toBe('open');
  });

  it('does not take a late answer for the answer to a newer change', async () => {
    const world = new SessionWorld({ eotThreshold: 0.7, connection: { pingIntervalMs: 0 } });
    world.connect();
    const late = {
      type: 'ConfigureSuccess',
      request_id: 'r',
      thresholds: { eot_threshold: 0.9 },
      keyterms: [],
      sequence_id: 1,
    } as const;
    const first = reasonOf(world.session.configure({ eotThreshold: 0.9 }));
    world.clock.advance(5_000);
    await first;
    let isSettled = false;
    const second = world.session.configure({ eotThreshold: 0.6 }).then(() => {
      isSettled = true;
      return undefined;
    });
    world.server.receive(late);
    await Promise.resolve();
    expect(isSettled).toBe(false);
    world.answerConfigure(true);
    world.answerConfigure(true);
    await second;
    expect(isSettled).toBe(true);
  });

  it('withholds predictions for a threshold of null, which no message can carry, and leaves it out of the next dial', async () => {
    const world = new SessionWorld({ eagerEotThreshold: 0.5 });
    world.connect();
    await world.session.configure({ eagerEotThreshold: null });
    expect(configures(world)).toEqual([]);
    world.speak(240);
    world.says('StartOfTurn', 'a');
    world.says('EagerEndOfTurn', 'a');
    world.server.close({ code: 1011 });
    world.clock.advance(200);
    expect(world.server.query.has('eager_eot_threshold')).toBe(false);
    expect((await world.finalEvents()).map(({ type }) => type)).toEqual(['turn-start', 'turn-end']);
  });

  it('lowers a withheld threshold together with the end threshold, which it must not exceed', () => {
    const world = new SessionWorld({ eotThreshold: 0.8, eagerEotThreshold: 0.7 });
    world.connect();
    void world.session.configure({ eagerEotThreshold: null, eotThreshold: 0.6 });
    expect(configures(world)).toEqual([
      { type: 'Configure', thresholds: { eot_threshold: 0.6, eager_eot_threshold: 0.6 } },
    ]);
  });

  it('redials between turns for what only a dial can carry', async () => {
    const world = new SessionWorld();
    world.connect();
    world.speak(960);
    world.says('StartOfTurn', 'hello');
    const change = world.session.configure({ model: 'flux-general-multi' });
    expect(world.dials).toBe(1);
    world.speak(480);
    world.says('EndOfTurn', 'hello', { trigger: 'model' });
    expect(world.dials).toBe(2);
    expect(world.server.query.get('model')).toBe('flux-general-multi');
    world.connect();
    expect(await change).toMatchObject({ via: 'connect' });
  });

  it.each([
    [{ eotThreshold: 0.4 }, 'eotThreshold'],
    [{ eagerEotThreshold: 0.95 }, 'eagerEotThreshold'],
    [{ eotTimeoutMs: 100 }, 'eotTimeoutMs'],
    [{ eotThreshold: 0.5 }, 'eagerEotThreshold'],
    [{ keyterms: Array.from({ length: 101 }, (_, index) => `term ${index}`) }, 'keyterms'],
  ])('refuses %o here, naming the field', async (delta, field) => {
    const world = new SessionWorld({ eagerEotThreshold: 0.6 });
    world.connect();
    const reason = await reasonOf(world.session.configure(delta));
    expect(reason).toBeInstanceOf(TypeError);
    expect(String(reason)).toContain(field);
    expect(configures(world)).toEqual([]);
  });

  it('tells every waiting change when the session ends', async () => {
    const world = new SessionWorld();
    world.connect();
    const change = reasonOf(world.session.configure({ eotThreshold: 0.9 }));
    world.session.cancel();
    expect(await change).toMatchObject({ code: 'session-ended' });
  });

  it('learns that a deployment does not know Configure, and changes settings by new connections', async () => {
    const world = new SessionWorld();
    world.connect();
    world.clock.advance(1_000);
    const change = world.session.configure({ eotThreshold: 0.9 });
    const description = 'unknown variant `Configure`';
    world.server.receive({ type: 'Error', code: 'UNPARSABLE_CLIENT_MESSAGE', description, sequence_id: 1 });
    world.clock.advance(500);
    expect(world.server.query.get('eot_threshold')).toBe('0.9');
    world.connect();
    expect(await change).toMatchObject({ via: 'connect' });
    void world.session.configure({ eotThreshold: 0.8 });
    expect(world.dials).toBe(3);
    expect(world.server.query.get('eot_threshold')).toBe('0.8');
  });
});

describe('options', () => {
  it.each([
    [{ apiKey: '' }, /apiKey must not be empty/],
    [{ token: 'also' }, /exactly one of apiKey, token and auth/],
    [{ url: 'ftp://example.com' }, /url must be a ws: or wss: address/],
    [{ url: 'nowhere' }, /url must be an absolute/],
    [{ url: 'wss://user:pass@example.com' }, /must not hold a credential/],
    [
      { url: 'wss://example.com/v2/listen?eot_threshold=0.8' },
      /url must not hold eot_threshold in its query: use the option eotThreshold/,
    ],
    [{ sampleRateHz: 7 }, /sampleRateHz/],
    [{ eotThreshold: 1.1 }, /eotThreshold/],
    [{ eotThreshold: 0.6, eagerEotThreshold: 0.8 }, /eagerEotThreshold/],
    [{ resume: { rate: 0.5 } }, /resume\.rate/],
    [{ maxBufferedSeconds: -1 }, /maxBufferedSeconds/],
  ])('refuses %o', (options, message) => {
    expect(() => new SessionWorld(options)).toThrow(message);
    expect(() => new SessionWorld(options)).toThrow(TypeError);
  });

  it('never sends hints to the English model, and says so', async () => {
    const world = new SessionWorld({ languageHints: ['en', 'es'] });
    await Promise.resolve();
    expect(world.warnings.map(({ code }) => code)).toEqual(['language-hints-ignored']);
    expect(world.server.query.has('language_hint')).toBe(false);
  });

  it('takes regional languages to their base', () => {
    const world = new SessionWorld({ model: 'flux-general-multi', languageHints: ['en-US', 'en-GB', 'pt_BR'] });
    expect(world.server.query.getAll('language_hint')).toEqual(['en', 'pt']);
  });

  it('drops blank, repeated and over-long keyterms', () => {
    const world = new SessionWorld({ keyterms: ['AI', ' ', 'AI', 'x'.repeat(101)] });
    expect(world.server.query.getAll('keyterm')).toEqual(['AI']);
  });
});
