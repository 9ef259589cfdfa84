import {
  InputAudioRawFrame,
  MetricsFrame,
  TextFrame,
  TranscriptionFrame,
  UserBotLatencyObserver,
  type Frame,
  type FrameDirection,
  type UserBotLatency,
} from '@turnstream/pipeline';
import { awaitAudio, connected, turnInfo, waitFor } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { Recorder } from '../support/recorder.ts';
import { runFlux } from '../support/run-flux.ts';

/** Answers a final text at once. */
class Answerer extends Recorder {
  override processFrame(frame: Frame, direction: FrameDirection): void | Promise<void> {
    if (frame instanceof TranscriptionFrame) this.pushFrame(new TextFrame({ text: 'an answer' }));
    return super.processFrame(frame, direction);
  }
}

it('with Flux alone, the times of the turn give the latency of the text and of the answer', async () => {
  let nowMs = 1_700_000_000_000;
  const startedAtMs = nowMs;
  const observer = new UserBotLatencyObserver();
  const measured: UserBotLatency[] = [];
  observer.on('latencyMeasured', (_observer, latency) => void measured.push(latency));
  const script = [
    connected(),
    awaitAudio({ seconds: 2 }),
    turnInfo({ event: 'StartOfTurn', transcript: 'hello' }),
    turnInfo({
      event: 'EndOfTurn',
      transcript: 'hello',
      words: [{ word: 'hello', confidence: 1, start: 0.5, end: 1.25 }],
    }),
  ];
  await using run = await runFlux(script, {
    behind: [new Answerer()],
    worker: { params: { enableMetrics: true }, observers: [observer], wallTimeMs: () => nowMs },
  });
  for (let frame = 0; frame < 100; frame += 1) {
    nowMs += 20;
    run.worker.queueFrame(new InputAudioRawFrame({ audio: new Uint8Array(640).fill(32), sampleRate: 16_000 }));
    await run.worker.flushPipeline();
  }
  await run.heard('endOfTurn');
  await waitFor(() => measured.length > 0);
  const [text] = findFrames(run.after.downstream, TranscriptionFrame);
  expect(text?.speechStartMs).toBeCloseTo(startedAtMs + 500, 3);
  expect(text?.speechEndMs).toBeCloseTo(startedAtMs + 1_250, 3);
  const ttfbs = findFrames(run.after.downstream, MetricsFrame).flatMap(({ data }) =>
    data.flatMap((figure) => (figure.kind === 'ttfb' ? [figure.durationMs] : [])),
  );
  expect(ttfbs).toHaveLength(2);
  expect(ttfbs[1]).toBeCloseTo(750, 3);
  expect(measured).toMatchObject([{ to: 'text', from: 'turn-times' }]);
  expect(measured[0]?.speechEndMs).toBe(text?.speechEndMs);
  expect(measured[0]?.latencyMs).toBeGreaterThanOrEqual(700);
});
