import type { Frame } from '@turnstream/pipeline';
import {
  InterimTranscriptionFrame,
  SpeechTimeoutUserTurnStopStrategy,
  STTMetadataFrame,
  UserTurnStrategies,
  VADUserStartedSpeakingFrame,
  VADUserStoppedSpeakingFrame,
} from '@turnstream/pipeline';
import { expect, it } from 'vitest';
import { recordingLogger } from '../support/recording-logger.ts';
import { runTurns, said } from '../support/run-turns.ts';

function latency(ttfsP99LatencyMs: number): Frame {
  return new STTMetadataFrame({ serviceName: 'stt', ttfsP99LatencyMs });
}

function voiceEnds(stopSeconds = 0.2): Frame {
  return new VADUserStoppedSpeakingFrame({ stopSeconds });
}

it('a pause in speech ends a turn whose text is here', async () => {
  await using run = await runTurns();
  await run.send(new VADUserStartedSpeakingFrame());
  await run.send(voiceEnds(), said('Hello.'));
  await run.pass(599);
  expect(run.said).toEqual([]);
  await run.pass(1);
  expect(run.said).toEqual(['Hello.']);
  expect(run.came().slice(-2)).toEqual(['LLMContextFrame', 'UserStoppedSpeakingFrame']);
});

it('speech that goes on takes the pause back', async () => {
  await using run = await runTurns();
  await run.send(new VADUserStartedSpeakingFrame());
  await run.send(voiceEnds(), said('I would like'));
  await run.pass(599);
  await run.send(new VADUserStartedSpeakingFrame());
  await run.pass(2_000);
  expect(run.said).toEqual([]);
  await run.send(voiceEnds(), said('a coffee.'));
  await run.pass(600);
  expect(run.said).toEqual(['I would like a coffee.']);
});

it('the text is waited for as long as the service takes, less the silence that was waited already', async () => {
  await using run = await runTurns();
  await run.send(latency(1_200));
  await run.send(new VADUserStartedSpeakingFrame());
  await run.send(voiceEnds(), said('Hello.'));
  await run.pass(999);
  expect(run.said).toEqual([]);
  await run.pass(1);
  expect(run.said).toEqual(['Hello.']);
});

it('a finalised text cuts that wait short, and growing text takes this back', async () => {
  await using run = await runTurns();
  await run.send(latency(2_200));
  await run.send(new VADUserStartedSpeakingFrame());
  await run.send(voiceEnds(), said('Hello', { finalized: true }));
  await run.send(new InterimTranscriptionFrame({ text: 'wor', userId: '', timestamp: '' }));
  await run.pass(600);
  expect(run.said).toEqual([]);
  await run.send(said('world.', { finalized: true }));
  expect(run.said).toEqual(['Hello world.']);
});

it('Pipecat #4283: a text that comes after both waits ends the turn at once', async () => {
  await using run = await runTurns();
  await run.send(new VADUserStartedSpeakingFrame());
  await run.send(voiceEnds());
  await run.pass(2_000);
  expect(run.came()).not.toContain('UserStoppedSpeakingFrame');
  await run.send(said('Hello.'));
  expect(run.said).toEqual(['Hello.']);
});

it('without voice activity each text begins the pause anew', async () => {
  await using run = await runTurns();
  await run.send(latency(5_000));
  await run.send(said('Hello'));
  await run.pass(599);
  await run.send(said('world.'));
  await run.pass(599);
  expect(run.said).toEqual([]);
  await run.pass(1);
  expect(run.said).toEqual(['Hello world.']);
});

it('a turn without text can end too', async () => {
  await using run = await runTurns({
    userTurnStrategies: new UserTurnStrategies({
      stop: [new SpeechTimeoutUserTurnStopStrategy({ waitForTranscript: false, userSpeechTimeoutMs: 100 })],
    }),
  });
  await run.send(new VADUserStartedSpeakingFrame());
  await run.send(voiceEnds());
  await run.pass(100);
  expect(run.came().slice(-1)).toEqual(['UserStoppedSpeakingFrame']);
  expect(run.said).toEqual([]);
});

it('silence that does not suit the latency is warned about once for each word of the service', async () => {
  const { logger, lines } = recordingLogger();
  await using run = await runTurns({ worker: { logger } });
  const warnings = (): number => lines.filter((line) => line.includes('voice activity ends after')).length;
  await run.send(latency(1_000), voiceEnds(0.2));
  expect(warnings()).toBe(0);
  await run.send(voiceEnds(0.8), voiceEnds(0.8));
  expect(warnings()).toBe(1);
  await run.send(latency(150));
  await run.send(voiceEnds(0.2));
  expect(warnings()).toBe(2);
});
