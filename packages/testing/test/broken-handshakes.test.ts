import { once } from 'node:events';
import {
  close,
  connected,
  createScriptedServer,
  hangUp,
  hold,
  ignoreUpgrade,
  pause,
  refuse,
  reset,
  sendBytes,
  sendText,
  upgrade,
  waitFor,
} from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { dial } from './bare-client.ts';
import { dialWire } from './wire-client.ts';

describe('a refusal', () => {
  it.each([200, 204, 302, 400, 401, 402, 403, 404, 418, 429, 500, 503, 599])(
    'can have the status %i',
    async (status) => {
      await using server = await createScriptedServer([refuse({ status })]);
      const client = dial(server);
      await client.ended();
      expect(client.errors).toEqual([`Unexpected server response: ${status}`]);
      expect((await server.connection(0)).status).toBe(status);
    },
  );

  it('can have any headers and body', async () => {
    await using server = await createScriptedServer([
      refuse({ status: 429, body: '<html>', headers: { 'retry-after': '7', 'content-type': 'text/html' } }),
    ]);
    const wire = dialWire(server);
    expect(await wire.ended()).toBe('end');
    const text = wire.bytes().toString();
    expect(text).toMatch(/^HTTP\/1\.1 429 Too Many Requests\r\n/u);
    expect(text).toContain('\r\nretry-after: 7\r\n');
    expect(text).toContain('\r\ncontent-type: text/html\r\n');
    expect(text).toMatch(/\r\n\r\n<html>$/u);
  });

  it('can be cut in its body', async () => {
    await using server = await createScriptedServer([refuse({ status: 503, body: 'half', bodyEnd: 'cut' })]);
    const wire = dialWire(server);
    expect(await wire.ended()).toBe('end');
    expect(wire.bytes().toString()).toMatch(/content-length: 5\r\n[^]*\r\n\r\nhalf$/u);
    expect((await server.connection(0)).end).toMatchObject({ by: 'script' });
  });

  it('can have a body whose end never comes', async () => {
    await using server = await createScriptedServer([refuse({ status: 401, body: 'and', bodyEnd: 'never' })]);
    const wire = dialWire(server);
    await waitFor(() => wire.bytes().includes('\r\n\r\nand'));
    const connection = await server.connection(0);
    expect(connection).toMatchObject({ status: 401, end: undefined, script: { status: 'done' } });
    wire.socket.destroy();
    await connection.waitForEnd();
    expect(connection.end).toMatchObject({ by: 'client' });
  });

  it('can have a body without end', async () => {
    await using server = await createScriptedServer([refuse({ status: 500, body: 'again ', bodyEnd: 'endless' })]);
    const wire = dialWire(server);
    await wire.received(1_000_000);
    expect(wire.bytes().toString()).not.toContain('content-length');
    wire.socket.destroy();
    await (await server.connection(0)).waitForEnd();
    expect(() => refuse({ status: 500, body: '', bodyEnd: 'endless' })).toThrow('options.body must not be empty');
  });

  it('can come late', async () => {
    await using server = await createScriptedServer([hold('go'), refuse({ status: 503 })]);
    const client = dial(server);
    const connection = await server.connection(0);
    expect(connection.status).toBeUndefined();
    server.release('go');
    await client.ended();
    expect(connection.status).toBe(503);
  });
});

describe('the answer to an upgrade', () => {
  it('can come late', async () => {
    await using server = await createScriptedServer([hold('go'), pause({ durationMs: 1 }), upgrade(), connected()]);
    const client = dial(server);
    const connection = await server.connection(0);
    expect(connection.status).toBeUndefined();
    expect(client.socket.readyState).toBe(client.socket.CONNECTING);
    server.release('go');
    await client.messageCount(1);
    expect(connection.status).toBe(101);
  });

  it('can have any headers', async () => {
    await using server = await createScriptedServer([
      upgrade({ headers: { 'dg-request-id': 'mine', 'x-more': '1' } }),
      connected(),
    ]);
    const client = dial(server);
    const [response] = await once(client.socket, 'upgrade');
    expect(response).toMatchObject({ headers: { 'dg-request-id': 'mine', 'x-more': '1' } });
    await client.messageCount(1);
  });

  it.each([
    ['nothing, and the end', [hangUp()], 'socket hang up'],
    ['a reset', [reset()], 'read ECONNRESET'],
    ['half a status line', [sendBytes('HTTP/1.1 1'), hangUp()], /socket hang up|Parse Error/u],
    ['no HTTP', [sendBytes('SSH-2.0-OpenSSH\r\n')], /Parse Error/u],
    [
      'a wrong proof',
      [sendBytes('HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: no\r\n\r\n')],
      'Invalid Sec-WebSocket-Accept header',
    ],
  ] as const)('can be %s', async (_answer, steps, error) => {
    await using server = await createScriptedServer([ignoreUpgrade(), ...steps]);
    const client = dial(server);
    expect(await client.ended()).toMatchObject({ code: 1006 });
    expect(client.errors[0]).toMatch(error);
  });

  it('is given once', async () => {
    const server = await createScriptedServer([upgrade(), connected(), upgrade()]);
    await dial(server).ended();
    await expect(server[Symbol.asyncDispose]()).rejects.toThrow('"upgrade": a dial is answered once');
  });

  it.each([
    ['send', sendText('early')],
    ['close', close()],
  ])('comes before "%s", which needs a WebSocket', async (kind, step) => {
    const server = await createScriptedServer([step, upgrade()]);
    await dial(server).ended();
    await expect(server[Symbol.asyncDispose]()).rejects.toThrow(
      `"${kind}" needs a WebSocket: it must come after upgrade()`,
    );
  });

  it('is missed by a client that has gone', async () => {
    await using server = await createScriptedServer([hold('go'), upgrade(), connected()]);
    const wire = dialWire(server);
    const connection = await server.connection(0);
    wire.socket.resetAndDestroy();
    await connection.waitForEnd();
    server.release('go');
    await connection.waitFor(({ script }) => script.status === 'cut');
    expect(connection.status).toBeUndefined();
  });
});
