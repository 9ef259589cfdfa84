import { describe, expect, it } from 'vitest';
import type { TransportClose, TransportConnection } from '../transport/transport.ts';
import type { OpenWebSocket, UpgradeResponse, WebSocketDial, WebSocketLike } from './web-socket-like.ts';
import { webSocketTransport } from './web-socket-transport.ts';

const URL_DIALLED = 'wss://example.test/v2/listen?model=flux-general-en';

/** What a transport told its owner, in order. */
type Told = readonly [what: 'opened' | 'message' | 'closed', value: unknown];

class HandSocket implements WebSocketLike {
  readyState = 0;
  bufferedAmount = 0;
  readonly sent: unknown[] = [];
  readonly calls: string[] = [];
  readonly #listeners = new Map<string, ((event: unknown) => void)[]>();

  addEventListener(type: string, listener: (event: unknown) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  fire(type: string, event: unknown = {}): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event);
  }

  send(data: unknown): void {
    this.sent.push(data);
  }

  close(code?: number): void {
    this.calls.push(code === undefined ? 'close' : `close ${code}`);
  }

  accept(): void {
    this.calls.push('accept');
  }
}

function dial(open: OpenWebSocket): { readonly connection: TransportConnection; readonly told: Told[] } {
  const told: Told[] = [];
  const connection = webSocketTransport(open).dial(
    URL_DIALLED,
    { apiKey: 'secret-key' },
    {
      opened: (headers) => told.push(['opened', headers]),
      message: (text) => told.push(['message', text]),
      pong: () => undefined,
      closed: (close: TransportClose) => told.push(['closed', close]),
    },
  );
  return { connection, told };
}

/** Until every promise that is settled has told so. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function response(fields: Partial<UpgradeResponse> & { readonly text?: string }): UpgradeResponse {
  const { text = '', ...rest } = fields;
  const { headers, body } = new Response(text);
  return { status: 101, headers, body, ...rest };
}

describe('webSocketTransport', () => {
  it('gives the address, and the credential in both forms', async () => {
    let given: WebSocketDial | undefined;
    const { told } = dial((details) => {
      given = details;
      return new HandSocket();
    });
    await settled();
    expect(given).toMatchObject({
      url: URL_DIALLED,
      protocols: ['token', 'secret-key'],
      headers: { Authorization: 'Token secret-key' },
    });
    expect(told).toEqual([]);
  });

  it('takes a socket that is still opening', async () => {
    const socket = new HandSocket();
    const { connection, told } = dial(() => socket);
    await settled();
    // A Worker's constructed socket would throw.
    expect(socket.calls).toEqual([]);
    connection.sendText('too early');
    socket.readyState = 1;
    socket.fire('open');
    socket.fire('message', { data: 'hello' });
    socket.fire('message', { data: new ArrayBuffer(2) });
    connection.sendText('a');
    connection.sendAudio(Uint8Array.of(1, 2));
    expect(socket.sent).toEqual(['a', Uint8Array.of(1, 2)]);
    expect(told).toEqual([
      ['opened', {}],
      ['message', 'hello'],
      ['message', undefined],
    ]);
  });

  it('takes and accepts a socket that is open already', async () => {
    const socket = new HandSocket();
    socket.readyState = 1;
    const { connection, told } = dial(() => Promise.resolve(socket));
    await settled();
    connection.sendText('a');
    expect(told).toEqual([['opened', {}]]);
    expect(socket.sent).toEqual(['a']);
    expect(socket.calls).toEqual(['accept']);
  });

  it("accepts a Worker's socket and shows the headers of its upgrade", async () => {
    const webSocket = new HandSocket();
    webSocket.readyState = 1;
    const headers = new Headers({ 'DG-Request-Id': 'abc', server: 'other' });
    const { told } = dial(() => response({ webSocket, headers }));
    await settled();
    expect(webSocket.calls).toEqual(['accept']);
    expect(told).toEqual([['opened', { 'dg-request-id': 'abc' }]]);
  });

  it('reads a refusal from the response of an upgrade', async () => {
    const text = '{"err_code":"INVALID_AUTH","err_msg":"Invalid credentials.","request_id":"abc"}';
    const { told } = dial(() => response({ status: 401, text }));
    await settled();
    const failure = {
      httpStatus: 401,
      message: 'HTTP 401',
      serverReason: 'Invalid credentials.',
      serverCode: 'INVALID_AUTH',
      requestId: 'abc',
    };
    expect(told).toEqual([['closed', { failure }]]);
  });

  it('reads no more of a refusal than it needs', async () => {
    let pulled = 0;
    let isCancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled += 1;
        controller.enqueue(new Uint8Array(4_096).fill(0x61));
      },
      cancel: () => {
        isCancelled = true;
      },
    });
    const { told } = dial(() => response({ status: 503, body }));
    await settled();
    expect(told).toHaveLength(1);
    expect(isCancelled).toBe(true);
    expect(pulled).toBeLessThan(10);
  });

  it.each([
    ['throws', (): never => fail('no route')],
    ['rejects', (): Promise<never> => Promise.reject(new Error('no route'))],
  ])('tells of an open() that %s as a dial that failed', async (_how, open) => {
    const { told } = dial(open);
    // Never inside the call: the caller has no connection yet.
    expect(told).toEqual([]);
    await settled();
    expect(told).toMatchObject([['closed', { failure: { message: 'the WebSocket could not be opened (no route)' } }]]);
  });

  it('ends at once when it is given up, and lets go of a socket that comes too late', async () => {
    const socket = new HandSocket();
    let arrive: ((socket: WebSocketLike) => void) | undefined;
    let signal: AbortSignal | undefined;
    const { connection, told } = dial((details) => {
      ({ signal } = details);
      return new Promise((resolve) => {
        arrive = resolve;
      });
    });
    await settled();
    connection.terminate();
    expect(told).toEqual([['closed', {}]]);
    expect(signal?.aborted).toBe(true);
    arrive?.(socket);
    await settled();
    socket.fire('open');
    expect(socket.calls).toEqual(['close']);
    expect(told).toHaveLength(1);
  });

  it('lets go of a response that comes too late', async () => {
    const webSocket = new HandSocket();
    webSocket.readyState = 1;
    const late = response({ webSocket });
    let arrive: ((late: UpgradeResponse) => void) | undefined;
    const { connection } = dial(
      () =>
        new Promise((resolve) => {
          arrive = resolve;
        }),
    );
    await settled();
    connection.close();
    arrive?.(late);
    await settled();
    expect(webSocket.calls).toEqual(['accept', 'close']);
  });

  it('never calls open() for a dial given up at once', async () => {
    let calls = 0;
    const { connection, told } = dial(() => {
      calls += 1;
      return new HandSocket();
    });
    connection.terminate();
    await settled();
    expect(calls).toBe(0);
    expect(told).toEqual([['closed', {}]]);
  });

  it('tells of the end once, and of nothing after it; Deno’s 0 is an end without a close', async () => {
    const socket = new HandSocket();
    const { told } = dial(() => socket);
    await settled();
    socket.readyState = 1;
    socket.fire('open');
    socket.fire('error');
    socket.fire('close', { code: 0, reason: '' });
    socket.fire('close', { code: 1_006, reason: 'again' });
    socket.fire('message', { data: 'late' });
    expect(told).toEqual([
      ['opened', {}],
      ['closed', { code: 1_006, reason: '' }],
    ]);
  });

  it('takes an error without a close for the end of a dial', async () => {
    const socket = new HandSocket();
    const { told } = dial(() => socket);
    await settled();
    socket.fire('error');
    socket.fire('close', { code: 1_006 });
    expect(told).toMatchObject([['closed', { failure: { hidden: true } }]]);
  });

  it('answers a close that its platform leaves half open', async () => {
    const socket = new HandSocket();
    const { told } = dial(() => socket);
    await settled();
    socket.readyState = 1;
    socket.fire('open');
    socket.readyState = 2;
    socket.fire('close', { code: 1_000, reason: 'bye' });
    expect(socket.calls).toEqual(['close']);
    expect(told.at(-1)).toEqual(['closed', { code: 1_000, reason: 'bye' }]);
  });

  it('counts what waits in the socket, where it is shown', async () => {
    const socket = new HandSocket();
    const { connection } = dial(() => socket);
    expect(connection.bufferedBytes).toBe(0);
    await settled();
    socket.bufferedAmount = 7;
    expect(connection.bufferedBytes).toBe(7);
    Reflect.deleteProperty(socket, 'bufferedAmount');
    expect(connection.bufferedBytes).toBe(0);
  });
});

function fail(message: string): never {
  throw new Error(message);
}
