import { createScriptedServer, refuse, waitFor } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { answerWithFetch } from './answer-with-fetch.ts';
import { startChatServer } from './chat-server.ts';
import { spokenScript } from './spoken-script.ts';
import { runVoiceAgent } from './voice-agent.ts';

const second = new Uint8Array(32_000);

describe('voice-agent, over the wire format of OpenAI', () => {
  it('answers once, from the prediction, with nothing out before the end of the turn', async () => {
    await using model = await startChatServer(() => ['It is ', 'noon.']);
    await using flux = await createScriptedServer([...spokenScript]);
    const said: string[] = [];
    let written = '';
    const running = runVoiceAgent({
      apiKey: 'any',
      url: flux.url,
      input: { audio: [second], sampleRateHz: 16_000 },
      pace: (stt) => stt,
      respond: answerWithFetch({ baseUrl: model.baseUrl, model: 'small' }),
      system: 'Be short.',
      onSaid: (text) => void said.push(text),
      onText: (text) => (written += text),
    });
    await waitFor(() => model.requests.length >= 1 && model.requests.at(-1)?.body.messages.length === 2);
    await waitFor(() => JSON.stringify(model.requests.at(-1)?.body).includes('what is the time'));
    expect(written.trim()).toBe('');
    flux.release('predicted');
    await waitFor(() => written.includes('noon.'));
    flux.release('answered');
    const context = await running;
    expect(written.trim()).toBe('It is noon.');
    expect(said).toEqual(['What is the time?']);
    expect(context.messages).toEqual([
      { role: 'system', content: 'Be short.' },
      { role: 'user', content: 'What is the time?' },
      { role: 'assistant', content: 'It is noon.' },
    ]);
    // The last call was for the prediction: none was made at the end.
    expect(model.requests.at(-1)?.body).toMatchObject({ model: 'small', stream: true });
    expect(JSON.stringify(model.requests.at(-1)?.body)).toContain('what is the time');
  });

  it('says what is wrong with the model, and with the ear', async () => {
    await using model = await startChatServer(() => []);
    await using flux = await createScriptedServer([refuse({ status: 401 })]);
    const errors: string[] = [];
    const failing = answerWithFetch({ baseUrl: model.baseUrl, model: 'small' })([{ role: 'user', content: 'fail' }], {
      signal: new AbortController().signal,
      committed: Promise.resolve(),
    });
    await expect(
      (async () => {
        for await (const _ of await failing);
      })(),
    ).rejects.toThrow('HTTP 400');
    await runVoiceAgent({
      apiKey: 'wrong',
      url: flux.url,
      input: { audio: [second], sampleRateHz: 16_000 },
      pace: (stt) => stt,
      respond: () => Promise.reject(new Error('never asked')),
      onText: () => undefined,
      onError: (message) => void errors.push(message),
    });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain('HTTP 401');
  });
});
