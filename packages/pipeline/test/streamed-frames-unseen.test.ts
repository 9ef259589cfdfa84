import type { FrameProcessor } from '@turnstream/pipeline';
import { InputAudioRawFrame, Pipeline, TextFrame } from '@turnstream/pipeline';
import { expect, it } from 'vitest';
import { nextTurnOfTheLoop } from './support/next-turn-of-the-loop.ts';
import { Probe } from './support/probe.ts';
import { runProcessors, type RunningPipeline } from './support/run-processors.ts';

function send(run: RunningPipeline, count: number): void {
  for (let sent = 0; sent < count; sent += 1) {
    run.worker.queueFrame(new InputAudioRawFrame({ audio: new Uint8Array(2), sampleRate: 16_000 }));
  }
}

/** Hands its frames on as any pipeline does, and counts them. */
class CountingPipeline extends Pipeline {
  passed = 0;

  override processFrame(...given: Parameters<Pipeline['processFrame']>): void {
    this.passed += 1;
    super.processFrame(...given);
  }
}

it('an observer that is added in the middle of a call sees audio wherever it sees other frames', async () => {
  await using run = await runProcessors([new Pipeline([new Pipeline([new Probe()])])]);
  send(run, 3);
  const places: Record<string, string[]> = {};
  run.worker.addObserver({
    onPushFrame: ({ source, destination, frame }) => {
      (places[frame.constructor.name] ??= []).push(`${source.name} to ${destination.name}`);
    },
  });
  send(run, 1);
  run.worker.queueFrame(new TextFrame({ text: '' }));
  await nextTurnOfTheLoop();
  expect(run.after.downstream.filter((frame) => frame instanceof InputAudioRawFrame)).toHaveLength(4);
  expect(places['InputAudioRawFrame']).toEqual(places['TextFrame']);
  expect(places['TextFrame']).toHaveLength(10);
});

it('a handler of an event of each frame that is added in the middle of a call hears of audio, until it is removed', async () => {
  const nested = new Pipeline([new Probe()]);
  await using run = await runProcessors([nested]);
  send(run, 3);
  let heard = 0;
  const [source]: readonly FrameProcessor[] = nested.processors;
  const remove = source?.on('beforeProcessFrame', () => {
    heard += 1;
  });
  send(run, 2);
  remove?.();
  send(run, 4);
  await nextTurnOfTheLoop();
  expect(heard).toBe(2);
  expect(run.after.downstream.filter((frame) => frame instanceof InputAudioRawFrame)).toHaveLength(9);
});

it('a pipeline of a class of its own has all its frames', async () => {
  const counting = new CountingPipeline([new Probe()]);
  await using run = await runProcessors([counting]);
  const before = counting.passed;
  send(run, 5);
  await nextTurnOfTheLoop();
  expect(counting.passed - before).toBe(5);
});

it('a processor that is linked into a pipeline in the middle of a call sees the audio from then on', async () => {
  const [last, added] = [new Probe(), new Probe()];
  const nested = new Pipeline([last]);
  await using run = await runProcessors([nested]);
  send(run, 3);
  nested.processors[0]?.link(added).link(last);
  send(run, 2);
  await nextTurnOfTheLoop();
  expect(added.downstream).toHaveLength(2);
  expect(last.downstream.filter((frame) => frame instanceof InputAudioRawFrame)).toHaveLength(5);
});
