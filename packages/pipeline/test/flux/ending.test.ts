import type { TurnInfoMessage } from '@turnstream/flux/protocol';
import {
  CancelFrame,
  DeepgramFluxSTTService,
  EndFrame,
  InputAudioRawFrame,
  ProposedUserStoppedSpeakingFrame,
  TranscriptionFrame,
} from '@turnstream/pipeline';
import {
  awaitAudio,
  awaitText,
  close,
  connected,
  createMemoryTransport,
  hold,
  ignoreUpgrade,
  refuse,
  silence,
  stopReading,
  turnInfo,
  waitFor,
} from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import { runFlux } from '../support/run-flux.ts';
import { runProcessors } from '../support/run-processors.ts';

const openTurn = [
  connected(),
  awaitAudio({ seconds: 0.08 }),
  turnInfo({ event: 'StartOfTurn', transcript: 'Hello' }),
  awaitText('CloseStream'),
  turnInfo({ event: 'Update', transcript: 'Hello to the end' }),
  close(),
];

function turnInfoMessage(event: 'StartOfTurn' | 'EndOfTurn', turn: number, transcript: string): TurnInfoMessage {
  return {
    type: 'TurnInfo',
    request_id: 'a-request',
    event,
    turn_index: turn,
    audio_window_start: 0,
    audio_window_end: 0,
    transcript,
    words: [],
    end_of_turn_confidence: 0.5,
    sequence_id: 0,
  };
}

describe('an EndFrame', () => {
  it('leaves the service behind the last words of the open turn', async () => {
    await using run = await runFlux(openTurn, { audioPassthrough: false });
    run.speak(0.2);
    await run.heard('startOfTurn');
    run.worker.queueFrame(new EndFrame());
    expect((await run.ended).kind).toBe('ended');
    expect(run.after.downstream.map((frame) => frame.constructor.name)).toEqual([
      'StartFrame',
      'STTMetadataFrame',
      'ProposedUserStartedSpeakingFrame',
      'TranscriptionFrame',
      'ProposedUserStoppedSpeakingFrame',
      'EndFrame',
    ]);
    const [final] = findFrames(run.after.downstream, TranscriptionFrame);
    expect(final).toMatchObject({ text: 'Hello to the end', finalized: true, endReason: 'stopped' });
  });

  it('waits for all of many turns that the server tells of in its last moment', async () => {
    const network = createMemoryTransport();
    const texts = ['One.', 'Two.', 'Three.', 'Four.', 'Five.'];
    const service = new DeepgramFluxSTTService({ apiKey: 'a-key', transport: network });
    await using run = await runProcessors([service]);
    const connection = network.latest;
    connection.open();
    connection.receive({ type: 'Connected', request_id: 'a-request', sequence_id: 0 });
    run.worker.queueFrame(new EndFrame());
    await waitFor(() => connection.texts.length === 1);
    for (const [turn, transcript] of texts.entries()) {
      connection.receive(turnInfoMessage('StartOfTurn', turn, transcript));
      connection.receive(turnInfoMessage('EndOfTurn', turn, transcript));
    }
    connection.close();
    await run.ended;
    expect(run.after.downstream.at(-1)).toBeInstanceOf(EndFrame);
    expect(findFrames(run.after.downstream, TranscriptionFrame).map((frame) => frame.text)).toEqual(texts);
  });

  it('waits until audio that came before the connection was delivered', async () => {
    await using run = await runFlux([hold('dial'), connected()]);
    run.speak(0.5);
    run.worker.queueFrame(new EndFrame());
    await run.server.connection(0);
    run.server.release('dial');
    await run.ended;
    const connection = await run.server.connection(0);
    expect(connection.audioSeconds).toBeCloseTo(0.5, 2);
    expect(connection.texts).toEqual([{ type: 'CloseStream' }]);
  });

  it('does not wait long for a server that never answers', async () => {
    await using run = await runFlux([ignoreUpgrade()], { drainTimeoutMs: 100 });
    run.speak(0.1);
    run.worker.queueFrame(new EndFrame());
    expect((await run.ended).kind).toBe('ended');
    expect(run.after.downstream.at(-1)).toBeInstanceOf(EndFrame);
  });

  it('is behind everything the service does: no dial follows', async () => {
    await using run = await runFlux([connected(), awaitText('CloseStream'), close()]);
    await run.heard('connected');
    run.worker.queueFrame(new EndFrame());
    await run.ended;
    run.service.queueFrame(new InputAudioRawFrame({ audio: new Uint8Array(640), sampleRate: 16_000 }));
    expect(run.server.connections).toHaveLength(1);
    expect(run.events).toEqual(['connected', 'disconnected']);
  });
});

describe('a CancelFrame', () => {
  it('reaches the sink at once while a dial hangs', async () => {
    await using run = await runFlux([ignoreUpgrade()]);
    run.speak(0.5);
    await run.server.connection(0);
    run.worker.cancel('enough');
    await nextTurnOfTheLoop();
    expect(run.after.downstream.at(-1)).toBeInstanceOf(CancelFrame);
    expect((await run.ended).kind).toBe('cancelled');
  });

  it('reaches the sink at once while the server does not read', async () => {
    await using run = await runFlux([connected(), stopReading(), silence()]);
    await run.heard('connected');
    for (let second = 0; second < 20; second += 1) {
      run.worker.queueFrame(new InputAudioRawFrame({ audio: new Uint8Array(32_000), sampleRate: 16_000 }));
    }
    await waitFor(() => run.after.downstream.length > 20);
    run.worker.cancel('enough');
    await nextTurnOfTheLoop();
    expect(run.after.downstream.at(-1)).toBeInstanceOf(CancelFrame);
    expect((await run.ended).kind).toBe('cancelled');
  });

  it('ends the open turn with its last text', async () => {
    await using run = await runFlux([...openTurn.slice(0, 3), silence()]);
    run.speak(0.2);
    await run.heard('startOfTurn');
    run.worker.cancel();
    await run.ended;
    const [final] = findFrames(run.after.downstream, TranscriptionFrame);
    expect(final).toMatchObject({ text: 'Hello', endReason: 'cancelled' });
    expect(findFrames(run.after.downstream, ProposedUserStoppedSpeakingFrame)).toHaveLength(1);
  });

  it('overtakes an EndFrame that waits for the server', async () => {
    await using run = await runFlux([connected(), silence()], { drainTimeoutMs: 60_000 });
    await run.heard('connected');
    run.worker.queueFrame(new EndFrame());
    await waitFor(() => run.server.connections[0]?.texts.length === 1);
    run.worker.cancel('enough');
    await nextTurnOfTheLoop();
    expect(run.after.downstream.at(-1)).toBeInstanceOf(CancelFrame);
    expect((await run.ended).kind).toBe('cancelled');
  });
});

describe('the start of a pipeline', () => {
  for (const [what, script] of [
    ['does not answer', [ignoreUpgrade()]],
    ['never says Connected', [silence()]],
    ['refuses', [refuse({ status: 503 })]],
  ] as const) {
    it(`does not wait for a server that ${what}`, async () => {
      const startedAt = performance.now();
      await using run = await runFlux(script);
      expect(performance.now() - startedAt).toBeLessThan(1_000);
      expect(run.after.downstream[0]?.constructor.name).toBe('StartFrame');
    });
  }
});
