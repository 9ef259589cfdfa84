import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';

/** One request as it came over the wire. */
export type ChatRequest = {
  readonly body: { readonly model: string; readonly stream: boolean; readonly messages: readonly unknown[] };
  /** Whether the client hung up before the answer was out. */
  hungUp: boolean;
};

/** A loopback server with the wire format of OpenAI's streamed chat completions, for tests. */
export type LoopbackChatServer = AsyncDisposable & {
  readonly baseUrl: string;
  readonly requests: readonly ChatRequest[];
};

/** Starts it. `answer` gives the pieces for the last user message; each is an event of its own. */
export async function startChatServer(
  answer: (said: string) => Iterable<string> | AsyncIterable<string>,
): Promise<LoopbackChatServer> {
  const requests: ChatRequest[] = [];
  const server = createServer((request, response) => {
    void serve(request, response).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  });
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const bytes of request) text += String(bytes);
    const chat: ChatRequest = { body: JSON.parse(text), hungUp: false };
    requests.push(chat);
    response.on('close', () => (chat.hungUp = !response.writableFinished));
    const said = lastContent(chat.body.messages);
    if (said === 'fail') {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: 'no such model', type: 'invalid_request_error' } }));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const event = (delta: object, reason: string | null): void => {
      const choices = [{ index: 0, delta, finish_reason: reason }];
      const chunk = { id: 'chat-1', object: 'chat.completion.chunk', created: 0, model: chat.body.model, choices };
      response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    };
    event({ role: 'assistant', content: '' }, null);
    for await (const piece of answer(said)) {
      if (response.destroyed) return;
      event({ content: piece }, null);
    }
    event({}, 'stop');
    response.end('data: [DONE]\n\n');
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What was said last; the AI SDK may write it in parts. */
function lastContent(messages: readonly unknown[]): string {
  const last: unknown = messages.at(-1);
  const content = typeof last === 'object' && last !== null && 'content' in last ? last.content : '';
  return typeof content === 'string' ? content : JSON.stringify(content);
}
