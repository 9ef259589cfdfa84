import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  AudioSource,
  BotStartedSpeakingFrame,
  BotStoppedSpeakingFrame,
  DeepgramFluxSTTService,
  FrameProcessor,
  LLMContext,
  LLMContextFrame,
  LLMUserAggregator,
  MetricsLogObserver,
  ParallelPipeline,
  Pipeline,
  PipelineWorker,
  TextFrame,
  UserBotLatencyObserver,
  type Frame,
  type FrameDirection,
} from '@turnstream/pipeline';
import { FakeClock } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { talkativeTransport } from '../long-call/talkative-server.ts';

const hours = Number(process.env['TURNSTREAM_CALL_HOURS'] ?? 0.5);
const audio = new Uint8Array(640).fill(32);

/** What a call may hold more at its end than after its first tenth. */
const maxGrowthBytes = 1_000_000;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

function* endlessAudio(seconds: number): Generator<Uint8Array> {
  for (let sent = 0; sent < seconds * 50; sent += 1) yield audio;
}

/** Answers each question, and forgets the conversation now and then, as an application must. */
class Answerer extends FrameProcessor {
  answers = 0;

  override processFrame(frame: Frame, direction: FrameDirection): void {
    if (frame instanceof LLMContextFrame) {
      this.answers += 1;
      if (this.answers % 10 === 0) frame.context.setMessages([]);
      this.pushFrame(new TextFrame({ text: 'an answer' }));
      this.broadcastFrame(BotStartedSpeakingFrame);
      this.broadcastFrame(BotStoppedSpeakingFrame);
    }
    this.pushFrame(frame, direction);
  }
}

it(
  `a call of ${hours} h through source, service and aggregator keeps its memory`,
  { timeout: 120_000 + hours * 600_000 },
  async () => {
    const clock = new FakeClock();
    const seconds = hours * 3_600;
    const service = new DeepgramFluxSTTService({
      apiKey: 'any',
      settings: { eagerEotThreshold: 0.5 },
      transport: talkativeTransport(clock, 601),
    });
    const answerer = new Answerer();
    const latency = new UserBotLatencyObserver();
    let turns = 0;
    let latencies = 0;
    service.on('endOfTurn', () => void (turns += 1));
    latency.on('latencyMeasured', () => void (latencies += 1));
    const worker = new PipelineWorker(
      new Pipeline([
        new AudioSource({ audio: endlessAudio(seconds), sampleRateHz: 16_000 }),
        service,
        new LLMUserAggregator(new LLMContext()),
        answerer,
        new ParallelPipeline([], []),
      ]),
      {
        clock,
        wallTimeMs: () => 1_700_000_000_000 + clock.now(),
        observers: [latency, new MetricsLogObserver()],
        params: { enableMetrics: true, enableUsageMetrics: true, enableHeartbeats: true },
      },
    );
    const ended = worker.run();
    const heaps: number[] = [];
    for (let tenth = 0; tenth < 10; tenth += 1) {
      for (let second = 0; second < seconds / 10; second += 1) await clock.advanceAsync(1_000);
      heaps.push(heapBytes());
    }
    await clock.advanceAsync(10_000);
    expect((await ended).kind).toBe('ended');
    if (process.env['TURNSTREAM_CALL_HOURS'] !== undefined) {
      process.stdout.write(`${JSON.stringify({ hours, turns, answers: answerer.answers, latencies, heaps })}\n`);
    }
    // One turn in each 12 s; where a connection broke, one may be cut in two.
    expect(Math.abs(turns - seconds / 12)).toBeLessThanOrEqual(seconds / 600 + 1);
    expect(answerer.answers).toBe(turns);
    expect(latencies).toBe(2 * turns);
    expect(clock.pending).toBe(0);
    expect(Math.max(...heaps.slice(1)) - (heaps[0] ?? 0)).toBeLessThan(maxGrowthBytes);
  },
);
