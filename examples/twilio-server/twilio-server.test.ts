import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createSherpaEngine } from '@turnstream/engine/sherpa';
import { createFluxServer } from '@turnstream/server';
import { awaitAudio, awaitText, close, connected, createScriptedServer, turnInfo, waitFor } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { twilioCall } from '../../packages/pipeline/test/support/twilio-call.ts';
import { requirement } from '../../test/requirement.ts';
import { createTwilioServer } from './twilio-server.ts';

/** A recorded call: mu-law at 8 kHz, with silence behind it in which the caller waits for an answer. */
function recordedCall(): Uint8Array {
  const file = readFileSync(new URL('../../fixtures/audio/telephone-mulaw-8k.wav', import.meta.url));
  const data = file.indexOf('data') + 8;
  return Buffer.concat([file.subarray(data), Buffer.alloc(16_000, 0xff)]);
}

/** Calls the server as Twilio does: says everything but `stop`, and keeps what it is sent. */
async function call(port: number, messages: readonly string[]) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/media`);
  const sent: { readonly event: string }[] = [];
  socket.on('message', (data) => {
    if (Buffer.isBuffer(data)) sent.push(JSON.parse(data.toString('utf8')));
  });
  await once(socket, 'open');
  for (const message of messages.slice(0, -1)) socket.send(message);
  return {
    sent,
    hangUp: async (): Promise<void> => {
      socket.send(messages.at(-1) ?? '');
      await once(socket, 'close');
    },
  };
}

describe('the webhook', () => {
  it('answers with TwiML that connects the call both ways', async () => {
    await using server = await createTwilioServer({
      apiKey: 'any',
      publicUrl: 'wss://a.host',
      onTurn: () => undefined,
    });
    const response = await fetch(`http://127.0.0.1:${server.port}/voice`, { method: 'POST' });
    expect(response.headers.get('content-type')).toBe('text/xml');
    expect(await response.text()).toContain('<Connect><Stream url="wss://a.host/media" /></Connect>');
    expect((await fetch(`http://127.0.0.1:${server.port}/`)).status).toBe(404);
  });
});

describe('a call', () => {
  it('is heard at 8 kHz, answered by audio and a mark, and cut short by the caller', async () => {
    await using flux = await createScriptedServer([
      connected(),
      awaitAudio({ seconds: 0.5 }),
      turnInfo({ event: 'StartOfTurn', transcript: 'Hello' }),
      turnInfo({ event: 'EndOfTurn', transcript: 'Hello there.' }),
      awaitAudio({ seconds: 0.5 }),
      turnInfo({ event: 'StartOfTurn', transcript: 'And' }),
      awaitText('CloseStream'),
      close(),
    ]);
    const turns: string[] = [];
    await using server = await createTwilioServer({
      apiKey: 'any',
      fluxUrl: flux.url,
      onTurn: (callSid, text) => void turns.push(`${callSid.slice(0, 2)}: ${text}`),
    });
    const { sent, hangUp } = await call(server.port, twilioCall(recordedCall().subarray(0, 12_000)));
    await waitFor(() => sent.filter(({ event }) => event === 'clear').length === 2);
    expect(sent.map(({ event }) => event)).toEqual(['clear', 'media', 'mark', 'clear']);
    expect(flux.connections[0]?.query.get('sample_rate')).toBe('8000');
    await hangUp();
    expect(turns[0]).toBe('CA: Hello there.');
  });
});

describe.skipIf(requirement('models').missing)('a recorded call', () => {
  it('is understood by the local server, turn by turn', async () => {
    const engine = await createSherpaEngine();
    const flux = await createFluxServer({ engine });
    try {
      const turns: string[] = [];
      const errors: string[] = [];
      await using server = await createTwilioServer({
        apiKey: 'any',
        fluxUrl: flux.url,
        onTurn: (_callSid, text) => void turns.push(text),
        onError: (message) => void errors.push(message),
      });
      const { sent, hangUp } = await call(server.port, twilioCall(recordedCall()));
      await waitFor(() => sent.some(({ event }) => event === 'mark'), { timeoutMs: 60_000 });
      await hangUp();
      expect(errors).toEqual([]);
      expect(turns.join(' ').split(' ').length).toBeGreaterThan(3);
    } finally {
      await flux.close();
      await engine.close();
    }
  }, 120_000);
});
