import type { Respond } from '@turnstream/pipeline';

/** A server that speaks the OpenAI wire format, such as a local one. */
export type ChatServer = {
  /** Such as `http://127.0.0.1:11434/v1`. */
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey?: string;
};

/** Answers by streamed chat completions, with nothing but `fetch`. */
export function answerWithFetch({ baseUrl, model, apiKey }: ChatServer): Respond {
  return async function* (messages, { signal }) {
    const response = await fetch(`${baseUrl}/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify({ model, messages, stream: true }),
      signal,
    });
    if (!response.ok || response.body === null) {
      throw new Error(`the model's server answered HTTP ${response.status}: ${(await response.text()).slice(0, 200)}`);
    }
    for await (const data of readEvents(response.body)) {
      if (data === '[DONE]') return;
      const text = textOf(JSON.parse(data));
      if (text !== '') yield text;
    }
  };
}

/**
 * Reads server-sent events.
 * @yields The data of each
 */
async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r?\n/u);
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data:')) yield line.slice('data:'.length).trim();
  }
}

function textOf(chunk: unknown): string {
  const choices = member(chunk, 'choices');
  const content = member(member(Array.isArray(choices) ? choices[0] : undefined, 'delta'), 'content');
  return typeof content === 'string' ? content : '';
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
