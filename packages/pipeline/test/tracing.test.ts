import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Frame, FrameDirection, PipelineWorkerOptions } from '@turnstream/pipeline';
import {
  BotStartedSpeakingFrame,
  FrameProcessor,
  STTService,
  TextFrame,
  TranscriptionFrame,
  UserStartedSpeakingFrame,
  UserStoppedSpeakingFrame,
  VADUserStartedSpeakingFrame,
} from '@turnstream/pipeline';
import { FakeClock } from '@turnstream/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Recorder } from './support/recorder.ts';
import { runProcessors, type RunningPipeline } from './support/run-processors.ts';

const exporter = new InMemorySpanExporter();
const wallStartMs = 1_700_000_000_000;

beforeAll(() => {
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
});
afterAll(() => trace.disable());
beforeEach(() => exporter.reset());

/** A service whose texts the test pushes. */
class WordySTTService extends STTService {
  readonly settings = { model: 'a-model', keyterm: ['one', 'two'], eotThreshold: 0.8, language: null, extra: {} };

  override updateSettings(): void {}
  protected override runStt(): void {}

  say(text: string, fields: Partial<ConstructorParameters<typeof TranscriptionFrame>[0]> = {}): void {
    this.pushFrame(new TranscriptionFrame({ text, userId: '', timestamp: '', finalized: true, ...fields }));
  }
}

type Traced = RunningPipeline & { readonly clock: FakeClock; readonly stt: WordySTTService; readonly behind: Recorder };

async function runTraced(options: PipelineWorkerOptions = {}): Promise<Traced> {
  const clock = new FakeClock();
  const [stt, behind] = [new WordySTTService(), new Recorder()];
  const run = await runProcessors([stt, behind], {
    clock,
    wallTimeMs: () => wallStartMs + clock.now(),
    enableTracing: true,
    conversationId: 'call-7',
    ...options,
  });
  return { ...run, clock, stt, behind };
}

function spans(name: string): ReadableSpan[] {
  return exporter.getFinishedSpans().filter((span) => span.name === name);
}

function startMs(span: ReadableSpan | undefined): number {
  return at(span?.startTime);
}

function endMs(span: ReadableSpan | undefined): number {
  return at(span?.endTime);
}

function at([seconds, nanoseconds]: readonly [number, number] = [0, 0]): number {
  return seconds * 1_000 + nanoseconds / 1e6 - wallStartMs;
}

describe('the spans of a call', () => {
  it('are a conversation, in it its turns, in them the texts', async () => {
    await using run = await runTraced({ additionalSpanAttributes: { 'customer.tier': 2 } });
    run.behind.broadcastFrame(UserStartedSpeakingFrame);
    await run.clock.advanceAsync(1_000);
    run.stt.say('hello', {
      speechStartMs: wallStartMs + 100,
      speechEndMs: wallStartMs + 700,
      language: 'en',
      userId: 'u',
    });
    run.behind.broadcastFrame(UserStoppedSpeakingFrame);
    await run.clock.advanceAsync(500);
    run.behind.broadcastFrame(BotStartedSpeakingFrame);
    await run.clock.advanceAsync(1_000);
    run.behind.broadcastFrame(UserStartedSpeakingFrame);
    await run.clock.advanceAsync(1_000);
    run.worker.stopWhenDone();
    await run.ended;

    const [conversation] = spans('conversation');
    expect(conversation?.attributes).toEqual({
      'conversation.id': 'call-7',
      'conversation.type': 'voice',
      'customer.tier': 2,
    });
    expect([startMs(conversation), endMs(conversation)]).toEqual([0, 3_500]);
    const [first, second] = spans('turn');
    expect(first?.parentSpanContext?.spanId).toBe(conversation?.spanContext().spanId);
    expect(first?.attributes).toEqual({
      'turn.number': 1,
      'turn.type': 'conversation',
      'conversation.id': 'call-7',
      'turn.duration_seconds': 2.5,
      'turn.was_interrupted': true,
      'turn.user_bot_latency_seconds': 0.8,
    });
    expect([startMs(second), endMs(second)]).toEqual([2_500, 3_500]);
    expect(second?.attributes).toMatchObject({
      'turn.number': 2,
      'turn.was_interrupted': true,
      'turn.ended_by_conversation_end': true,
    });
    const [stt] = spans('stt');
    expect(stt?.parentSpanContext?.spanId).toBe(first?.spanContext().spanId);
    expect(stt?.instrumentationScope.name).toBe('turnstream');
    expect([startMs(stt), endMs(stt)]).toEqual([100, 1_000]);
    expect(stt?.events.map(({ name, time }) => [name, at(time)])).toEqual([['speech_end', 700]]);
    expect(stt?.attributes).toEqual({
      'gen_ai.provider.name': 'wordy',
      'gen_ai.request.model': 'a-model',
      'gen_ai.operation.name': 'stt',
      vad_enabled: false,
      'settings.model': 'a-model',
      'settings.keyterm': ['one', 'two'],
      'settings.eotThreshold': 0.8,
      transcript: 'hello',
      is_final: true,
      language: 'en',
      user_id: 'u',
    });
  });

  it('join the segments of a text that is not final at once, and say when it never was', async () => {
    await using run = await runTraced();
    await run.clock.advanceAsync(2_000);
    run.stt.pushFrame(
      new VADUserStartedSpeakingFrame({ startSeconds: 0.2, timestampMs: wallStartMs + 1_500 }),
      'downstream',
    );
    run.stt.say('so', { finalized: false });
    run.stt.say('so it is', { finalized: false });
    run.stt.say('a test', { finalized: true });
    await run.clock.advanceAsync(1_000);
    run.stt.say('cut', { finalized: false });
    run.behind.broadcastFrame(UserStoppedSpeakingFrame);
    await run.clock.advanceAsync(0);
    const [joined, cut] = spans('stt');
    expect(joined?.attributes).toMatchObject({ transcript: 'so it is a test', is_final: true, vad_enabled: true });
    expect(startMs(joined)).toBeCloseTo(1_300, 2);
    expect(cut?.attributes).toMatchObject({ transcript: 'cut', is_final: false, 'stt.incomplete': true });
  });

  it('carry the latency and the audio of the text, when metrics are on', async () => {
    class Metered extends WordySTTService {
      override canGenerateMetrics(): boolean {
        return true;
      }
      override takeUsageSeconds(): number {
        return 1.5;
      }
      meter(): void {
        this.emitSttUsageMetrics();
      }
    }
    const clock = new FakeClock();
    const stt = new Metered();
    await using run = await runProcessors([stt], {
      clock,
      wallTimeMs: () => wallStartMs + clock.now(),
      enableTracing: true,
      params: { enableMetrics: true, enableUsageMetrics: true },
    });
    await clock.advanceAsync(1_000);
    stt.meter();
    stt.meter();
    stt.say('hello', { speechEndMs: wallStartMs + 750 });
    await clock.advanceAsync(0);
    expect(spans('stt')[0]?.attributes).toMatchObject({ 'metrics.ttfb': 0.25, 'metrics.audio_seconds': 3 });
    expect(run.worker.phase).toBe('running');
  });

  it('of two calls at the same time are apart, and a processor finds those of its own', async () => {
    /** Makes a span of its own for each text. */
    class Answerer extends FrameProcessor {
      override processFrame(frame: Frame, direction: FrameDirection): void {
        if (frame instanceof TextFrame) {
          const parent = this.processorSetup.tracing?.turn ?? ROOT_CONTEXT;
          trace.getTracer('app').startSpan('answer', {}, parent).end();
        }
        this.pushFrame(frame, direction);
      }
    }
    const run = (conversationId: string): ReturnType<typeof runProcessors> =>
      runProcessors([new Answerer()], { enableTracing: true, conversationId });
    await using one = await run('one');
    await using two = await run('two');
    for (const { worker } of [one, two, one]) worker.queueFrame(new TextFrame({ text: 'hi' }));
    one.worker.stopWhenDone();
    two.worker.stopWhenDone();
    await Promise.all([one.ended, two.ended]);
    const conversationOf = new Map(
      spans('turn').map((span) => [span.spanContext().spanId, span.attributes['conversation.id']]),
    );
    const parents = spans('answer').map((span) => String(conversationOf.get(span.parentSpanContext?.spanId ?? '')));
    expect(parents.toSorted((first, second) => first.localeCompare(second))).toEqual(['one', 'one', 'two']);
    expect(new Set(spans('conversation').map((span) => span.spanContext().traceId)).size).toBe(2);
  });

  it('are none where tracing is off', async () => {
    await using run = await runTraced({ enableTracing: false });
    run.stt.say('hello');
    run.worker.stopWhenDone();
    await run.ended;
    expect(exporter.getFinishedSpans()).toEqual([]);
    expect(context.active()).toBe(ROOT_CONTEXT);
  });
});
