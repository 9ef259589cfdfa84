import { once } from 'node:events';
import { get } from 'node:http';

import type { EngineLoad, SpeechEngine } from '@turnstream/engine';
import { createFluxServer } from '@turnstream/server';
import type { FluxServerOptions } from '@turnstream/server';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';

import { dialRaw, RAW_QUERY } from './raw-client.ts';
import { createRecordingLogger } from './recording-logger.ts';
import { dialRefused } from './refused-dial.ts';
import { createScriptedEngine } from './scripted-engine.ts';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u;
const KEY = 'a-key-of-the-tests';

async function serve(options: Partial<FluxServerOptions> = {}) {
  return createFluxServer({ engine: createScriptedEngine(), ...options });
}

describe('a refused handshake', () => {
  it('R5 R6 R7 R8 R20: names the offender in its body and its dg-error, under one request id', async () => {
    await using server = await serve();
    const { status, headers, body } = await dialRefused(`${server.url}?${RAW_QUERY}&smart_format=true`);
    expect(status).toBe(400);
    expect(headers['dg-request-id']).toMatch(UUID_V7);
    expect(headers['dg-error']).toBe('smart_format is not a parameter of /v2/listen');
    expect(headers['content-type']).toBe('application/json');
    expect(body).toEqual({
      err_code: 'INVALID_QUERY_PARAMETER',
      err_msg: 'smart_format is not a parameter of /v2/listen',
      request_id: headers['dg-request-id'],
    });
  });

  it.each([
    ['model=flux-general-multi', 400, 'model flux-general-multi'],
    ['model=nova-3', 403, 'model'],
    [`${RAW_QUERY}&numerals=true`, 400, 'numerals true'],
    [`${RAW_QUERY}&profanity_filter=true`, 400, 'profanity_filter true'],
    [`${RAW_QUERY}&redact=numbers`, 400, 'redact numbers'],
    [`${RAW_QUERY}&eot_threshold=0.6&eager_eot_threshold=0.7`, 400, 'eager_eot_threshold'],
  ])('R7 R23 R24 R27 R34: %s: %i, naming %s', async (query, expectedStatus, offender) => {
    await using server = await serve();
    const { status, body } = await dialRefused(`${server.url}?${query}`);
    expect(status).toBe(expectedStatus);
    expect(body).toHaveProperty('err_msg', expect.stringContaining(offender));
  });

  it('R6 R20: keeps what a client put into a name out of the header lines', async () => {
    await using server = await serve();
    const { status, headers } = await dialRefused(`${server.url}?${RAW_QUERY}&a%0D%0Aset-cookie:%20b=c`);
    expect(status).toBe(400);
    expect(headers['set-cookie']).toBeUndefined();
  });

  it('R1 R7 R8: is a 404 on another path, before credentials are looked at', async () => {
    await using server = await serve({ keys: [KEY] });
    const { status, body } = await dialRefused(server.url.replace('/v2/listen', '/v1/listen'));
    expect(status).toBe(404);
    expect(body).toHaveProperty('err_code', 'NOT_FOUND');
  });

  it('R10 R119: is a 429 while the engine has no room, and only then', async () => {
    const engine = createScriptedEngine();
    let load: EngineLoad = 'full';
    const loaded: SpeechEngine = {
      name: engine.name,
      capabilities: engine.capabilities,
      get load() {
        return load;
      },
      openStream: (options) => engine.openStream(options),
      close: async () => engine.close(),
    };
    await using server = await createFluxServer({ engine: loaded });
    const address = `${server.url}?${RAW_QUERY}`;
    const { status, headers, body } = await dialRefused(address);
    expect(status).toBe(429);
    expect(headers['retry-after']).toBe('1');
    expect(body).toMatchObject({
      err_code: 'TOO_MANY_REQUESTS',
      err_msg: expect.stringContaining('ends of turns late'),
    });
    // What is wrong with a request is told first: trying it again would not help.
    expect((await dialRefused(`${address}&smart_format=true`)).status).toBe(400);
    const health = await fetch(`${server.httpUrl}/healthz`);
    expect(await health.json()).toMatchObject({ load: 'full' });
    load = 'high';
    await using client = await dialRaw(server.url);
    await client.message('Connected');
  });

  it('R34: says how to get a model that the engine could have', async () => {
    const advice = { 'flux-general-multi': 'fetch it first' };
    const engine = createScriptedEngine({ capabilities: { advice } });
    await using server = await createFluxServer({ engine });
    const { status, body } = await dialRefused(`${server.url}?model=flux-general-multi`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ err_msg: 'model flux-general-multi cannot be served: fetch it first' });
  });

  it('R7 R8 R10: is a 429 when all streams are taken, until one ends', async () => {
    await using server = await serve({ maxSessions: 1 });
    const first = await dialRaw(server.url);
    const { status, headers, body } = await dialRefused(`${server.url}?${RAW_QUERY}`);
    expect(status).toBe(429);
    expect(headers['retry-after']).toBe('1');
    expect(body).toHaveProperty('err_code', 'TOO_MANY_REQUESTS');
    await first.finish();
    await using second = await dialRaw(server.url);
    expect((await second.message('Connected')).sequence_id).toBe(0);
  });

  it('R1: is a 400 when the request is no WebSocket handshake', async () => {
    await using server = await serve();
    const status = await new Promise((resolve, reject) => {
      const headers = {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'x',
      };
      get(`${server.httpUrl}/v2/listen?${RAW_QUERY}`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).once('error', reject);
    });
    expect(status).toBe(400);
  });
});

describe('credentials', () => {
  it('R2: are not asked for on the loopback without keys', async () => {
    await using server = await serve();
    await using none = await dialRaw(server.url);
    await using some = await dialRaw(server.url, RAW_QUERY, { headers: { Authorization: 'Token whatever' } });
    expect((await none.message('Connected')).request_id).not.toBe((await some.message('Connected')).request_id);
  });

  it.each([`Token ${KEY}`, `token ${KEY}`])('R2: let in the configured key as "%s"', async (Authorization) => {
    await using server = await serve({ keys: ['another', KEY] });
    await using client = await dialRaw(server.url, RAW_QUERY, { headers: { Authorization } });
    expect((await client.message('Connected')).type).toBe('Connected');
  });

  it.each([
    ['a wrong key', { Authorization: 'Token wrong' }],
    ['a key under Bearer', { Authorization: `Bearer ${KEY}` }],
    ['a key under Basic', { Authorization: `Basic ${KEY}` }],
    ['two keys in one', { Authorization: `Token ${KEY} ${KEY}` }],
    ['a scheme without a key', { Authorization: 'Token' }],
    ['nothing', {}],
  ])('R2 R6 R8: refuse %s with 401', async (_what, headers) => {
    await using server = await serve({ keys: [KEY] });
    const refused = await dialRefused(`${server.url}?${RAW_QUERY}`, { headers });
    expect(refused.status).toBe(401);
    expect(refused.headers['dg-error']).toBe('Invalid credentials.');
    expect(refused.body).toMatchObject({ err_code: 'INVALID_AUTH', err_msg: 'Invalid credentials.' });
  });

  it('R7: are checked before the query', async () => {
    await using server = await serve({ keys: [KEY] });
    expect((await dialRefused(`${server.url}?nonsense=1`)).status).toBe(401);
  });

  it('R2: may be tokens, where somebody verifies them', async () => {
    await using server = await serve({ keys: [KEY], verifyToken: async (token) => token === 'good' });
    await using client = await dialRaw(server.url, RAW_QUERY, { headers: { Authorization: 'Bearer good' } });
    expect((await client.message('Connected')).type).toBe('Connected');
    const bad = await dialRefused(`${server.url}?${RAW_QUERY}`, { headers: { Authorization: 'Bearer bad' } });
    expect(bad.status).toBe(401);
  });

  it('that cannot be verified are a 500 and one line of the log', async () => {
    const { logger, lines } = createRecordingLogger();
    await using server = await serve({
      logger,
      verifyToken: () => {
        throw new Error('the issuer is away');
      },
    });
    const refused = await dialRefused(`${server.url}?${RAW_QUERY}`, {
      headers: { Authorization: 'Bearer some-token' },
    });
    expect(refused.status).toBe(500);
    expect(lines.filter(({ level }) => level === 'error').map(({ fields }) => fields)).toEqual([
      { requestId: refused.headers['dg-request-id'], error: 'Error: the issuer is away' },
    ]);
  });

  it.each([
    [['token', KEY], 'token'],
    [['token', KEY, 'x-deepgram-session-id', '0197'], 'token'],
    [['Bearer', 'good'], 'Bearer'],
  ])('R3: may come as the subprotocols %j: %s is selected', async (protocols, selected) => {
    await using server = await serve({ keys: [KEY], verifyToken: (token) => token === 'good' });
    const socket = new WebSocket(`${server.url}?${RAW_QUERY}`, protocols);
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    expect(socket.protocol).toBe(selected);
    socket.terminate();
  });

  it.each([[['token', 'wrong']], [['token']], [['bearer', KEY]]])(
    'R3: are refused as the subprotocols %j',
    async (protocols) => {
      await using server = await serve({ keys: [KEY] });
      expect((await dialRefused(`${server.url}?${RAW_QUERY}`, {}, protocols)).status).toBe(401);
    },
  );

  it('R3 R4: appear in no log line and no answer', async () => {
    const { logger, lines } = createRecordingLogger();
    await using server = await serve({ keys: [KEY], logger });
    const headers = { Authorization: `Token ${KEY}` };
    await using client = await dialRaw(server.url, RAW_QUERY, { headers });
    await client.finish();
    const inQuery = await dialRefused(`${server.url}?${RAW_QUERY}&token=${KEY}`, { headers });
    const wrong = await dialRefused(`${server.url}?${RAW_QUERY}`, {}, ['token', `${KEY}-not`]);
    expect(JSON.stringify([lines, client.texts, inQuery, wrong])).not.toContain(KEY);
    expect(lines.length).toBeGreaterThan(3);
  });
});

describe('the page a browser connects from', () => {
  it.each(['http://localhost:5173', 'http://127.0.0.1:8080', 'http://[::1]:80'])(
    'may be of this machine: %s',
    async (origin) => {
      await using server = await serve();
      await using client = await dialRaw(server.url, RAW_QUERY, { origin });
      expect((await client.message('Connected')).type).toBe('Connected');
    },
  );

  it.each(['https://example.org', 'null', 'http://127.0.0.1.example.org'])(
    'may not be %s without a credential',
    async (origin) => {
      await using server = await serve();
      const { status, body } = await dialRefused(`${server.url}?${RAW_QUERY}`, { origin });
      expect(status).toBe(403);
      expect(body).toHaveProperty('err_msg', expect.stringContaining(origin));
    },
  );

  it('is named in a header only as far as a header can hold it', async () => {
    await using server = await serve();
    const { headers } = await dialRefused(`${server.url}?${RAW_QUERY}`, { origin: 'http://b\u00FCcher.example' });
    expect(headers['dg-error']).toContain('http://b?cher.example');
  });

  it('may be any with a key, and only those that are allowed when some are named', async () => {
    await using keyed = await serve({ keys: [KEY] });
    const headers = { Authorization: `Token ${KEY}` };
    await using client = await dialRaw(keyed.url, RAW_QUERY, { headers, origin: 'https://example.org' });
    expect((await client.message('Connected')).type).toBe('Connected');
    await using named = await serve({ keys: [KEY], allowedOrigins: ['https://example.com'] });
    const refused = await dialRefused(`${named.url}?${RAW_QUERY}`, { headers, origin: 'https://example.org' });
    expect(refused.status).toBe(403);
  });
});

describe('an accepted handshake', () => {
  it('R5 R9 R80: has the request id of the Connected message in dg-request-id', async () => {
    await using server = await serve();
    const socket = new WebSocket(`${server.url}?${RAW_QUERY}`);
    const upgraded = once(socket, 'upgrade');
    const [data] = await once(socket, 'message');
    const header = (await upgraded)[0].headers['dg-request-id'];
    expect(header).toMatch(UUID_V7);
    expect(String(data)).toBe(`{"type":"Connected","request_id":"${header}","sequence_id":0}`);
    socket.terminate();
  });

  it('R34: warns right after Connected that keyterms do nothing, unless the engine takes them', async () => {
    await using server = await serve();
    await using client = await dialRaw(server.url, `${RAW_QUERY}&keyterm=Ann`);
    expect(await client.message('Warning')).toMatchObject({ code: 'KEYTERMS_NOT_SUPPORTED', sequence_id: 1 });
    const advised = createScriptedEngine({ capabilities: { keyterms: false, keytermAdvice: 'pull a model that can' } });
    await using advising = await serve({ engine: advised });
    await using told = await dialRaw(advising.url, `${RAW_QUERY}&keyterm=Ann`);
    expect(await told.message('Warning')).toMatchObject({
      description: expect.stringMatching(/^Keyterms .* cannot use them; pull a model that can\.$/u),
    });
    const engine = createScriptedEngine({ capabilities: { keyterms: true } });
    await using able = await serve({ engine });
    await using other = await dialRaw(able.url, `${RAW_QUERY}&keyterm=Ann&keyterm=Bob`);
    other.sendSilence(0.24);
    await other.message('TurnInfo');
    expect(other.messages.map(({ type }) => type)).toEqual(['Connected', 'TurnInfo']);
    expect(engine.streams[0]?.options).toEqual({
      model: 'flux-general-en',
      keyterms: ['Ann', 'Bob'],
      languageHints: [],
    });
  });
});
