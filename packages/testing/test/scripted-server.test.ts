import { once } from 'node:events';
import {
  awaitAudio,
  awaitText,
  close,
  connected,
  createScriptedServer,
  ignoreUpgrade,
  refuse,
  silence,
  waitFor,
} from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { dial, HALF_SECOND, QUERY } from './bare-client.ts';

describe('createScriptedServer', () => {
  it('records the dial and everything the client did', async () => {
    await using server = await createScriptedServer([connected(), awaitText('CloseStream'), close()]);
    const client = dial(server, QUERY, ['token', 'secret'], { 'x-tag': 'a' });
    await client.messageCount(1);
    client.socket.ping();
    client.socket.send(HALF_SECOND);
    client.socket.send('no JSON');
    client.socket.send('{"type":"CloseStream"}');
    expect(await client.ended()).toEqual({ code: 1005, reason: '' });
    const connection = await server.connection(0);
    await connection.waitForEnd();
    expect(connection).toMatchObject({
      index: 0,
      path: '/v2/listen',
      url: `/v2/listen${QUERY}`,
      status: 101,
      subprotocols: ['token', 'secret'],
      audioBytes: 16_000,
      audioSeconds: 0.5,
      pings: 1,
      texts: ['no JSON', { type: 'CloseStream' }],
      end: { by: 'script', code: 1005 },
      script: { status: 'done' },
    });
    expect(connection.query.getAll('keyterm')).toEqual(['AI', 'tag']);
    expect(connection.headers['x-tag']).toBe('a');
    expect(connection.audio).toHaveLength(16_000);
    expect(connection.received.map((message) => message.kind)).toEqual(['audio', 'text', 'text']);
    expect(connection.sent).toHaveLength(1);
    expect(client.socket.protocol).toBe('token');
    await waitFor(() => client.pongs() === 1);
  });

  it('gives dg-request-id on the upgrade, as named by the test', async () => {
    await using server = await createScriptedServer([connected()], { requestId: (index) => `id-${index}` });
    const client = dial(server);
    const [response] = await once(client.socket, 'upgrade');
    expect(response).toMatchObject({ headers: { 'dg-request-id': 'id-0' } });
    await client.messageCount(1);
    expect(client.messages).toEqual([{ type: 'Connected', request_id: 'id-0', sequence_id: 0 }]);
    client.socket.terminate();
    const connection = await server.connection(0);
    await connection.waitForEnd();
    expect(connection.end).toMatchObject({ by: 'client', code: 1006 });
  });

  it('closes without a code on CloseStream after its last step, unless it is silent', async () => {
    await using server = await createScriptedServer([[connected()], [connected(), silence()]]);
    const healthy = dial(server);
    await healthy.opened();
    healthy.socket.send('{"type":"CloseStream"}');
    expect(await healthy.ended()).toEqual({ code: 1005, reason: '' });
    const silent = dial(server);
    await silent.opened();
    silent.socket.send('{"type":"CloseStream"}');
    silent.socket.ping();
    await waitFor(() => silent.pongs() === 1);
    const connection = await server.connection(1);
    expect(connection.end).toBeUndefined();
  });

  it('gives each dial its own script, and the last one again or a refusal afterwards', async () => {
    const scripts = [
      [connected(), close({ code: 1001 })],
      [connected(), close({ code: 1002 })],
    ];
    await using repeating = await createScriptedServer(scripts);
    for (const code of [1001, 1002, 1002]) {
      expect(await dial(repeating).ended()).toMatchObject({ code });
    }
    await using refusing = await createScriptedServer(scripts.slice(0, 1), { afterLast: 'refuse' });
    expect(await dial(refusing).ended()).toMatchObject({ code: 1001 });
    const refused = dial(refusing);
    await refused.ended();
    expect(refused.errors).toEqual(['Unexpected server response: 503']);
    expect((await refusing.connection(1)).status).toBe(503);
  });

  it('asks a function for the script of each dial, by what the dial says', async () => {
    await using server = await createScriptedServer(({ query }) =>
      query.get('keyterm') === 'AI' ? [connected()] : [refuse({ status: 400 })],
    );
    const taken = dial(server, QUERY);
    await taken.messageCount(1);
    const refused = dial(server, '?model=other');
    await refused.ended();
    expect(refused.errors).toEqual(['Unexpected server response: 400']);
    taken.socket.terminate();
  });

  it('refuses a dial with status, body and headers', async () => {
    const body = { code: 'INVALID_PARAMETER', description: 'language_hint is not supported for model flux-general-en' };
    await using server = await createScriptedServer([
      refuse({ status: 400, body, headers: { 'dg-error': 'bad', 'Retry-After': '2' } }),
    ]);
    const client = dial(server);
    const [, response] = await once(client.socket, 'unexpected-response');
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    expect(JSON.parse(Buffer.concat(chunks).toString('utf8'))).toEqual(body);
    expect(response).toMatchObject({
      statusCode: 400,
      headers: { 'dg-error': 'bad', 'retry-after': '2', 'content-type': 'application/json' },
    });
    client.socket.terminate();
    expect(() => refuse({ status: 101 })).toThrow('options.status');
  });

  it('leaves an upgrade unanswered', async () => {
    await using server = await createScriptedServer([ignoreUpgrade()]);
    const client = dial(server);
    const connection = await server.connection(0);
    expect(connection.status).toBeUndefined();
    client.socket.terminate();
    await connection.waitForEnd();
    expect(connection.end).toMatchObject({ by: 'client', code: 1006 });
  });

  it('can be away for a while and come back on the same port', async () => {
    await using server = await createScriptedServer([connected()]);
    const { url } = server;
    const first = dial(server);
    await first.messageCount(1);
    await server.stop();
    expect(await first.ended()).toMatchObject({ code: 1006 });
    expect(server.connections[0]?.end).toMatchObject({ by: 'server' });
    const refused = dial(server);
    await refused.ended();
    expect(refused.errors[0]).toContain('ECONNREFUSED');
    await server.restart();
    expect(server.url).toBe(url);
    await dial(server).messageCount(1);
    expect(server.connections).toHaveLength(2);
  });

  it('says what there was when a wait takes too long', async () => {
    await using server = await createScriptedServer([connected()]);
    await expect(server.connection(0, { timeoutMs: 10 })).rejects.toThrow('waited 10 ms for dial 0; 0 dials had come');
    const client = dial(server);
    await client.messageCount(1);
    client.socket.send('{"type":"ForceEndTurn"}');
    const connection = await server.connection(0);
    await connection.waitForText('ForceEndTurn');
    await expect(connection.waitForAudio(1, { timeoutMs: 10 })).rejects.toThrow(
      'waited 10 ms for 1 s of audio on connection 0; connection 0 is open, script done, 0 bytes of audio, text messages: ForceEndTurn',
    );
  });

  it('acts by hand beside the script', async () => {
    await using server = await createScriptedServer([silence()]);
    const client = dial(server);
    const connection = await server.connection(0);
    await connection.waitFor(({ status }) => status === 101);
    connection.send({ type: 'Connected' });
    connection.sendRaw('"raw"');
    connection.close(4000, 'by hand');
    expect(await client.ended()).toEqual({ code: 4000, reason: 'by hand' });
    expect(client.messages).toEqual([{ type: 'Connected', request_id: connection.requestId, sequence_id: 0 }, 'raw']);
  });

  it('fails waits and its disposal when a script made a mistake', async () => {
    const server = await createScriptedServer([connected(), awaitAudio({ seconds: 1 })]);
    const client = dial(server, '?model=flux-general-en');
    await client.ended();
    const connection = await server.connection(0).catch((error: unknown) => error);
    expect(String(connection)).toContain('awaitAudio() can count seconds only where');
    await expect(server[Symbol.asyncDispose]()).rejects.toThrow('the script of connection 0 failed');
    await expect(createScriptedServer([])).rejects.toThrow('at least one script');
  });

  it('waits for a message that comes again, and only counts audio when asked to', async () => {
    await using server = await createScriptedServer([connected()], { keepAudio: false });
    const client = dial(server);
    await client.messageCount(1);
    client.socket.send(HALF_SECOND);
    client.socket.send('{"type":"Configure","numerals":true}');
    client.socket.send('{"type":"Configure","numerals":false}');
    const connection = await server.connection(0);
    expect(await connection.waitForText('Configure', { count: 2 })).toEqual({ type: 'Configure', numerals: false });
    expect(await connection.waitForText('Configure')).toEqual({ type: 'Configure', numerals: true });
    expect(connection).toMatchObject({ audioBytes: 16_000, audio: new Uint8Array(0) });
    expect(connection.received).toHaveLength(2);
    await expect(connection.waitForText('Configure', { count: 3, timeoutMs: 10 })).rejects.toThrow(
      'waited 10 ms for 3 Configure messages',
    );
  });
});
