import { trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { InputAudioRawFrame } from '@turnstream/pipeline';
import { awaitAudio, connected, turnInfo } from '@turnstream/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runFlux } from '../support/run-flux.ts';

const exporter = new InMemorySpanExporter();

beforeAll(() => {
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
});
afterAll(() => trace.disable());

it('without a voice-activity model the span begins with the first word, and names the lists of the settings', async () => {
  let nowMs = 1_700_000_000_000;
  const startedAtMs = nowMs;
  const words = [
    { word: 'hello', confidence: 1, start: 0.5, end: 0.8 },
    { word: 'there', confidence: 1, start: 0.9, end: 1.25 },
  ];
  const script = [
    connected(),
    awaitAudio({ seconds: 2 }),
    turnInfo({ event: 'StartOfTurn', transcript: 'hello' }),
    turnInfo({ event: 'EndOfTurn', transcript: 'hello there', words }),
  ];
  await using run = await runFlux(script, {
    settings: { keyterm: ['turnstream', 'Flux'] },
    worker: {
      enableTracing: true,
      params: { enableMetrics: true, enableUsageMetrics: true },
      wallTimeMs: () => nowMs,
    },
  });
  for (let frame = 0; frame < 100; frame += 1) {
    nowMs += 20;
    run.worker.queueFrame(new InputAudioRawFrame({ audio: new Uint8Array(640).fill(32), sampleRate: 16_000 }));
    await run.worker.flushPipeline();
  }
  await run.heard('endOfTurn');
  run.worker.stopWhenDone();
  await run.ended;
  const spans = exporter.getFinishedSpans().filter(({ name }) => name === 'stt');
  expect(spans).toHaveLength(1);
  const [seconds = 0, nanoseconds = 0] = spans[0]?.startTime ?? [];
  expect(seconds * 1_000 + nanoseconds / 1e6).toBeCloseTo(startedAtMs + 500, 2);
  const [lasted = 0, rest = 0] = spans[0]?.duration ?? [];
  expect(lasted + rest / 1e9).toBeCloseTo(1.5, 3);
  expect(spans[0]?.attributes).toMatchObject({
    'gen_ai.provider.name': 'deepgramflux',
    'settings.keyterm': ['turnstream', 'Flux'],
    transcript: 'hello there',
    vad_enabled: false,
    'metrics.ttfb': 0.75,
  });
  // With the silence that the watchdog put behind it.
  expect(Number(spans[0]?.attributes['metrics.audio_seconds'])).toBeGreaterThanOrEqual(2);
});
