import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TransportClose } from '../transport/transport.ts';
import { openSocket } from './platform.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the platform’s WebSocket', () => {
  it('fails a dial whose credential it refuses, after the call and without words about it', async () => {
    const asked: unknown[] = [];
    function refuse(_url: string, protocols: readonly string[]): never {
      asked.push(protocols);
      throw new DOMException(`the protocol ${protocols[1]} is invalid`, 'SyntaxError');
    }
    vi.stubGlobal('WebSocket', refuse);
    const closes: TransportClose[] = [];
    const connection = openSocket(
      'wss://example.test',
      { apiKey: 'a key with spaces' },
      {
        opened: () => undefined,
        message: () => undefined,
        pong: () => undefined,
        closed: (close) => closes.push(close),
      },
    );
    expect(closes).toEqual([]);
    connection.sendText('into the void');
    connection.sendAudio(new Uint8Array(2));
    connection.terminate();
    expect([connection.ping(), connection.bufferedBytes]).toEqual([false, 0]);
    await Promise.resolve();
    expect(asked).toEqual([['token', 'a key with spaces']]);
    expect(closes).toMatchObject([
      { failure: { message: 'this platform refuses the address or the credential', hidden: true } },
    ]);
  });
});
