import {
  BotStartedSpeakingFrame,
  ClientConnectedFrame,
  InterimTranscriptionFrame,
  MetricsFrame,
  TextFrame,
  TranscriptionFrame,
  UserBotLatencyObserver,
  UserStartedSpeakingFrame,
  UserStoppedSpeakingFrame,
  VADUserStartedSpeakingFrame,
  VADUserStoppedSpeakingFrame,
  type LatencyPart,
  type UserBotLatency,
} from '@turnstream/pipeline';
import { FakeClock } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { Recorder } from '../support/recorder.ts';
import { runProcessors, type RunningPipeline } from '../support/run-processors.ts';

const wallStartMs = 1_700_000_000_000;

type Observed = RunningPipeline & {
  readonly clock: FakeClock;
  readonly recorder: Recorder;
  readonly measured: UserBotLatency[];
  readonly breakdowns: (readonly LatencyPart[])[];
  readonly greetings: number[];
};

async function observe(): Promise<Observed> {
  const clock = new FakeClock();
  const observer = new UserBotLatencyObserver();
  const measured: UserBotLatency[] = [];
  const breakdowns: (readonly LatencyPart[])[] = [];
  const greetings: number[] = [];
  observer.on('latencyMeasured', (_observer, latency) => void measured.push(latency));
  observer.on('latencyBreakdown', (_observer, parts) => void breakdowns.push(parts));
  observer.on('firstBotSpeechLatency', (_observer, latencyMs) => void greetings.push(latencyMs));
  const recorder = new Recorder();
  const run = await runProcessors([recorder, new Recorder()], {
    clock,
    wallTimeMs: () => wallStartMs + clock.now(),
    observers: [observer],
  });
  return { ...run, clock, recorder, measured, breakdowns, greetings };
}

const words = { userId: '', timestamp: '' };

describe('the latency observer', () => {
  it('measures by a voice-activity detector from where it says that speech ended', async () => {
    await using run = await observe();
    run.recorder.broadcastFrame(VADUserStartedSpeakingFrame);
    await run.clock.advanceAsync(1_000);
    run.recorder.broadcastFrame(VADUserStoppedSpeakingFrame, { stopSeconds: 0.2, timestampMs: wallStartMs + 1_000 });
    await run.clock.advanceAsync(500);
    run.recorder.broadcastFrame(BotStartedSpeakingFrame);
    await run.clock.advanceAsync(500);
    run.recorder.broadcastFrame(BotStartedSpeakingFrame);
    await run.clock.advanceAsync(0);
    expect(run.measured).toHaveLength(1);
    expect(run.measured[0]).toMatchObject({ to: 'speech', from: 'voice-activity' });
    expect(run.measured[0]?.latencyMs).toBeCloseTo(700, 3);
  });

  it('measures from the times of the turn to the first text and the first sound, and says where the time went', async () => {
    await using run = await observe();
    run.recorder.broadcastFrame(UserStartedSpeakingFrame);
    await run.clock.advanceAsync(2_000);
    run.recorder.pushFrame(
      new MetricsFrame({ data: [{ kind: 'ttfb', processor: 'stt', model: 'a-model', durationMs: 400 }] }),
    );
    run.recorder.pushFrame(
      new TranscriptionFrame({ ...words, text: 'hello', finalized: true, speechEndMs: wallStartMs + 1_600 }),
    );
    run.recorder.broadcastFrame(UserStoppedSpeakingFrame);
    await run.clock.advanceAsync(300);
    run.recorder.pushFrame(new InterimTranscriptionFrame({ ...words, text: 'noise' }));
    run.recorder.pushFrame(new TextFrame({ text: 'hi' }));
    run.recorder.pushFrame(new TextFrame({ text: 'there' }));
    await run.clock.advanceAsync(200);
    run.recorder.broadcastFrame(BotStartedSpeakingFrame);
    await run.clock.advanceAsync(0);
    expect(run.measured).toEqual([
      { to: 'text', latencyMs: 700, from: 'turn-times', speechEndMs: wallStartMs + 1_600 },
      { to: 'speech', latencyMs: 900, from: 'turn-times', speechEndMs: wallStartMs + 1_600 },
    ]);
    expect(run.breakdowns[0]).toEqual([
      { kind: 'ttfb', processor: 'stt', model: 'a-model', startMs: wallStartMs + 1_600, durationMs: 400 },
      { kind: 'user-turn', startMs: wallStartMs + 1_600, durationMs: 400 },
      { kind: 'answer', startMs: wallStartMs + 1_600, durationMs: 700 },
    ]);
  });

  it('tells once how long the first user waited for a word, unless they spoke first', async () => {
    await using greeted = await observe();
    greeted.recorder.pushFrame(new ClientConnectedFrame());
    await greeted.clock.advanceAsync(800);
    for (let count = 0; count < 2; count += 1) greeted.recorder.broadcastFrame(BotStartedSpeakingFrame);
    await greeted.clock.advanceAsync(0);
    expect(greeted.greetings).toEqual([800]);

    await using silent = await observe();
    silent.recorder.pushFrame(new ClientConnectedFrame());
    silent.recorder.broadcastFrame(UserStartedSpeakingFrame);
    silent.recorder.broadcastFrame(BotStartedSpeakingFrame);
    await silent.clock.advanceAsync(0);
    expect(silent.greetings).toEqual([]);
  });
});
