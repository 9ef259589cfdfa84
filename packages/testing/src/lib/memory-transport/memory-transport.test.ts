import type { TransportClose, TransportHandlers } from '@turnstream/flux';
import { describe, expect, it } from 'vitest';
import { createMemoryTransport } from './memory-transport.ts';

const url = 'ws://localhost/v2/listen?model=flux-general-en';

function createHandlers() {
  const told: unknown[] = [];
  const handlers: TransportHandlers = {
    opened: (headers) => told.push({ opened: headers }),
    message: (text) => told.push({ message: text }),
    pong: () => told.push('pong'),
    closed: (close: TransportClose) => told.push({ closed: close }),
  };
  return { told, handlers };
}

describe('createMemoryTransport', () => {
  it('keeps each dial and what the client sent on it', () => {
    const transport = createMemoryTransport();
    const { told, handlers } = createHandlers();
    const client = transport.dial(url, { apiKey: 'key' }, handlers);
    const { latest } = transport;
    expect(latest.state).toBe('dialing');
    expect(latest.query.get('model')).toBe('flux-general-en');
    expect(latest.credential).toEqual({ apiKey: 'key' });

    latest.open({ 'dg-request-id': 'r' });
    client.sendAudio(new Uint8Array([1, 2]));
    client.sendText('{"type":"CloseStream"}');
    expect(client.ping()).toBe(true);
    expect(latest.sent).toEqual([
      { kind: 'audio', bytes: new Uint8Array([1, 2]) },
      { kind: 'text', text: '{"type":"CloseStream"}' },
      { kind: 'ping' },
    ]);
    expect(latest.audioBytes).toBe(2);
    expect(latest.texts).toEqual(['{"type":"CloseStream"}']);

    latest.receive({ type: 'Connected', request_id: 'r', sequence_id: 0 });
    latest.receive('not JSON');
    latest.receive(undefined);
    latest.pong();
    latest.close({ code: 1011, reason: 'overload' });
    expect(told).toEqual([
      { opened: { 'dg-request-id': 'r' } },
      { message: '{"type":"Connected","request_id":"r","sequence_id":0}' },
      { message: 'not JSON' },
      { message: undefined },
      'pong',
      { closed: { code: 1011, reason: 'overload' } },
    ]);
  });

  it('tells a failed dial as a close with the failure', () => {
    const transport = createMemoryTransport();
    const { told, handlers } = createHandlers();
    transport.dial(url, { token: 't' }, handlers);
    transport.latest.fail({ message: 'refused', httpStatus: 401 });
    expect(told).toEqual([{ closed: { failure: { message: 'refused', httpStatus: 401 } } }]);
    expect(transport.latest.state).toBe('closed');
    expect(() => transport.latest.open()).toThrow('cannot open: it is closed');
  });

  it('answers a close by itself after the call, and only once', async () => {
    const transport = createMemoryTransport();
    const { told, handlers } = createHandlers();
    const client = transport.dial(url, { token: 't' }, handlers);
    transport.latest.open();
    client.close();
    client.close();
    expect(transport.latest.state).toBe('closing');
    await Promise.resolve();
    expect(told.slice(1)).toEqual([{ closed: { code: 1000 } }]);
    expect(transport.latest.endedByClient).toBe('close');
  });

  it('tells one end when the test closes before the answer is due', async () => {
    const transport = createMemoryTransport();
    const { told, handlers } = createHandlers();
    const client = transport.dial(url, { token: 't' }, handlers);
    transport.latest.open();
    client.close();
    transport.latest.close({ code: 1001 });
    await Promise.resolve();
    expect(told.slice(1)).toEqual([{ closed: { code: 1001 } }]);
  });

  it('leaves the answer to the test when asked to', async () => {
    const transport = createMemoryTransport({ answerCloses: false });
    const { told, handlers } = createHandlers();
    const client = transport.dial(url, { token: 't' }, handlers);
    transport.latest.open();
    client.close();
    await Promise.resolve();
    expect(told).toHaveLength(1);
    transport.latest.receive('late');
    transport.latest.close({ code: 1000 });
    expect(told.slice(1)).toEqual([{ message: 'late' }, { closed: { code: 1000 } }]);
  });

  it('ends at once when the client terminates, also while dialling', () => {
    const transport = createMemoryTransport();
    const { told, handlers } = createHandlers();
    const client = transport.dial(url, { token: 't' }, handlers);
    client.terminate();
    client.terminate();
    client.sendText('lost');
    expect(told).toEqual([{ closed: { code: 1006 } }]);
    expect(transport.latest).toMatchObject({ endedByClient: 'terminate', end: { code: 1006 }, texts: [] });
  });

  it('shows the client the buffer and the ping the test set', () => {
    const transport = createMemoryTransport();
    const client = transport.dial(url, { token: 't' }, createHandlers().handlers);
    transport.latest.open();
    transport.latest.bufferedBytes = 4_096;
    transport.latest.canPing = false;
    expect(client.bufferedBytes).toBe(4_096);
    expect(client.ping()).toBe(false);
  });

  it('counts chunks that the client changed after it sent them', () => {
    const transport = createMemoryTransport();
    const client = transport.dial(url, { token: 't' }, createHandlers().handlers);
    transport.latest.open();
    const kept = new Uint8Array([1]);
    const reused = new Uint8Array([2]);
    client.sendAudio(kept);
    client.sendAudio(reused);
    expect(transport.latest.countChangedChunks()).toBe(0);
    reused[0] = 3;
    expect(transport.latest.countChangedChunks()).toBe(1);
  });

  it('refuses what is sent before the connection opened', () => {
    const transport = createMemoryTransport();
    const client = transport.dial(url, { token: 't' }, createHandlers().handlers);
    expect(() => client.sendText('early')).toThrow('before it opened');
  });

  it('tells the test of each dial', () => {
    const dialled: number[] = [];
    const transport = createMemoryTransport({ onDial: ({ index }) => dialled.push(index) });
    expect(() => transport.latest).toThrow('nothing was dialled yet');
    transport.dial(url, { token: 't' }, createHandlers().handlers);
    transport.dial(url, { token: 't' }, createHandlers().handlers);
    expect(dialled).toEqual([0, 1]);
    expect(transport.connections).toHaveLength(2);
  });

  it('only counts audio when asked to', () => {
    const transport = createMemoryTransport({ keepAudio: false });
    const client = transport.dial(url, { token: 't' }, createHandlers().handlers);
    transport.latest.open();
    client.sendAudio(new Uint8Array(4));
    client.sendText('text');
    expect(transport.latest).toMatchObject({ audioBytes: 4, sent: [{ kind: 'text', text: 'text' }] });
  });
});
