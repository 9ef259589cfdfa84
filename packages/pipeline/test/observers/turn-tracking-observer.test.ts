import type { PipelineWorkerOptions } from '@turnstream/pipeline';
import {
  BotStartedSpeakingFrame,
  BotStoppedSpeakingFrame,
  ProposedUserStartedSpeakingFrame,
  TurnTrackingObserver,
  UserStartedSpeakingFrame,
} from '@turnstream/pipeline';
import { FakeClock } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { Recorder } from '../support/recorder.ts';
import { runProcessors } from '../support/run-processors.ts';

function record(observer: TurnTrackingObserver): string[] {
  const told: string[] = [];
  observer.on('turnStarted', (_observer, turn) => void told.push(`${turn} started`));
  observer.on('turnEnded', (_observer, turn, durationMs, wasInterrupted) => {
    told.push(`${turn} ended after ${durationMs} ms${wasInterrupted ? ', interrupted' : ''}`);
  });
  return told;
}

describe('the turn tracker', () => {
  it('counts a conversation, with broadcasts and real turns beside proposals counted once', async () => {
    const clock = new FakeClock();
    const observer = new TurnTrackingObserver();
    const told = record(observer);
    const recorder = new Recorder();
    const options: PipelineWorkerOptions = { clock, observers: [observer], enableTurnTracking: false };
    await using run = await runProcessors([new Recorder(), recorder, new Recorder()], options);
    expect(run.worker.turnTracking).toBeUndefined();
    recorder.broadcastFrame(ProposedUserStartedSpeakingFrame);
    recorder.broadcastFrame(UserStartedSpeakingFrame);
    await clock.advanceAsync(1_000);
    recorder.broadcastFrame(BotStartedSpeakingFrame);
    await clock.advanceAsync(1_000);
    recorder.broadcastFrame(UserStartedSpeakingFrame);
    await clock.advanceAsync(1_000);
    recorder.broadcastFrame(BotStartedSpeakingFrame);
    recorder.broadcastFrame(BotStoppedSpeakingFrame);
    await clock.advanceAsync(2_000);
    expect(observer.isTurnOpen).toBe(true);
    recorder.broadcastFrame(BotStartedSpeakingFrame);
    recorder.broadcastFrame(BotStoppedSpeakingFrame);
    // A proposal that nobody took up, now that turns are announced, begins nothing.
    recorder.broadcastFrame(ProposedUserStartedSpeakingFrame);
    await clock.advanceAsync(2_500);
    expect(observer.isTurnOpen).toBe(false);
    expect(told).toEqual(['1 started', '1 ended after 2000 ms, interrupted', '2 started', '2 ended after 5500 ms']);
  });

  it('of a worker ends its turn with the call', async () => {
    const clock = new FakeClock();
    await using run = await runProcessors([], { clock });
    const { turnTracking } = run.worker;
    const told = record(turnTracking ?? new TurnTrackingObserver());
    expect(turnTracking?.turn).toBe(1);
    await clock.advanceAsync(1_000);
    run.worker.stopWhenDone();
    await run.ended;
    expect(told).toEqual(['1 ended after 1000 ms, interrupted']);
    expect(clock.pending).toBe(0);
  });
});
