import { once } from 'node:events';

import { createSilence } from '@turnstream/audio';
import { createFluxServer } from '@turnstream/server';
import { describe, expect, it } from 'vitest';

import { dialRaw, RAW_QUERY } from '../raw-client.ts';
import { dialRefused } from '../refused-dial.ts';
import { createScriptedEngine } from '../scripted-engine.ts';
import type { ScriptedEngineOptions } from '../scripted-engine.ts';

const HELLO: ScriptedEngineOptions = {
  cues: [
    { at: 0.08, confidence: 0.454_76 },
    { at: 1.68, speech: true, text: 'Hello there.', confidence: 0.01 },
    { at: 1.76, speech: false, confidence: 0.75 },
  ],
};

describe('what only a bare WebSocket shows of the server', () => {
  it('R81 R82 R83 R84: a TurnInfo has its keys in order, and its numbers as the service prints them', async () => {
    await using server = await createFluxServer({ engine: createScriptedEngine(HELLO) });
    await using client = await dialRaw(server.url);
    const { request_id: id } = await client.message('Connected');
    client.sendSilence(2);
    await client.finish();
    expect(client.texts[1]).toBe(
      `{"type":"TurnInfo","request_id":"${id}","event":"Update","turn_index":0,"audio_window_start":0.0,` +
        '"audio_window_end":0.24,"transcript":"","words":[],"end_of_turn_confidence":0.4548,"sequence_id":1}',
    );
    expect(client.texts[7]).toContain('"event":"StartOfTurn"');
    expect(client.texts[7]).toContain('"audio_window_end":1.6800001,"transcript":"Hello there.","words":[');
    expect(client.texts[7]).toContain('{"word":"there.","confidence":0.9,"start":0.08,"end":0.16}]');
    expect(client.texts[8]).toMatch(/"end_of_turn_confidence":0\.75,"trigger":"model","sequence_id":8\}$/u);
    expect(client.texts[9]).toContain('"audio_window_start":1.76,"audio_window_end":1.8399999,');
    expect(client.texts.filter((text) => text.includes('"trigger"'))).toHaveLength(1);
  });

  it('R85: a multilingual model has its languages on every TurnInfo, and takes hints', async () => {
    const engine = createScriptedEngine({
      capabilities: { models: ['flux-general-en', 'flux-general-multi'] },
      cues: [{ at: 0.24, speech: true, text: 'Hola', languages: ['es'] }],
    });
    await using server = await createFluxServer({ engine });
    await using client = await dialRaw(
      server.url,
      'model=flux-general-multi&encoding=linear16&sample_rate=16000&language_hint=es&language_hint=en',
    );
    client.sendSilence(0.24);
    await client.message('TurnInfo');
    client.sendJson({ type: 'Configure', language_hints: [] });
    await client.message('ConfigureSuccess');
    client.sendSilence(0.24);
    await client.finish();
    expect(client.texts[1]).toContain('"languages":["es"],"languages_hinted":["es","en"],"end_of_turn_confidence"');
    expect(client.texts[2]).toContain('"keyterms":[],"language_hints":[],"profanity_filter":false,"sequence_id":2}');
    expect(client.texts[3]).toContain('"languages":["es"],"languages_hinted":[],');
  });

  it('R54 R56 R59 R86: an answer to Configure has all that is in force, or the reason, in the keys of the service', async () => {
    await using server = await createFluxServer({ engine: createScriptedEngine() });
    await using client = await dialRaw(server.url, `${RAW_QUERY}&eager_eot_threshold=0.5`);
    const { request_id: id } = await client.message('Connected');
    client.sendJson({ type: 'Configure', thresholds: { eot_threshold: 0.8 }, keyterms: ['Deepgram'], numerals: false });
    for (const change of [
      { thresholds: { eot_threshold: 0.4 } },
      { thresholds: { eot_threshold: 0.9, eager_eot_threshold: 0.95 } },
      { thresholds: { eager_eot_threshold: 0.85 } },
      { thresholds: { eot_timeout_ms: 60_001 } },
      { keyterms: [' '] },
      { language_hints: ['en'] },
      { thresholds: { eot_timeout_ms: 700 }, numerals: true },
    ]) {
      client.sendJson({ type: 'Configure', ...change });
    }
    client.sendJson({ type: 'Configure' });
    await client.finish();
    const [, success, warning, failure, ...others] = client.texts;
    const inForce =
      '"thresholds":{"eot_threshold":0.8,"eager_eot_threshold":0.5,"eot_timeout_ms":5000},"keyterms":["Deepgram"],' +
      '"profanity_filter":false,"numerals":false';
    expect(success).toBe(`{"type":"ConfigureSuccess","request_id":"${id}",${inForce},"sequence_id":1}`);
    expect(warning).toMatch(
      /^\{"type":"Warning","request_id":"[^"]+","sequence_id":2,"code":"KEYTERMS_NOT_SUPPORTED",/u,
    );
    expect(failure).toBe(
      `{"type":"ConfigureFailure","request_id":"${id}","sequence_id":3,"code":"INVALID_THRESHOLD",` +
        '"description":"eot_threshold must be 0.5 to 1, got 0.4"}',
    );
    expect(others.map((text) => JSON.parse(text).code)).toEqual([
      'INVALID_THRESHOLD',
      'INVALID_THRESHOLD',
      'INVALID_THRESHOLD',
      'INVALID_KEYTERMS',
      'INVALID_LANGUAGE_HINTS',
      'UNSUPPORTED_SETTING',
      undefined,
    ]);
    expect(others.at(-1)).toContain(inForce);
  });

  it('R61 R63 R86 R90: ForceEndTurn without a turn warns each time, and stops nothing', async () => {
    await using server = await createFluxServer({ engine: createScriptedEngine(HELLO) });
    await using client = await dialRaw(server.url);
    const { request_id: id } = await client.message('Connected');
    client.sendJson({ type: 'ForceEndTurn' });
    client.sendSilence(1.76);
    client.sendJson({ type: 'ForceEndTurn', extra: 'ignored' });
    await client.finish();
    const warnings = client.messages.filter(({ type }) => type === 'Warning');
    expect(warnings).toEqual(
      [1, 10].map((number) => ({
        type: 'Warning',
        request_id: id,
        code: 'FORCE_END_TURN_NO_ACTIVE_TURN',
        description: 'Received ForceEndTurn while no turn was active; the request was ignored.',
        sequence_id: number,
      })),
    );
    expect(
      client.messages.find((message) => message.type === 'TurnInfo' && message.event === 'EndOfTurn'),
    ).toMatchObject({
      turn_index: 0,
    });
  });

  it('R63: ForceEndTurn and CloseStream together end the turn, then the stream', async () => {
    await using server = await createFluxServer({
      engine: createScriptedEngine({ cues: [{ at: 0.08, speech: true, text: 'Stop' }] }),
    });
    await using client = await dialRaw(server.url);
    client.sendSilence(0.16);
    client.sendJson({ type: 'ForceEndTurn' });
    expect(await client.finish()).toEqual({ code: 1005, reason: '' });
    expect(client.messages.at(-1)).toMatchObject({ event: 'EndOfTurn', trigger: 'manual', transcript: 'Stop' });
  });

  it.each(['{"type":"KeepAlive"}', '{"type":"Finalize"}', '{"type":"Configure","features":{}}', '[]', 'null'])(
    'R50 R51 R66 R80 R86 R88 R89: the text %s is fatal',
    async (text) => {
      await using server = await createFluxServer({ engine: createScriptedEngine() });
      await using client = await dialRaw(server.url);
      client.sendSilence(0.24);
      client.socket.send(text);
      client.sendSilence(0.24);
      expect(await client.closed).toEqual({ code: 1005, reason: '' });
      expect(client.texts).toHaveLength(3);
      expect(client.texts[2]).toMatch(
        /^\{"type":"Error","sequence_id":2,"code":"UNPARSABLE_CLIENT_MESSAGE","description":"Could not deserialize last text message: /u,
      );
    },
  );

  it('R43: an empty binary message is nothing', async () => {
    await using server = await createFluxServer({ engine: createScriptedEngine() });
    await using client = await dialRaw(server.url);
    client.socket.send(new Uint8Array(0));
    client.sendSilence(0.24);
    await client.finish();
    expect(client.messages).toHaveLength(2);
  });

  it('R44: a message over its bound costs the connection, with code 1009', async () => {
    await using server = await createFluxServer({ engine: createScriptedEngine(), maxMessageBytes: 10_000 });
    await using client = await dialRaw(server.url);
    client.socket.send(new Uint8Array(10_001));
    expect((await client.closed).code).toBe(1009);
    await using other = await dialRaw(server.url);
    expect((await other.message('Connected')).sequence_id).toBe(0);
  });

  it('R42 R89: audio without an encoding in a container that is not known is fatal, and named', async () => {
    await using server = await createFluxServer({ engine: createScriptedEngine() });
    await using client = await dialRaw(server.url, 'model=flux-general-en');
    client.socket.send(new TextEncoder().encode('ID3 and so on'));
    await client.closed;
    expect(client.messages.at(-1)).toMatchObject({
      type: 'Error',
      code: 'UNSUPPORTED_AUDIO_FORMAT',
      description: expect.stringContaining('an MP3 stream'),
    });
  });

  it('R45: audio is taken as fast as it is decoded, and none of it is dropped', async () => {
    const engine = createScriptedEngine();
    await using server = await createFluxServer({ engine, maxQueuedSeconds: 1 });
    await using client = await dialRaw(server.url);
    const minute = createSilence('linear16', 60 * 32_000);
    for (let sent = 0; sent < 5; sent += 1) {
      client.socket.send(minute);
    }
    expect((await client.finish()).code).toBe(1005);
    expect(engine.streams[0]?.heard).toHaveLength(3_750);
    expect(client.messages.at(-1)).toMatchObject({ audio_window_end: 300 });
  });

  it('R71: a ping is answered', async () => {
    await using server = await createFluxServer({ engine: createScriptedEngine() });
    await using client = await dialRaw(server.url);
    client.socket.ping('still here');
    const [data] = await once(client.socket, 'pong');
    expect(String(data)).toBe('still here');
  });

  it.each([
    ['language', 'language=en'],
    ['interim_results', 'interim_results=true'],
    ['eot_timeout_ms', 'eot_timeout_ms=60001'],
    ['eot_threshold', 'eot_threshold=1.01'],
    ['eager_eot_threshold', 'eager_eot_threshold=0.71'],
    ['keyterm', 'keyterm='],
    ['language_hint', 'language_hint=en'],
    ['redact', 'redact=names'],
    ['profanity_filter', 'profanity_filter=yes'],
    ['tag', `tag=${'x'.repeat(129)}`],
    ['numerals', 'numerals=false&numerals=false'],
  ])('R20 R21 R22 R26 R27 R28 R29 R30 R31 R32 R33: the query is refused for its %s', async (name, part) => {
    await using server = await createFluxServer({ engine: createScriptedEngine() });
    const { status, body } = await dialRefused(`${server.url}?${RAW_QUERY}&${part}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ err_code: 'INVALID_QUERY_PARAMETER', err_msg: expect.stringMatching(`^${name} `) });
  });

  it('R20 R31 R33 R34: what changes nothing is accepted', async () => {
    await using server = await createFluxServer({ engine: createScriptedEngine() });
    const query = `${RAW_QUERY}&numerals=false&profanity_filter=false&mip_opt_out=true&tag=a&tag=b&eot_timeout_ms=60000`;
    await using client = await dialRaw(server.url, query);
    client.sendJson({ type: 'Configure' });
    expect(await client.message('ConfigureSuccess')).toMatchObject({ numerals: false, sequence_id: 1 });
  });
});
