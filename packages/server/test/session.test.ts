import { setImmediate } from 'node:timers/promises';

import { createDeferred, waitFor } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';

import { createScriptedEngine } from './scripted-engine.ts';
import { openSession } from './session-harness.ts';

describe('a session', () => {
  it('R52 R57 R60: takes audio and commands in the order they came', async () => {
    const { session, socket, sendSteps, sendJson } = openSession(
      createScriptedEngine({ cues: [{ at: 0.08, speech: true, text: 'Hello' }] }),
    );
    sendSteps(2);
    sendJson({ type: 'Configure', thresholds: { eot_threshold: 0.9 } });
    sendSteps(1);
    sendJson({ type: 'ForceEndTurn' });
    sendSteps(3);
    sendJson({ type: 'CloseStream' });
    await session.ended;
    expect(socket.summary).toEqual([
      'Connected',
      'StartOfTurn 0.08 Hello',
      'ConfigureSuccess',
      'Update 0.24 Hello',
      'EndOfTurn 0.24 Hello',
      'Update 0.48',
    ]);
    expect(socket.acts).toEqual(['close 1005', 'resume']);
  });

  it('R43 R63: ignores empty binary messages, and everything after CloseStream', async () => {
    const { session, socket, sendSteps, sendJson } = openSession(createScriptedEngine());
    session.receiveAudio(new Uint8Array(0));
    sendSteps(3);
    sendJson({ type: 'CloseStream' });
    sendJson({ type: 'ForceEndTurn' });
    sendSteps(3);
    session.receiveText('nonsense');
    await session.ended;
    expect(socket.summary).toEqual(['Connected', 'Update 0.24']);
  });

  it('R67: closes at once when CloseStream comes before any audio', async () => {
    const engine = createScriptedEngine();
    const { session, socket, sendJson } = openSession(engine);
    sendJson({ type: 'CloseStream' });
    await session.ended;
    expect(socket.summary).toEqual(['Connected']);
    expect(engine.streams[0]).toMatchObject({ flushes: 0, closed: true });
  });

  it('R65: decodes the rest at CloseStream: the cut step filled up with silence, then the last text', async () => {
    const engine = createScriptedEngine({ flushedText: 'The rest.' });
    const { session, socket, sendSteps, sendJson } = openSession(engine);
    sendSteps(2);
    session.receiveAudio(new Uint8Array(100).fill(64));
    sendJson({ type: 'CloseStream' });
    await session.ended;
    expect(socket.summary).toEqual(['Connected', 'Update 0.24', 'StartOfTurn 0.24 The rest.']);
    expect([...(engine.streams[0]?.heard[2] ?? [])].filter((sample) => sample !== 0)).toHaveLength(50);
  });

  it.each([
    ['an older command', '{"type":"KeepAlive"}', 'unknown variant `KeepAlive`'],
    ['no JSON', 'hello', ''],
    ['a wrong type', '{"type":"Configure","numerals":"true"}', 'numerals'],
    ['too much', `{"type":"CloseStream","pad":"${'x'.repeat(70_000)}"}`, ''],
  ])(
    'R50 R51 R66 R88 R89: ends with UNPARSABLE_CLIENT_MESSAGE after text that is %s, in order',
    async (_what, text, detail) => {
      const { session, socket, sendSteps } = openSession(createScriptedEngine());
      sendSteps(3);
      session.receiveText(text);
      sendSteps(30);
      await session.ended;
      expect(socket.summary).toEqual(['Connected', 'Update 0.24', 'Error UNPARSABLE_CLIENT_MESSAGE']);
      expect(socket.messages.at(-1)).toHaveProperty(
        'description',
        expect.stringMatching(/^Could not deserialize last text message: /u),
      );
      expect(socket.messages.at(-1)).toHaveProperty('description', expect.stringContaining(detail));
      expect(socket.acts).toEqual(['close 1005', 'resume']);
    },
  );

  it('R58: answers the eleventh waiting Configure with a failure, in order', async () => {
    const gate = createDeferred();
    const { session, socket, sendSteps, sendJson } = openSession(
      createScriptedEngine({ beforeStep: () => gate.promise }),
    );
    sendSteps(3);
    for (let sent = 0; sent < 12; sent += 1) {
      sendJson({ type: 'Configure', thresholds: { eot_timeout_ms: 1_000 + sent } });
    }
    gate.resolve();
    await waitFor(() => socket.texts.length === 14);
    sendJson({ type: 'Configure', keyterms: [] });
    sendJson({ type: 'CloseStream' });
    await session.ended;
    expect(socket.summary).toEqual([
      'Connected',
      'Update 0.24',
      ...Array.from({ length: 10 }, () => 'ConfigureSuccess'),
      'ConfigureFailure TOO_MANY_PENDING_CONFIGURES',
      'ConfigureFailure TOO_MANY_PENDING_CONFIGURES',
      'ConfigureSuccess',
    ]);
    expect(socket.messages.at(-1)).toMatchObject({ thresholds: { eot_timeout_ms: 1_009 } });
  });

  it('R53: hands new hints to the engine', async () => {
    const engine = createScriptedEngine({ capabilities: { keyterms: true } });
    const { session, sendJson } = openSession(engine);
    sendJson({ type: 'Configure', keyterms: ['Ann'] });
    sendJson({ type: 'Configure', thresholds: { eot_threshold: 0.8 } });
    sendJson({ type: 'CloseStream' });
    await session.ended;
    expect(engine.streams[0]?.configured).toEqual([{ keyterms: ['Ann'], languageHints: [] }]);
  });
});

describe('a session whose engine fails', () => {
  it.each([
    ['at a step', { beforeStep: () => Promise.reject(new Error('no memory')) }],
    [
      'at the opening',
      {
        beforeOpen: () => {
          throw new Error('no memory');
        },
      },
    ],
  ])('R88 R89: %s: ends with INTERNAL_SERVER_ERROR and one line of the log', async (_when, script) => {
    const { session, socket, sendSteps, log } = openSession(createScriptedEngine(script));
    sendSteps(3);
    await session.ended;
    expect(socket.summary).toEqual(['Connected', 'Error INTERNAL_SERVER_ERROR']);
    expect(socket.texts.join('')).not.toContain('no memory');
    expect(log.filter(({ level }) => level === 'error')).toEqual([
      { level: 'error', message: 'the stream failed', fields: { requestId: 'request-1', error: 'Error: no memory' } },
    ]);
  });

  it('R69: says nothing more when the client has left meanwhile', async () => {
    const gate = createDeferred();
    const engine = createScriptedEngine({ beforeStep: () => gate.promise });
    const { session, socket, sendSteps, log } = openSession(engine);
    sendSteps(1);
    session.socketClosed(1006);
    expect(engine.streams[0]?.closed).toBe(true);
    gate.resolve();
    await session.ended;
    expect(socket.summary).toEqual(['Connected']);
    expect(log.map(({ message }) => message)).toEqual(['session opened', 'session ended']);
    expect(log.every(({ fields }) => fields?.['requestId'] === 'request-1')).toBe(true);
  });
});

describe('a session that nothing reaches', () => {
  it('R70 R89: ends with INACTIVE_CLIENT after 60 s, whatever text and empty messages came', async () => {
    const { session, socket, clock, sendJson } = openSession(createScriptedEngine());
    clock.advance(59_000);
    sendJson({ type: 'ForceEndTurn' });
    session.receiveAudio(new Uint8Array(0));
    await setImmediate();
    clock.advance(990);
    expect(socket.summary).toEqual(['Connected', 'Warning FORCE_END_TURN_NO_ACTIVE_TURN']);
    clock.advance(10);
    await session.ended;
    expect(socket.summary.at(-1)).toBe('Error INACTIVE_CLIENT');
  });

  it.each(['a ping', 'audio'])('R70 R71: lives on by %s', async (what) => {
    const engine = createScriptedEngine();
    const { session, socket, clock, sendSteps } = openSession(engine);
    clock.advance(59_000);
    if (what === 'audio') {
      sendSteps(1);
      await waitFor(() => engine.streams[0]?.heard.length === 1);
    } else {
      session.receivePing();
    }
    clock.advance(59_999);
    expect(socket.summary).toEqual(['Connected']);
    clock.advance(1);
    expect(socket.summary).toEqual(['Connected', 'Error INACTIVE_CLIENT']);
  });

  it('lives on while the engine is busy with what came', async () => {
    const gate = createDeferred();
    const { session, socket, clock, sendSteps } = openSession(createScriptedEngine({ beforeStep: () => gate.promise }));
    sendSteps(3);
    clock.advance(290_000);
    gate.resolve();
    await waitFor(() => socket.texts.length === 2);
    clock.advance(59_999);
    expect(socket.summary).toEqual(['Connected', 'Update 0.24']);
    clock.advance(1);
    await session.ended;
    expect(socket.summary).toEqual(['Connected', 'Update 0.24', 'Error INACTIVE_CLIENT']);
  });
});

describe('a session under pressure', () => {
  it('R45: stops reading when more audio waits than it may, and reads again when half is heard', async () => {
    let allowed = 0;
    const engine = createScriptedEngine({
      beforeStep: async (step) => {
        await waitFor(() => step <= allowed);
      },
    });
    const { socket, sendSteps } = openSession(engine, { limits: { maxQueuedSeconds: 0.8 } });
    sendSteps(9);
    expect(socket.acts).toEqual([]);
    sendSteps(2);
    expect(socket.acts).toEqual(['pause']);
    allowed = 5;
    await waitFor(() => engine.streams[0]?.heard.length === 5);
    expect(socket.acts).toEqual(['pause']);
    allowed = 11;
    await waitFor(() => engine.streams[0]?.heard.length === 11);
    expect(socket.acts).toEqual(['pause', 'resume']);
  });

  it('reads on while it closes, so that the closing handshake is seen', async () => {
    const gate = createDeferred();
    const { session, socket, sendSteps } = openSession(createScriptedEngine({ beforeStep: () => gate.promise }), {
      limits: { maxQueuedSeconds: 0.2 },
    });
    sendSteps(1);
    session.receiveText('nonsense');
    sendSteps(5);
    gate.resolve();
    await session.ended;
    expect(socket.acts).toEqual(['pause', 'close 1005', 'resume']);
  });

  it('cuts off a client that does not read', async () => {
    const { session, socket, sendSteps, log } = openSession(createScriptedEngine(), {
      limits: { maxUnreadBytes: 1_000 },
    });
    socket.bufferedAmount = 1_001;
    sendSteps(6);
    await session.ended;
    expect(socket.acts).toEqual(['terminate']);
    expect(socket.summary).toEqual(['Connected']);
    expect(log.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });

  it('drops the connection of a client that does not answer the close', async () => {
    const { session, socket, clock } = openSession(createScriptedEngine());
    const answer = socket.whenClosed;
    socket.whenClosed = undefined;
    session.receiveText('nonsense');
    await waitFor(() => socket.acts.length === 2);
    socket.whenClosed = answer;
    clock.advance(10_000);
    await session.ended;
    expect(socket.acts).toEqual(['close 1005', 'resume', 'terminate']);
  });
});

describe('a session of a server that goes away', () => {
  it('tells the rest of what it received and closes with 1001', async () => {
    const engine = createScriptedEngine({
      cues: [{ at: 0.16, speech: true, text: 'Hello' }],
      flushedText: 'Hello all.',
    });
    const { session, socket, sendSteps } = openSession(engine);
    sendSteps(3);
    session.stop();
    sendSteps(3);
    await session.ended;
    expect(socket.summary).toEqual([
      'Connected',
      'StartOfTurn 0.16 Hello',
      'Update 0.24 Hello',
      'Update 0.24 Hello all.',
    ]);
    expect(socket.acts).toEqual(['close 1001', 'resume']);
    expect(engine.streams[0]?.heard).toHaveLength(3);
  });
});
