import {
  awaitText,
  blackHole,
  connected,
  createScriptedServer,
  cutAfter,
  hold,
  type ServerStep,
  sendText,
  turnInfo,
  upgrade,
  waitFor,
} from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { dial, HALF_SECOND } from './bare-client.ts';
import { dialWire } from './wire-client.ts';

/** Longer than 125 bytes, so that its header takes 4. */
const LONG = turnInfo({ event: 'StartOfTurn', transcript: 'hello' });

describe('cutAfter()', () => {
  it('ends the connection inside the response to the upgrade', async () => {
    await using server = await createScriptedServer([
      cutAfter({ sentBytes: 20, how: 'hang-up' }),
      upgrade(),
      connected(),
    ]);
    const wire = dialWire(server);
    expect(await wire.ended()).toBe('end');
    expect(wire.bytes().toString()).toBe('HTTP/1.1 101 Switchi');
    const client = dial(server);
    expect(await client.ended()).toMatchObject({ code: 1006 });
    expect(client.errors).toEqual(['socket hang up']);
    const connection = await server.connection(1);
    await connection.waitForScript();
    expect(connection).toMatchObject({ end: { by: 'script' }, script: { status: 'done' } });
  });

  it.each([
    ['the header of a frame', 1],
    ['a header with a longer length', 3],
    ['a message', 40],
  ])('ends the connection inside %s', async (_place, sentBytes) => {
    const cut = cutAfter({ sentBytes, how: 'hang-up' });
    await using server = await createScriptedServer([awaitText('Go'), cut, LONG, sendText('never')]);
    const client = dial(server);
    await client.opened();
    client.socket.send('{"type":"Go"}');
    expect(await client.ended()).toMatchObject({ code: 1006 });
    expect(client.messages).toEqual([]);
  });

  it.each([1, 3, 40])('lets exactly %i bytes through', async (sentBytes) => {
    await using server = await createScriptedServer([
      upgrade(),
      cutAfter({ sentBytes, how: 'hang-up' }),
      LONG,
      sendText('never'),
    ]);
    const wire = dialWire(server);
    expect(await wire.ended()).toBe('end');
    expect(wire.frames()).toHaveLength(sentBytes);
    expect(wire.frames()[0]).toBe(0x81);
  });

  it('counts over several messages, and cuts between two of them', async () => {
    const [first, second] = ['one', 'two'].map((text) => sendText(text));
    const steps = [cutAfter({ sentBytes: 10, how: 'hang-up' }), first, second, sendText('never')];
    await using server = await createScriptedServer(steps.filter((step): step is ServerStep => step !== undefined));
    const client = dial(server);
    expect(await client.ended()).toMatchObject({ code: 1006 });
    expect(client.messages).toEqual(['one', 'two']);
  });

  it('resets unless told otherwise', async () => {
    await using server = await createScriptedServer([connected(), hold('go'), cutAfter({ sentBytes: 0 })]);
    const wire = dialWire(server);
    await waitFor(() => wire.frames().includes('Connected'));
    server.release('go');
    expect(await wire.ended()).toBe('ECONNRESET');
  });

  it('cuts inside what the client sends', async () => {
    const half = HALF_SECOND.byteLength / 2;
    await using server = await createScriptedServer([connected(), cutAfter({ receivedBytes: half }), hold('never')]);
    const client = dial(server);
    await client.messageCount(1);
    client.socket.send(HALF_SECOND);
    expect(await client.ended()).toMatchObject({ code: 1006 });
    const connection = await server.connection(0);
    await connection.waitForEnd();
    expect(connection.audioBytes).toBe(0);
  });

  it('cuts at once after no bytes', async () => {
    await using server = await createScriptedServer([connected(), awaitText('Go'), cutAfter({ receivedBytes: 0 })]);
    const client = dial(server);
    await client.messageCount(1);
    client.socket.send('{"type":"Go"}');
    expect(await client.ended()).toMatchObject({ code: 1006 });
    expect(() => cutAfter({ sentBytes: -1 })).toThrow('options.sentBytes must be a whole number of 0 or more, not -1');
  });

  it('can leave half a message in the air', async () => {
    const cut = cutAfter({ sentBytes: 40, how: 'black-hole' });
    await using server = await createScriptedServer([upgrade(), cut, LONG, sendText('never')]);
    const wire = dialWire(server);
    await waitFor(() => wire.frames().length === 40);
    const connection = await server.connection(0);
    await connection.waitForScript();
    expect(wire.isOver()).toBe(false);
    wire.socket.destroy();
    await connection.waitForEnd();
    expect(connection.end).toMatchObject({ by: 'client', code: 1006 });
  });
});

describe('blackHole()', () => {
  it('lets nothing through in either direction, and stays up', async () => {
    await using server = await createScriptedServer([connected(), awaitText('Go'), blackHole(), sendText('never')]);
    const client = dial(server);
    await client.messageCount(1);
    client.socket.send('{"type":"Go"}');
    const connection = await server.connection(0);
    await connection.waitForScript();
    client.socket.ping();
    client.socket.send(HALF_SECOND);
    client.socket.send('{"type":"CloseStream"}');
    await waitFor(() => client.socket.bufferedAmount === 0);
    // Comes back from the system by the same way: what was sent before it has arrived.
    await dial(server).messageCount(1);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    expect(client.messages).toHaveLength(1);
    expect(client.pongs()).toBe(0);
    expect(connection).toMatchObject({ audioBytes: 0, pings: 0, end: undefined });
    expect(connection.texts).toEqual([{ type: 'Go' }]);
    client.socket.terminate();
    await connection.waitForEnd();
    expect(connection.end).toMatchObject({ by: 'client', code: 1006 });
  });
});
