import { webSocketTransport } from '@turnstream/flux';
import {
  awaitText,
  blackHole,
  close,
  configureFailure,
  connected,
  cutAfter,
  fatalError,
  hold,
  ignoreUpgrade,
  refuse,
  reset,
  sendBytes,
  sendText,
  upgrade,
  warning,
  type ConnectionScript,
} from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { API_KEY, createWorld } from './demand-world.ts';
import { openTurn, wholeTurn } from './scripts.ts';

/** A server that repeats the key wherever it can, as proxies and debug pages do. */
const ECHO = `Token ${API_KEY} and ${encodeURIComponent(API_KEY)}`;

const FAULTS: readonly (readonly [name: string, script: ConnectionScript])[] = [
  ...[302, 400, 401, 402, 403, 404, 429, 500].map((status): [string, ConnectionScript] => [
    `HTTP ${status}`,
    [refuse({ status, body: { err_code: ECHO, err_msg: ECHO, request_id: ECHO }, headers: { location: '/x' } })],
  ]),
  ['HTTP 401 with dg-error', [refuse({ status: 401, headers: { 'dg-error': ECHO } })]],
  ['HTTP 401 with text', [refuse({ status: 401, body: ECHO })]],
  ['a header of the upgrade', [upgrade({ headers: { 'dg-echo': ECHO } }), connected(), hold('go'), reset()]],
  ['no answer', [ignoreUpgrade()]],
  ['an answer that is no HTTP', [ignoreUpgrade(), sendBytes(`${ECHO}\r\n`)]],
  ['a cut in the answer', [cutAfter({ sentBytes: 20 }), upgrade()]],
  ['no Connected', [upgrade()]],
  ['a close with a reason', [connected(), hold('go'), close({ code: 1011, reason: ECHO })]],
  ['a fatal Error', [connected(), hold('go'), fatalError('INTERNAL_SERVER_ERROR', ECHO)]],
  ['a message that was not read', [connected(), hold('go'), fatalError('UNPARSABLE_CLIENT_MESSAGE', ECHO)]],
  ['a warning', [connected(), hold('go'), warning('ECHO', ECHO)]],
  ['a refused Configure', [connected(), awaitText('Configure'), configureFailure('ECHO', ECHO)]],
  ['garbage', [sendText(ECHO), connected(), hold('go'), sendText(`{"type":"${ECHO}"}`), sendText(ECHO)]],
  ['a reset', [connected(), hold('go'), reset()]],
  ['a black hole', [connected(), hold('go'), blackHole()]],
];

describe('demand 26: enough to diagnose a call, and never the key', () => {
  it.each(FAULTS)('nothing that is shown of %s holds the key', async (_name, script) => {
    await using world = await createWorld(script, { connection: { maxFailedDials: 2, connectTimeoutMs: 1_000 } });
    const change = world.session.configure({ eotThreshold: 0.9 }).catch((error: unknown) => error);
    world.speak(1);
    await world.server.connection(0);
    world.server.release('go');
    // Long enough for each of them to have shown all that it does.
    await world.until(() => world.session.state.status === 'failed' || world.clock.now() > 4_000, { stepMs: 40 });
    const outcomes = [await world.session.opened.catch((error: unknown) => error), world.session.state, world.session];
    world.session.cancel();
    outcomes.push(await change, await world.session.closed.catch((error: unknown) => error));
    await world.meanwhile(() => world.eventsEnd !== undefined);
    const text = `${world.output} ${outcomes.map((outcome) => world.inspect(outcome)).join(' ')}`;
    expect(text.length).toBeGreaterThan(200);
    for (const secret of [API_KEY, encodeURIComponent(API_KEY), JSON.stringify(API_KEY).slice(1, -1)]) {
      expect(text).not.toContain(secret);
    }
  });

  it('neither does an error of the platform that quotes it, nor one of auth()', async () => {
    const transport = webSocketTransport(() => {
      throw new SyntaxError(`The subprotocol '${API_KEY}' is invalid`);
    });
    await using quoting = await createWorld([connected()], { transport, connection: { maxFailedDials: 1 } });
    const error = await quoting.failure();
    expect(quoting.inspect([error, error.cause])).not.toContain(API_KEY);
    expect(error.cause).toMatchObject({ name: 'SyntaxError', message: "The subprotocol '[redacted]' is invalid" });
    let asked = 0;
    const auth = (): { readonly token: string } => {
      asked += 1;
      if (asked === 1) return { token: API_KEY };
      throw new Error(`${API_KEY} has run out`);
    };
    await using forgetful = await createWorld([refuse({ status: 503 })], { auth, connection: { maxFailedDials: 2 } });
    expect(forgetful.inspect(await forgetful.failure())).not.toContain(API_KEY);
    expect(forgetful.errors[0]?.cause).toMatchObject({ message: '[redacted] has run out' });
  });

  it('an error names the request, for the support of the server', async () => {
    await using refused = await createWorld([refuse({ status: 401 })], {}, { requestId: () => 'of-the-header' });
    expect(await refused.failure()).toMatchObject({ requestId: 'of-the-header' });
    await using broken = await createWorld(
      [connected(), fatalError('INTERNAL_SERVER_ERROR', 'no')],
      { connection: { maxFailedDials: 1 } },
      { requestId: () => 'of-the-connection' },
    );
    expect(await broken.failure()).toMatchObject({ requestId: 'of-the-connection' });
  });

  it('so does every warning and every line of the log while a connection is there', async () => {
    await using world = await createWorld(
      [[...openTurn('one'), hold('drop'), reset()], wholeTurn('one')],
      {},
      {
        requestId: (index) => `request-${index}`,
      },
    );
    world.speak(1);
    await world.until(() => world.turns.length > 0);
    world.server.release('drop');
    await world.turnEnd();
    expect(world.warnings[0]).toMatchObject({ code: 'connection-lost', requestId: 'request-0' });
    expect(world.session.state.requestId).toBe('request-1');
    expect(world.turns.at(-1)?.message?.request_id).toBe('request-1');
    expect(world.logged('info').map(({ fields }) => fields['requestId'])).toEqual(
      expect.arrayContaining(['request-0', 'request-1']),
    );
  });

  it('the headers of the upgrade are in the log at debug', async () => {
    const headers = { 'dg-request-id': 'mine', 'dg-project-id': 'p', 'x-other': 'not ours' };
    await using world = await createWorld([upgrade({ headers }), connected()]);
    await world.until(() => world.session.state.status === 'open');
    const line = world.logged('debug').find(({ fields }) => 'dg-request-id' in fields);
    expect(line?.fields).toMatchObject({ 'dg-request-id': 'mine', 'dg-project-id': 'p' });
    expect(JSON.stringify(line)).not.toContain('not ours');
  });

  it('what the caller said is in no line of the log', async () => {
    const secretWords = 'my number is four two';
    await using world = await createWorld(wholeTurn(secretWords), { keyterms: ['four'] });
    world.speak(1);
    await world.turnEnd();
    await world.session.stop().catch(() => undefined);
    for (const level of ['info', 'warn', 'error'] as const) {
      expect(JSON.stringify(world.logged(level))).not.toContain('number');
    }
    expect(world.logged('info').length).toBeGreaterThan(0);
  });
});
