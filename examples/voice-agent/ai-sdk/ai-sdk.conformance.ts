import { createScriptedServer, waitFor } from '@turnstream/testing';
import type { LanguageModel } from 'ai';
import * as mocks from 'ai/test';
import { describe, expect, it } from 'vitest';
import { startChatServer } from '../chat-server.ts';
import { spokenScript } from '../spoken-script.ts';
import { runVoiceAgent } from '../voice-agent.ts';
import { answerWithAiSdk } from './answer-with-ai-sdk.ts';
import { chatModel } from './chat-model.ts';

type Prompt = readonly { readonly role: string; readonly content: unknown }[];
type Call = { readonly prompt: Prompt; readonly abortSignal?: AbortSignal };

/** The SDK's own mock model, of its newest kind: version 6 has V3, version 7 has V4. */
const MockModel: new (options: object) => unknown =
  'MockLanguageModelV4' in mocks ? (mocks.MockLanguageModelV4 as never) : mocks.MockLanguageModelV3;

function mockModel(calls: Call[], doStream?: (call: Call) => object): LanguageModel {
  const usage = { inputTokens: { total: 1 }, outputTokens: { total: 2 } };
  const answer = (call: Call): object => {
    calls.push(call);
    const pieces = ['It is ', 'noon.'].map((delta) => ({ type: 'text-delta', id: 't', delta }));
    return {
      stream: new ReadableStream({
        start(controller) {
          for (const chunk of [
            { type: 'stream-start', warnings: [] },
            { type: 'text-start', id: 't' },
            ...pieces,
            { type: 'text-end', id: 't' },
            { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' }, usage },
          ])
            controller.enqueue(chunk);
          controller.close();
        },
      }),
    };
  };
  const options = {
    doStream: async (call: Call) => {
      if (doStream !== undefined) {
        calls.push(call);
        return doStream(call);
      }
      return answer(call);
    },
  };
  // The mock of either version is a model of that version.
  return new MockModel(options) as LanguageModel;
}

async function talk(
  model: LanguageModel,
): Promise<{ written: string; errors: string[]; messages: readonly unknown[] }> {
  await using flux = await createScriptedServer([...spokenScript]);
  const errors: string[] = [];
  let written = '';
  let answers = 0;
  const running = runVoiceAgent({
    apiKey: 'any',
    url: flux.url,
    input: { audio: [new Uint8Array(32_000)], sampleRateHz: 16_000 },
    pace: (stt) => stt,
    respond: answerWithAiSdk(model),
    onText: (text) => (written += text),
    onAnswer: () => (answers += 1),
    onError: (message) => void errors.push(message),
  });
  expect(written).toBe('');
  flux.release('predicted');
  await waitFor(() => answers > 0);
  flux.release('answered');
  const { messages } = await running;
  return { written: written.trim(), errors, messages };
}

const isSeven = 'MockLanguageModelV4' in mocks;

describe(`the AI SDK ${isSeven ? 7 : 6} on Node ${process.versions.node}`, () => {
  it('is the version that was asked for', () => {
    expect(isSeven).toBe(process.env['AI_SDK'] !== undefined);
    if (isSeven) expect(Number.parseInt(process.versions.node, 10)).toBeGreaterThanOrEqual(22);
  });

  it('a mock model answers the prediction, once', async () => {
    const calls: Call[] = [];
    const { written, errors, messages } = await talk(mockModel(calls));
    expect(errors).toEqual([]);
    expect(written).toBe('It is noon.');
    expect(messages).toEqual([
      { role: 'user', content: 'What is the time?' },
      { role: 'assistant', content: 'It is noon.' },
    ]);
    expect(JSON.stringify(calls.at(-1)?.prompt)).toContain('what is the time');
    expect(JSON.stringify(calls.at(-1)?.prompt)).not.toContain('What is the time?');
  });

  it('an error of the model is an error of the pipeline', async () => {
    const { written, errors } = await talk(
      mockModel([], () => {
        throw new Error('no more quota');
      }),
    );
    expect(written).toBe('');
    expect(errors.at(-1)).toContain('no more quota');
  });

  it('a prediction that is taken back aborts the call', async () => {
    const call = new AbortController();
    const calls: Call[] = [];
    const never = mockModel(calls, ({ abortSignal }) => ({
      stream: new ReadableStream({
        start: (stream) => abortSignal?.addEventListener('abort', () => stream.error(abortSignal.reason)),
      }),
    }));
    const answer = await answerWithAiSdk(never)([{ role: 'user', content: 'hello' }], {
      signal: call.signal,
      committed: Promise.resolve(),
    });
    const reading = (async (): Promise<string> => {
      let text = '';
      try {
        for await (const piece of answer) text += piece;
      } catch {
        // The SDK may end the text or throw; nothing of it comes either way.
      }
      return text;
    })();
    await waitFor(() => calls.length > 0);
    call.abort();
    expect(await reading).toBe('');
    expect(calls[0]?.abortSignal?.aborted).toBe(true);
  });

  it('over the wire format of OpenAI, against a loopback server', async () => {
    await using chat = await startChatServer(() => ['It is ', 'noon.']);
    const { written, errors } = await talk(chatModel({ baseURL: chat.baseUrl, model: 'small' }));
    expect(errors).toEqual([]);
    expect(written).toBe('It is noon.');
    expect(chat.requests.at(-1)?.body).toMatchObject({ model: 'small', stream: true });
  });
});
