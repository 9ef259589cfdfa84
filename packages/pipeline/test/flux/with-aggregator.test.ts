import {
  InterruptionFrame,
  LLMContext,
  LLMContextFrame,
  LLMUserAggregator,
  UserStartedSpeakingFrame,
  UserStoppedSpeakingFrame,
  AudioSource,
  DeepgramFluxSTTService,
} from '@turnstream/pipeline';
import { awaitAudio, awaitText, close, connected, createScriptedServer, turnInfo } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { runProcessors } from '../support/run-processors.ts';

const script = [
  connected(),
  awaitAudio({ seconds: 0.16 }),
  turnInfo({ event: 'StartOfTurn', transcript: 'Hello' }),
  turnInfo({ event: 'EagerEndOfTurn', transcript: 'Hello there.' }),
  turnInfo({ event: 'EndOfTurn', transcript: 'Hello there.' }),
  turnInfo({ event: 'StartOfTurn', transcript: 'And' }),
  turnInfo({ event: 'EndOfTurn', transcript: 'And goodbye.' }),
  awaitText('CloseStream'),
  close(),
];

describe('a pipeline of source, service and aggregator', () => {
  for (const shouldInterrupt of [true, false]) {
    it(`makes one message of each turn, ${shouldInterrupt ? 'with an' : 'without any'} interruption at its start`, async () => {
      await using server = await createScriptedServer(script);
      const context = new LLMContext();
      const stt = new DeepgramFluxSTTService({ apiKey: 'any', url: server.url, shouldInterrupt });
      const source = new AudioSource({ audio: [new Uint8Array(32_000)], sampleRateHz: 16_000, pace: stt });
      await using run = await runProcessors([source, stt, new LLMUserAggregator(context)]);
      expect((await run.ended).kind).toBe('ended');
      const frames = run.after.downstream;
      expect(findFrames(frames, InterruptionFrame)).toHaveLength(shouldInterrupt ? 2 : 0);
      expect(findFrames(frames, UserStartedSpeakingFrame)).toHaveLength(2);
      expect(findFrames(frames, UserStoppedSpeakingFrame)).toHaveLength(2);
      expect(findFrames(frames, LLMContextFrame).length).toBeGreaterThan(0);
      expect(context.messages).toEqual([
        { role: 'user', content: 'Hello there.' },
        { role: 'user', content: 'And goodbye.' },
      ]);
    });
  }
});
