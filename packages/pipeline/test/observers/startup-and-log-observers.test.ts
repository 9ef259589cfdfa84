import type { FrameProcessorSetup, StartupTiming, TransportTiming } from '@turnstream/pipeline';
import {
  BotConnectedFrame,
  ClientConnectedFrame,
  DebugLogObserver,
  InterimTranscriptionFrame,
  MetricsFrame,
  MetricsLogObserver,
  Pipeline,
  StartFrame,
  StartupTimingObserver,
  TextFrame,
  TranscriptionFrame,
  TranscriptionLogObserver,
  type Frame,
  type FrameDirection,
} from '@turnstream/pipeline';
import { connected, FakeClock, turnInfo } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import { Recorder } from '../support/recorder.ts';
import { recordingLogger } from '../support/recording-logger.ts';
import { runFlux } from '../support/run-flux.ts';
import { runProcessors } from '../support/run-processors.ts';

/** Takes its time to be set up and to start. */
class Slow extends Recorder {
  readonly #clock: FakeClock;

  constructor(name: string, clock: FakeClock) {
    super({ name });
    this.#clock = clock;
  }

  override async setup(setup: FrameProcessorSetup): Promise<void> {
    await super.setup(setup);
    this.#clock.advance(200);
  }

  override async processFrame(frame: Frame, direction: FrameDirection): Promise<void> {
    if (frame instanceof StartFrame) this.#clock.advance(300);
    await super.processFrame(frame, direction);
  }
}

describe('the startup observer', () => {
  it('tells once how long each processor took, the whole pipeline, and the first user', async () => {
    const clock = new FakeClock();
    const observer = new StartupTimingObserver();
    const timings: StartupTiming[] = [];
    const transports: TransportTiming[] = [];
    observer.on('startupTiming', (_observer, timing) => void timings.push(timing));
    observer.on('transportTiming', (_observer, timing) => void transports.push(timing));
    const [slow, quick] = [new Slow('slow', clock), new Recorder({ name: 'quick' })];
    await using run = await runProcessors([new Pipeline([slow]), quick], { clock, observers: [observer] });
    await nextTurnOfTheLoop();
    expect(timings).toHaveLength(1);
    expect(timings[0]?.totalMs).toBe(500);
    const named = timings[0]?.processors.filter(({ processor }) => !processor.startsWith('Probe')) ?? [];
    expect(new Map(named.map(({ processor, setupMs, startMs }) => [processor, [setupMs, startMs]]))).toEqual(
      new Map([
        ['slow', [200, 300]],
        ['quick', [0, 0]],
      ]),
    );
    await clock.advanceAsync(500);
    run.worker.queueFrame(new BotConnectedFrame());
    await clock.advanceAsync(500);
    run.worker.queueFrame(new ClientConnectedFrame());
    run.worker.queueFrame(new ClientConnectedFrame());
    await nextTurnOfTheLoop();
    expect(transports).toEqual([{ botConnectedMs: 1_000, clientConnectedMs: 1_500 }]);
  });

  it('lists only the classes it is asked for', async () => {
    const clock = new FakeClock();
    const observer = new StartupTimingObserver({ processorTypes: [Slow] });
    const timings: StartupTiming[] = [];
    observer.on('startupTiming', (_observer, timing) => void timings.push(timing));
    await using run = await runProcessors([new Slow('slow', clock), new Recorder()], { clock, observers: [observer] });
    await nextTurnOfTheLoop();
    expect(timings[0]?.processors.map(({ processor }) => processor)).toEqual(['slow']);
    expect(run.worker.phase).toBe('running');
  });
});

describe('the log observers', () => {
  it('write what a service hears, whoever else pushes texts', async () => {
    const { logger, lines } = recordingLogger();
    const script = [
      connected(),
      turnInfo({ event: 'StartOfTurn', transcript: 'hello' }),
      turnInfo({ event: 'EagerEndOfTurn', transcript: 'hello' }),
      turnInfo({ event: 'EndOfTurn', transcript: 'hello' }),
    ];
    const other = new Recorder();
    await using run = await runFlux(script, {
      name: 'ears',
      settings: { eagerEotThreshold: 0.5 },
      behind: [other],
      worker: { logger, observers: [new TranscriptionLogObserver()], wallTimeMs: () => 0 },
    });
    other.pushFrame(new InterimTranscriptionFrame({ text: 'not heard', userId: '', timestamp: '' }));
    other.pushFrame(new TranscriptionFrame({ text: 'not heard', userId: '', timestamp: '' }));
    await run.heard('endOfTurn');
    const said = lines.filter((line) => / text.* at /u.test(line)).map((line) => line.replace(/\d+\.\d+/u, '#'));
    expect(said).toEqual(['debug: ears: interim text at # s: hello', 'debug: ears: final text at # s: hello']);
  });

  it('write each figure once, of the kinds asked for', async () => {
    const { logger, lines } = recordingLogger();
    const observers = [new MetricsLogObserver(), new MetricsLogObserver({ kinds: ['turn'] })];
    await using run = await runProcessors([new Recorder(), new Recorder()], { logger, observers });
    run.worker.queueFrame(
      new MetricsFrame({
        data: [
          { kind: 'ttfb', processor: 'stt', model: 'a-model', durationMs: 250 },
          { kind: 'processing', processor: 'stt', durationMs: 30 },
          { kind: 'stt-usage', processor: 'stt', audioSeconds: 1.5 },
          { kind: 'turn', processor: 'turns', isComplete: true, probability: 0.9, durationMs: 20 },
        ],
      }),
    );
    await nextTurnOfTheLoop();
    expect(lines).toEqual([
      'info: stt (a-model): first answer after 250 ms',
      'info: stt: worked for 30 ms',
      'info: stt: heard 1.500 s of audio',
      'info: turns: turn over, probability 0.90, after 20 ms',
      'info: turns: turn over, probability 0.90, after 20 ms',
    ]);
  });

  it('write every step of the frames asked for', async () => {
    const { logger, lines } = recordingLogger();
    const observers = [new DebugLogObserver({ frameClasses: [TextFrame] })];
    const one = new Recorder({ name: 'one' });
    await using run = await runProcessors([one, new Recorder({ name: 'two' })], { logger, observers });
    const frame = new TextFrame({ text: 'private' });
    one.pushFrame(frame);
    await nextTurnOfTheLoop();
    expect(lines[0]?.replace(/[\d.]+ s/u, '# s')).toBe(`debug: # s one → two: ${frame.name}`);
    expect(lines.join('\n')).not.toContain('private');
    expect(run.worker.phase).toBe('running');
  });
});
