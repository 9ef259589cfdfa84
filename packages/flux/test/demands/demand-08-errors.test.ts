import { createServer } from 'node:net';
import { type FluxErrorCode, webSocketTransport } from '@turnstream/flux';
import {
  close,
  connected,
  createScriptedServer,
  fatalError,
  hold,
  refuse,
  type ConnectionScript,
  type RefuseOptions,
} from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { createWorld, DemandWorld } from './demand-world.ts';

const REASON = 'The project has no access to the requested model.';

/** A refusal by its status, and what it means: the code, and whether it is dialled again. */
const STATUSES: readonly (readonly [status: number, code: FluxErrorCode, retryable: boolean])[] = [
  [400, 'bad-request', false],
  [401, 'unauthorized', false],
  [402, 'payment-required', false],
  [403, 'forbidden', false],
  [404, 'not-found', false],
  [408, 'server-error', true],
  [429, 'rate-limited', true],
  [500, 'server-error', true],
  [503, 'server-error', true],
];

/** The shapes that Deepgram's bodies have had, and others that proxies send. */
const BODIES: readonly (readonly [name: string, options: Partial<RefuseOptions>, serverCode: string | undefined])[] = [
  ['legacy JSON', { body: { err_code: 'NOPE', err_msg: REASON, request_id: 'r' } }, 'NOPE'],
  ['modern JSON', { body: { category: 'NOPE', message: REASON, details: 'more', request_id: 'r' } }, 'NOPE'],
  ['current JSON', { body: { code: 'NOPE', description: REASON } }, 'NOPE'],
  ['plain text', { body: REASON }, undefined],
  ['the header dg-error', { body: '', headers: { 'dg-error': REASON } }, undefined],
  ['the header, with a page as body', { body: '<html>', headers: { 'dg-error': REASON } }, undefined],
  ['a body that is cut', { body: REASON, bodyEnd: 'cut' }, undefined],
];

describe('demand 8: every failure is one typed error with the reason of the server', () => {
  it.each(STATUSES)('HTTP %i is %s', async (httpStatus, code, retryable) => {
    const script = [refuse({ status: httpStatus, headers: { 'dg-error': REASON } })];
    await using world = await createWorld(script, { connection: { maxFailedDials: 2 } });
    const opened = world.session.opened.catch((error: unknown) => error);
    const error = await world.failure();
    expect(error).toMatchObject({ code, httpStatus, retryable, message: expect.stringContaining(REASON) });
    expect(error.requestId).toBe(world.server.connections.at(-1)?.requestId);
    expect(world.errors).toEqual([error]);
    expect(await opened).toBe(error);
    world.clock.advance(600_000);
    expect(world.dials).toBe(retryable ? 2 : 1);
  });

  it.each(BODIES)('the reason is read from %s', async (_name, options, serverCode) => {
    await using world = await createWorld([refuse({ status: 403, ...options })]);
    const error = await world.failure();
    expect(error).toMatchObject({ code: 'forbidden', serverCode, message: expect.stringContaining(REASON) });
  });

  it.each(['never', 'endless'] as const)('a refusal is final though the end of its body comes %s', async (bodyEnd) => {
    const body = bodyEnd === 'endless' ? 'x'.repeat(1_000) : REASON;
    await using world = await createWorld([refuse({ status: 401, body, bodyEnd })]);
    await world.meanwhile(() => world.session.state.status === 'failed');
    expect(world.errors).toMatchObject([{ code: 'unauthorized', httpStatus: 401 }]);
    expect(world.dials).toBe(1);
    await world.meanwhile(() => world.server.connections[0]?.end);
  });

  it.each<[string, UnderlyingDefaultSource<Uint8Array>]>([
    ['never ends', {}],
    ['breaks off', { start: (controller) => controller.error(new Error('reset')) }],
  ])('a refusal is final where fetch made the dial and its body %s', async (_name, source) => {
    const response = { status: 401, headers: new Headers({ 'dg-error': REASON }), body: new ReadableStream(source) };
    await using world = await createWorld([connected()], { transport: webSocketTransport(() => response) });
    await world.meanwhile(() => world.session.state.status === 'failed');
    expect(world.errors).toMatchObject([{ code: 'unauthorized', httpStatus: 401 }]);
  });

  it('a redirect is not followed: the key stays here', async () => {
    await using elsewhere = await createScriptedServer([connected()]);
    const headers = { location: elsewhere.url.replace('ws:', 'http:') };
    await using world = await createWorld([refuse({ status: 302, headers })]);
    expect(await world.failure()).toMatchObject({ httpStatus: 302, retryable: false });
    expect(elsewhere.connections).toEqual([]);
  });

  it('Retry-After is kept to', async () => {
    await using world = await createWorld([[refuse({ status: 429, headers: { 'retry-after': '7' } })], [connected()]]);
    await world.until(() => world.session.state.status === 'waiting-to-redial');
    const askedAt = world.clock.now();
    await world.until(() => world.session.state.status === 'open');
    expect(world.clock.now() - askedAt).toBeGreaterThanOrEqual(6_980);
    expect(world.errors).toEqual([]);
  });

  it.each<[string, ConnectionScript]>([
    ['and closes', [connected(), hold('say'), fatalError('INTERNAL_SERVER_ERROR', 'It broke.'), close()]],
    ['and stays', [connected(), hold('say'), fatalError('INTERNAL_SERVER_ERROR', 'It broke.')]],
    ['before Connected', [fatalError('INTERNAL_SERVER_ERROR', 'It broke.'), close()]],
  ])('a server that says Error %s is told of once, in its own words', async (_name, script) => {
    await using world = await createWorld(script, { connection: { maxFailedDials: 1 } });
    world.server.release('say');
    const error = await world.failure();
    expect(error).toMatchObject({ code: 'server-error', serverCode: 'INTERNAL_SERVER_ERROR', retryable: true });
    expect(error.message).toContain('It broke.');
    expect(world.errors).toEqual([error]);
  });

  it('a message that the server cannot read ends the session: it would be sent again', async () => {
    const script = [
      connected(),
      hold('say'),
      fatalError('UNPARSABLE_CLIENT_MESSAGE', 'Could not deserialize.'),
      close(),
    ];
    await using world = await createWorld(script);
    await world.until(() => world.session.state.status === 'open');
    world.server.release('say');
    expect(await world.failure()).toMatchObject({
      code: 'message-refused',
      serverCode: 'UNPARSABLE_CLIENT_MESSAGE',
      requestId: world.server.connections[0]?.requestId,
    });
    expect(world.dials).toBe(1);
  });

  it.each([
    [1011, 'overload'],
    [4000, 'of its own'],
  ])('the code %i and the reason of a close are kept', async (code, reason) => {
    await using world = await createWorld([close({ code, reason })], { connection: { maxFailedDials: 1 } });
    expect(await world.failure()).toMatchObject({ closeCode: code, message: expect.stringContaining(reason) });
  });

  it('a name that does not exist, a server that is not there and TLS that fails are told as what they are', async () => {
    await using server = await createScriptedServer([connected()]);
    const plainServer = createServer((socket) => {
      socket.on('error', () => undefined).once('data', () => socket.end('this is no TLS'));
    });
    await new Promise<void>((resolve) => {
      plainServer.listen(0, '127.0.0.1', resolve);
    });
    const address = plainServer.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const hosts = [`ws://${'x'.repeat(64)}.invalid`, 'ws://127.0.0.1:1', `wss://127.0.0.1:${port}`];
    const failures = hosts.map(async (host) => {
      await using world = new DemandWorld(server, { url: `${host}/v2/listen`, connection: { maxFailedDials: 1 } });
      const error = await world.failure();
      expect(world.errors).toEqual([error]);
      expect(error).toMatchObject({ code: 'connect-failed', retryable: true, cause: expect.any(Error) });
      return error.message;
    });
    const [name, nobody, tls] = await Promise.all(failures);
    plainServer.close();
    expect(name).toMatch(/ENOTFOUND|EAI_/u);
    expect(nobody).toContain('ECONNREFUSED');
    expect(tls).toMatch(/SSL/u);
  });
});
