import {
  ExternalUserTurnStrategies,
  InterimTranscriptionFrame,
  ProposedUserStartedSpeakingFrame,
  ProposedUserStoppedSpeakingFrame,
  STTMetadataFrame,
  TranscriptionFrame,
  UserAudioRawFrame,
} from '@turnstream/pipeline';
import type { Frame } from '@turnstream/pipeline';
import type { ConnectionScript } from '@turnstream/testing';
import { awaitAudio, connected, hold, turnInfo } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { runFlux } from '../support/run-flux.ts';

const oneTurn = [
  connected(),
  awaitAudio({ seconds: 0.08 }),
  turnInfo({ event: 'StartOfTurn', transcript: 'Hello' }),
  turnInfo({ event: 'Update', transcript: 'Hello wor' }),
  turnInfo({ event: 'EagerEndOfTurn', transcript: 'Hello world.' }),
  turnInfo({ event: 'TurnResumed', transcript: 'Hello world.' }),
  turnInfo({ event: 'EagerEndOfTurn', transcript: 'Hello world. And you.' }),
  turnInfo({ event: 'EndOfTurn', transcript: 'Hello world. And you.' }),
];
const eager = { settings: { eagerEotThreshold: 0.5 } };

describe('one turn', () => {
  it('is told by events in the order of the wire', async () => {
    await using run = await runFlux(oneTurn, eager);
    run.speak(0.2);
    await run.heard('endOfTurn');
    expect(run.events).toEqual([
      'connected',
      'startOfTurn: Hello',
      'update: Hello wor',
      'eagerEndOfTurn: Hello world.',
      'turnResumed',
      'eagerEndOfTurn: Hello world. And you.',
      'endOfTurn: Hello world. And you.',
    ]);
  });

  it('is told by frames: proposed start, interim for each eager end, final, proposed stop', async () => {
    await using run = await runFlux(oneTurn, { ...eager, audioPassthrough: false });
    run.speak(0.2);
    await run.heard('endOfTurn');
    expect(run.after.downstreamNames).toEqual([
      'STTMetadataFrame',
      'ProposedUserStartedSpeakingFrame',
      'InterimTranscriptionFrame',
      'InterimTranscriptionFrame',
      'TranscriptionFrame',
      'ProposedUserStoppedSpeakingFrame',
    ]);
    expect(run.before.upstreamNames).toEqual([
      'STTMetadataFrame',
      'ProposedUserStartedSpeakingFrame',
      'ProposedUserStoppedSpeakingFrame',
    ]);
  });

  it('proposes its start and stop both ways, each twin knowing the other', async () => {
    await using run = await runFlux(oneTurn);
    run.speak(0.2);
    await run.heard('endOfTurn');
    for (const FrameClass of [ProposedUserStartedSpeakingFrame, ProposedUserStoppedSpeakingFrame]) {
      const [down] = findFrames<Frame>(run.after.downstream, FrameClass);
      const [up] = findFrames<Frame>(run.before.upstream, FrameClass);
      expect(down?.id).not.toBe(up?.id);
      expect(down?.broadcastSiblingId).toBe(up?.id);
      expect(up?.broadcastSiblingId).toBe(down?.id);
    }
  });

  it('ends with a finalised transcription that says who, when, in which language and why', async () => {
    await using run = await runFlux(oneTurn, { worker: { wallTimeMs: () => Date.UTC(2026, 7, 21, 10, 0, 0, 5) } });
    const audio = new Uint8Array(6_400);
    run.worker.queueFrame(new UserAudioRawFrame({ audio, sampleRate: 16_000, userId: 'ada' }));
    await run.heard('endOfTurn');
    const [final] = findFrames(run.after.downstream, TranscriptionFrame);
    expect(final).toMatchObject({
      text: 'Hello world. And you.',
      userId: 'ada',
      timestamp: '2026-08-21T10:00:00.005+00:00',
      language: 'en',
      finalized: true,
      turnId: 0,
      endReason: 'model',
      result: { type: 'TurnInfo', event: 'EndOfTurn', turn_index: 0 },
    });
  });

  it('has one turnId on all its frames, and the next turn the next', async () => {
    await using run = await runFlux(
      [
        connected(),
        awaitAudio({ seconds: 0.08 }),
        turnInfo({ event: 'StartOfTurn', transcript: 'One' }),
        turnInfo({ event: 'EagerEndOfTurn', transcript: 'One.' }),
        turnInfo({ event: 'EndOfTurn', transcript: 'One.' }),
        awaitAudio({ seconds: 0.08 }),
        turnInfo({ event: 'StartOfTurn', transcript: 'Two' }),
        turnInfo({ event: 'EndOfTurn', transcript: 'Two.' }),
      ],
      eager,
    );
    run.speak(0.4);
    await run.heard('endOfTurn', 2);
    const ids = run.after.downstream.flatMap((frame) => {
      const inTurn =
        frame instanceof ProposedUserStartedSpeakingFrame ||
        frame instanceof InterimTranscriptionFrame ||
        frame instanceof TranscriptionFrame ||
        frame instanceof ProposedUserStoppedSpeakingFrame;
      return inTurn ? [frame.turnId] : [];
    });
    expect(ids).toEqual([0, 0, 0, 0, 1, 1, 1]);
  });

  it('of the multilingual model carries the language that was heard most', async () => {
    await using run = await runFlux(
      [
        connected(),
        awaitAudio({ seconds: 0.08 }),
        turnInfo({ event: 'StartOfTurn', transcript: 'Hola', languages: ['es'] }),
        turnInfo({ event: 'EndOfTurn', transcript: 'Hola hello.', languages: ['es', 'en'] }),
      ],
      { settings: { model: 'flux-general-multi' } },
    );
    run.speak(0.2);
    await run.heard('endOfTurn');
    expect(findFrames(run.after.downstream, TranscriptionFrame)[0]?.language).toBe('es');
  });

  it('without text is ended by a stop proposal and the event, without a transcription', async () => {
    await using run = await runFlux([
      connected(),
      awaitAudio({ seconds: 0.08 }),
      turnInfo({ event: 'StartOfTurn', transcript: '' }),
      turnInfo({ event: 'EndOfTurn', transcript: '' }),
    ]);
    run.speak(0.2);
    await run.heard('endOfTurn');
    expect(findFrames(run.after.downstream, TranscriptionFrame)).toEqual([]);
    expect(findFrames(run.after.downstream, ProposedUserStoppedSpeakingFrame)).toHaveLength(1);
  });

  it('is told whole by one event for each step, with the times in the audio', async () => {
    await using run = await runFlux(oneTurn, eager);
    const steps: string[] = [];
    const ends: number[] = [];
    run.service.on('turn', (_service, event) => {
      steps.push(event.type);
      ends.push(event.endSeconds);
    });
    run.speak(0.2);
    await run.heard('endOfTurn');
    expect(steps).toEqual(['turn-start', 'turn-update', 'turn-eager', 'turn-resumed', 'turn-eager', 'turn-end']);
    expect(ends.every((seconds) => seconds > 0 && seconds <= 0.2)).toBe(true);
  });

  it('pushes growing text as interim frames when asked to', async () => {
    await using run = await runFlux([...oneTurn.slice(0, 4), hold('seen'), ...oneTurn.slice(7)], {
      interimOnUpdate: true,
    });
    run.speak(0.2);
    await run.heard('update');
    run.server.release('seen');
    await run.heard('endOfTurn');
    expect(findFrames(run.after.downstream, InterimTranscriptionFrame).map((frame) => frame.text)).toEqual([
      'Hello wor',
    ]);
  });
});

function turnWith(confidence: number): ConnectionScript {
  return [
    connected(),
    awaitAudio({ seconds: 0.08 }),
    turnInfo({ event: 'StartOfTurn', transcript: 'Hi' }),
    turnInfo({ event: 'EndOfTurn', transcript: 'Hi.', words: [{ word: 'Hi.', confidence }] }),
  ];
}

describe('minConfidence', () => {
  for (const { confidence, minConfidence, pushed } of [
    { confidence: 0.8, minConfidence: 0.79, pushed: true },
    { confidence: 0.8, minConfidence: 0.8, pushed: true },
    { confidence: 0.8, minConfidence: 0.81, pushed: false },
    { confidence: 0.1, minConfidence: 0, pushed: true },
    { confidence: 0.1, minConfidence: null, pushed: true },
  ]) {
    it(`of ${minConfidence} ${pushed ? 'lets' : 'does not let'} a text of ${confidence} through; the turn ends either way`, async () => {
      await using run = await runFlux(turnWith(confidence), { settings: { minConfidence } });
      run.speak(0.2);
      await run.heard('endOfTurn');
      expect(findFrames(run.after.downstream, TranscriptionFrame)).toHaveLength(pushed ? 1 : 0);
      expect(findFrames(run.after.downstream, ProposedUserStoppedSpeakingFrame)).toHaveLength(1);
      expect(run.events).toContain('endOfTurn: Hi.');
    });
  }

  it('is not met by a text without words', async () => {
    await using run = await runFlux(
      [
        connected(),
        awaitAudio({ seconds: 0.08 }),
        turnInfo({ event: 'StartOfTurn', transcript: 'Hi' }),
        turnInfo({ event: 'EndOfTurn', transcript: 'Hi.', words: [] }),
      ],
      { settings: { minConfidence: 0.5 } },
    );
    run.speak(0.2);
    await run.heard('endOfTurn');
    expect(findFrames(run.after.downstream, TranscriptionFrame)).toEqual([]);
  });
});

describe('what the service says about itself', () => {
  for (const shouldInterrupt of [undefined, true, false]) {
    it(`recommends external strategies ${shouldInterrupt === false ? 'without' : 'with'} interruptions, right behind the StartFrame`, async () => {
      await using run = await runFlux(oneTurn, { shouldInterrupt });
      await run.heard('connected');
      expect(run.after.downstream.slice(0, 2).map((frame) => frame.constructor.name)).toEqual([
        'StartFrame',
        'STTMetadataFrame',
      ]);
      for (const frames of [run.after.downstream, run.before.upstream]) {
        const [metadata] = findFrames(frames, STTMetadataFrame);
        expect(metadata?.serviceName).toBe(run.service.name);
        expect(metadata?.ttfsP99LatencyMs).toBe(0);
        expect(metadata?.userTurnStrategies).toBeInstanceOf(ExternalUserTurnStrategies);
        expect(metadata?.userTurnStrategies?.enableInterruptions).toBe(shouldInterrupt ?? true);
      }
    });
  }
});
