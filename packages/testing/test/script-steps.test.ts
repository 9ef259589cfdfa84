import {
  awaitAudio,
  awaitText,
  close,
  configureFailure,
  configureSuccess,
  connected,
  createScriptedServer,
  fatalError,
  hangUp,
  hold,
  ignorePings,
  pause,
  repeat,
  replayRecording,
  reply,
  reset,
  run,
  sendBinary,
  sendText,
  startReading,
  stopReading,
  turnInfo,
  waitFor,
  warning,
  whenever,
} from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { dial, HALF_SECOND } from './bare-client.ts';

describe('the steps of a script', () => {
  it('runs its steps in order, each after what it waits for', async () => {
    await using server = await createScriptedServer([
      connected(),
      awaitAudio({ seconds: 0.5 }),
      turnInfo({ event: 'StartOfTurn', transcript: 'hello there' }),
      awaitAudio({ seconds: 0.5 }),
      turnInfo({ event: 'EndOfTurn' }),
      turnInfo(),
      awaitText('Configure'),
      configureSuccess(),
      close({ code: 1011, reason: 'overload' }),
    ]);
    const client = dial(server);
    await client.messageCount(1);
    client.socket.send(HALF_SECOND);
    await client.messageCount(2);
    client.socket.send(HALF_SECOND);
    await client.messageCount(4);
    client.socket.send(
      JSON.stringify({ type: 'Configure', thresholds: { eager_eot_threshold: 0.4 }, keyterms: ['new'] }),
    );
    expect(await client.ended()).toEqual({ code: 1011, reason: 'overload' });
    const requestId = '00000000-0000-7000-8000-000000000000';
    expect(client.messages).toEqual([
      { type: 'Connected', request_id: requestId, sequence_id: 0 },
      {
        type: 'TurnInfo',
        request_id: requestId,
        event: 'StartOfTurn',
        turn_index: 0,
        audio_window_start: 0,
        audio_window_end: 0.48,
        transcript: 'hello there',
        words: [
          { word: 'hello', confidence: 0.95, start: 0, end: 0.24 },
          { word: 'there', confidence: 0.95, start: 0.24, end: 0.48 },
        ],
        end_of_turn_confidence: 0.02,
        sequence_id: 1,
      },
      expect.objectContaining({
        event: 'EndOfTurn',
        turn_index: 0,
        audio_window_end: 0.96,
        transcript: 'hello there',
        trigger: 'model',
        sequence_id: 2,
      }),
      expect.objectContaining({
        event: 'Update',
        turn_index: 1,
        audio_window_start: 0.96,
        audio_window_end: 0.96,
        transcript: '',
        words: [],
        sequence_id: 3,
      }),
      {
        type: 'ConfigureSuccess',
        request_id: requestId,
        thresholds: { eot_threshold: 0.8, eager_eot_threshold: 0.4, eot_timeout_ms: 5_000 },
        keyterms: ['new'],
        profanity_filter: false,
        sequence_id: 4,
      },
    ]);
    expect(Object.keys(client.messages[1] ?? {})).toEqual(
      'type request_id event turn_index audio_window_start audio_window_end transcript words end_of_turn_confidence sequence_id'.split(
        ' ',
      ),
    );
  });

  it('breaks the connection without a close frame', async () => {
    await using server = await createScriptedServer([[connected(), hangUp()], [reset()]]);
    const hungUp = dial(server);
    expect(await hungUp.ended()).toMatchObject({ code: 1006 });
    expect(hungUp.messages).toHaveLength(1);
    expect(await dial(server).ended()).toMatchObject({ code: 1006 });
    const connection = await server.connection(1);
    await connection.waitForEnd();
    expect(connection).toMatchObject({ end: { by: 'script', code: 1006 }, script: { status: 'done' } });
  });

  it('reacts to a message whenever it comes, beside its other steps', async () => {
    await using server = await createScriptedServer([
      connected(),
      whenever('Configure', [configureSuccess()]),
      awaitText('ForceEndTurn'),
      turnInfo({ event: 'EndOfTurn', transcript: 'done', trigger: 'manual' }),
    ]);
    const client = dial(server);
    await client.messageCount(1);
    client.socket.send('{"type":"Configure","numerals":true}');
    client.socket.send('{"type":"ForceEndTurn"}');
    client.socket.send('{"type":"Configure","language_hints":["en"]}');
    await client.messageCount(4);
    expect(client.messages.at(-1)).toMatchObject({ language_hints: ['en'], numerals: true, sequence_id: 3 });
  });

  it('ends by a step of a reaction', async () => {
    await using server = await createScriptedServer([
      whenever('CloseStream', [turnInfo({ event: 'EndOfTurn', transcript: 'bye' }), close({ code: 1000 })]),
      connected(),
      awaitText('Never'),
    ]);
    const client = dial(server);
    await client.messageCount(1);
    client.socket.send('{"type":"CloseStream"}');
    expect(await client.ended()).toMatchObject({ code: 1000 });
    expect(client.messages).toHaveLength(2);
    const connection = await server.connection(0);
    await connection.waitForScript();
    expect(connection.script).toEqual({ status: 'done' });
  });

  it('sends anything, also what no server should send', async () => {
    await using server = await createScriptedServer([
      sendText('{"broken'.replace('{"broken', '"text"')),
      sendBinary(new Uint8Array([1])),
      warning('CODE', 'a warning'),
      configureFailure(),
      reply({ type: 'News', value: 1 }),
      awaitText('Ask'),
      reply((request) => ({ type: 'Answer', request_id: 'mine', sequence_id: 40, request })),
      turnInfo({ event: 'EndOfTurn', transcript: 'a b', trigger: undefined, words: [{ word: 'a b', confidence: 1 }] }),
      fatalError('INTERNAL_SERVER_ERROR', 'gone'),
      close(),
    ]);
    const client = dial(server);
    await client.opened();
    client.socket.send('{"type":"Ask","what":"time"}');
    await client.ended();
    const requestId = '00000000-0000-7000-8000-000000000000';
    expect(client.messages).toEqual([
      'text',
      Buffer.from([1]),
      { type: 'Warning', request_id: requestId, code: 'CODE', description: 'a warning', sequence_id: 0 },
      expect.objectContaining({ type: 'ConfigureFailure', code: 'INVALID_THRESHOLD', sequence_id: 1 }),
      { type: 'News', request_id: requestId, value: 1, sequence_id: 2 },
      { type: 'Answer', request_id: 'mine', request: { type: 'Ask', what: 'time' }, sequence_id: 40 },
      expect.objectContaining({ words: [{ word: 'a b', confidence: 1 }], sequence_id: 41 }),
      { type: 'Error', sequence_id: 42, code: 'INTERNAL_SERVER_ERROR', description: 'gone' },
    ]);
    expect(client.messages[6]).not.toHaveProperty('trigger');
  });

  it('plays a recording back as its audio arrives', async () => {
    const recording = [
      '{"type":"Connected","request_id":"r","sequence_id":0}',
      '{"type":"TurnInfo","audio_window_end":0.5000001}',
      '{"type":"TurnInfo","audio_window_end":1}',
    ];
    await using server = await createScriptedServer(replayRecording(recording));
    const client = dial(server);
    await client.messageCount(1);
    client.socket.send(HALF_SECOND);
    await client.messageCount(2);
    const connection = await server.connection(0);
    expect(connection.sent).toHaveLength(2);
    client.socket.send(HALF_SECOND);
    await client.messageCount(3);
    expect(connection.sent.map((sent) => sent.data)).toEqual(recording);
    expect(() => replayRecording(['7'])).toThrow('texts[0] must be a JSON object');
  });

  it('holds until the test lets it go, repeats, and runs what the test wrote', async () => {
    const ran: number[] = [];
    await using server = await createScriptedServer([
      connected(),
      hold('go'),
      repeat(3, [turnInfo()]),
      run((connection) => {
        ran.push(connection.sent.length);
      }),
      pause({ durationMs: 1 }),
      repeat(Infinity, [awaitAudio({ bytes: 2 }), turnInfo()]),
    ]);
    const client = dial(server);
    await client.messageCount(1);
    const connection = await server.connection(0);
    expect(connection.sent).toHaveLength(1);
    server.release('go');
    await client.messageCount(4);
    client.socket.send(new Uint8Array(4));
    await client.messageCount(6);
    expect(ran).toEqual([4]);
    client.socket.close();
    await connection.waitForEnd();
    await server.waitFor(() => connection.script.status === 'cut');
    await expect(connection.waitForScript()).rejects.toThrow('ended before its script');
  });

  it('stops and starts reading, and leaves pings unanswered', async () => {
    await using server = await createScriptedServer([
      ignorePings(),
      connected(),
      awaitText('First'),
      stopReading(),
      hold('read'),
      startReading(),
      awaitText('Second'),
      reply({ type: 'Done' }),
    ]);
    const client = dial(server);
    await client.messageCount(1);
    client.socket.ping();
    client.socket.send('{"type":"First"}');
    const connection = await server.connection(0);
    await connection.waitForText('First');
    client.socket.send(new Uint8Array(32 * 1024 * 1024));
    client.socket.send('{"type":"Second"}');
    await waitFor(() => client.socket.bufferedAmount > 1024 * 1024);
    expect(connection.audioBytes).toBe(0);
    server.release('read');
    await client.messageCount(2);
    expect(connection.audioBytes).toBe(32 * 1024 * 1024);
    expect(connection.pings).toBe(1);
    expect(client.pongs()).toBe(0);
  });

  it('leaves what a reaction answers to the reaction alone', async () => {
    await using server = await createScriptedServer([
      [connected(), whenever('CloseStream', [reply({ type: 'NotYet' })])],
      [connected(), whenever('Ask', [reply({ type: 'Answer' })]), awaitText('Ask'), reply({ type: 'Never' })],
    ]);
    const closing = dial(server);
    await closing.messageCount(1);
    closing.socket.send('{"type":"CloseStream"}');
    closing.socket.send('{"type":"CloseStream"}');
    await closing.messageCount(3);
    expect((await server.connection(0)).end).toBeUndefined();
    const asking = dial(server);
    await asking.messageCount(1);
    asking.socket.send('{"type":"Ask"}');
    asking.socket.send('{"type":"Ask"}');
    await asking.messageCount(3);
    expect(asking.messages.slice(1)).toEqual([
      expect.objectContaining({ type: 'Answer' }),
      expect.objectContaining({ type: 'Answer' }),
    ]);
    expect((await server.connection(1)).script).toEqual({ status: 'running' });
  });
});
