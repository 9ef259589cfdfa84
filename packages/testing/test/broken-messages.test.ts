import {
  configureFailure,
  configureSuccess,
  connected,
  createScriptedServer,
  hold,
  lose,
  reorder,
  reply,
  sendBinary,
  sendBytes,
  sendText,
  turnInfo,
  whenever,
} from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { dial } from './bare-client.ts';

const CONFIGURE = '{"type":"Configure","thresholds":{"eot_threshold":0.9},"numerals":true}';

describe('messages', () => {
  it('can be garbage, binary or huge', async () => {
    const huge = 'x'.repeat(3_000_000);
    await using server = await createScriptedServer([
      sendText('{"type":'),
      sendBinary(new Uint8Array([0, 1, 2])),
      sendText(''),
      sendText(huge),
    ]);
    const client = dial(server);
    await client.messageCount(4);
    expect(client.messages).toEqual(['{"type":', Buffer.from([0, 1, 2]), '', huge]);
  });

  it('can come in another order, twice, or not at all', async () => {
    const turn = ['StartOfTurn', 'Update', 'EndOfTurn'] as const;
    await using server = await createScriptedServer([
      connected(),
      reorder(
        [2, 0, 0],
        turn.map((event) => turnInfo({ event, transcript: event })),
      ),
      turnInfo({ event: 'StartOfTurn', transcript: 'next' }),
    ]);
    const client = dial(server);
    await client.messageCount(5);
    expect(client.messages.slice(1)).toMatchObject([
      { event: 'EndOfTurn', turn_index: 0, sequence_id: 3 },
      { event: 'StartOfTurn', turn_index: 0, sequence_id: 1 },
      { event: 'StartOfTurn', turn_index: 0, sequence_id: 1 },
      { transcript: 'next', turn_index: 1, sequence_id: 4 },
    ]);
    expect(() => reorder([1], [connected()])).toThrow('order holds 1, and there are 1 messages');
    expect(() => lose([hold('x')])).toThrow('messages must hold steps that send a message, not "hold"');
  });

  it.each([
    ['text that is no UTF-8', [0x81, 1, 0xff], 1007],
    ['a frame with a reserved opcode', [0x83, 0], 1002],
    ['a frame that is masked', [0x81, 0x81, 1, 2, 3, 4, 5], 1002],
    ['a continuation of nothing', [0x80, 0], 1002],
    ['a header that announces a terabyte', [0x81, 127, 0, 0, 1, 0, 0, 0, 0, 0], 1009],
  ])('can be %s', async (_what, bytes, code) => {
    await using server = await createScriptedServer([connected(), sendBytes(Uint8Array.from(bytes))]);
    const client = dial(server);
    // The client sees the fault itself, and says which it is as it closes.
    await client.ended();
    const connection = await server.connection(0);
    await connection.waitForEnd();
    expect(connection.end).toMatchObject({ by: 'client', code });
    expect(client.errors).toHaveLength(1);
  });
});

describe('Configure', () => {
  it('can be refused', async () => {
    await using server = await createScriptedServer([connected(), whenever('Configure', [configureFailure()])]);
    const client = dial(server);
    await client.messageCount(1);
    client.socket.send(CONFIGURE);
    await client.messageCount(2);
    expect(client.messages[1]).toMatchObject({ type: 'ConfigureFailure', code: 'INVALID_THRESHOLD' });
    expect((await server.connection(0)).settings.thresholds.eot_threshold).toBe(0.8);
  });

  it('can be applied while its acknowledgement is lost', async () => {
    await using server = await createScriptedServer([
      connected(),
      whenever('Configure', [lose([configureSuccess()]), reply({ type: 'Next' })]),
    ]);
    const client = dial(server);
    await client.messageCount(1);
    client.socket.send(CONFIGURE);
    await client.messageCount(2);
    expect(client.messages[1]).toMatchObject({ type: 'Next', sequence_id: 2 });
    expect((await server.connection(0)).settings).toEqual({
      thresholds: { eot_threshold: 0.9, eot_timeout_ms: 5_000 },
      keyterms: ['AI', 'tag'],
      numerals: true,
    });
  });

  it('can be answered late', async () => {
    await using server = await createScriptedServer([
      connected(),
      whenever('Configure', [hold('answer'), configureSuccess()]),
    ]);
    const client = dial(server);
    await client.messageCount(1);
    client.socket.send(CONFIGURE);
    await (await server.connection(0)).waitForText('Configure');
    expect(client.messages).toHaveLength(1);
    server.release('answer');
    await client.messageCount(2);
    expect(client.messages[1]).toMatchObject({ type: 'ConfigureSuccess', numerals: true });
  });
});
