import {
  EndFrame,
  EndWorkerFrame,
  ErrorFrame,
  FrameProcessor,
  InterruptionFrame,
  StartFrame,
  TextFrame,
  type Frame,
  type FrameDirection,
} from '@turnstream/pipeline';
import { runTest, SleepFrame } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';

/** Pushes each text twice, answers "error" with an error, swallows "lost" and ends at "end". */
class Echo extends FrameProcessor {
  override processFrame(frame: Frame, direction: FrameDirection): void {
    if (!(frame instanceof TextFrame)) {
      this.pushFrame(frame, direction);
    } else if (frame.text === 'error') {
      this.pushError('as asked');
    } else if (frame.text === 'end') {
      this.pushFrame(new EndWorkerFrame(), 'upstream');
    } else if (frame.text !== 'lost') {
      this.pushFrame(frame, direction);
      this.pushFrame(new TextFrame({ text: `${frame.text} again` }), direction);
    }
  }
}

/** As in the README. */
class Shouter extends FrameProcessor {
  override processFrame(frame: Frame, direction: FrameDirection): void {
    this.pushFrame(frame instanceof TextFrame ? new TextFrame({ text: frame.text.toUpperCase() }) : frame, direction);
  }
}

function text(content: string): TextFrame {
  return new TextFrame({ text: content });
}

describe('runTest', () => {
  it('gives what came out in both directions, without start and end', async () => {
    const { downstream, upstream, outcome } = await runTest(new Echo(), {
      framesToSend: [text('one'), text('error')],
      expectedDownstream: [TextFrame, TextFrame],
      expectedUpstream: [ErrorFrame],
    });
    expect(downstream.map((frame) => (frame instanceof TextFrame ? frame.text : frame.name))).toEqual([
      'one',
      'one again',
    ]);
    expect(upstream).toHaveLength(1);
    expect(outcome.kind).toBe('ended');
  });

  it('sends upstream, waits until enough has come, and shows the StartFrame on demand', async () => {
    const startedAt = performance.now();
    const { downstream, upstream } = await runTest(new Echo(), {
      framesToSend: [
        text('one'),
        { until: (seen) => seen.downstream.length === 3 },
        { frame: text('back'), direction: 'upstream' },
        new SleepFrame(0.05),
        new InterruptionFrame(),
      ],
      ignoreStart: false,
    });
    expect(downstream.map((frame) => frame.constructor)).toEqual([StartFrame, TextFrame, TextFrame, InterruptionFrame]);
    expect(upstream.map((frame) => frame.constructor)).toEqual([TextFrame, TextFrame]);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(45);
  });

  it('runs the example of the README', async () => {
    const { downstream } = await runTest(new Shouter(), {
      framesToSend: [new TextFrame({ text: 'hello' }), { until: (seen) => seen.downstream.length === 1 }],
      expectedDownstream: [TextFrame],
    });
    expect(downstream[0]).toMatchObject({ text: 'HELLO' });
  });

  it('lets the processor end the pipeline', async () => {
    const { outcome } = await runTest(new Echo(), { framesToSend: [text('end')], sendEndFrame: false });
    expect(outcome.kind).toBe('ended');
  });

  it('says what came when it is not what was expected', async () => {
    const run = runTest(new Echo(), { framesToSend: [text('one'), text('lost')], expectedDownstream: [TextFrame] });
    await expect(run).rejects.toThrow('expected downstream: TextFrame; came: TextFrame, TextFrame');
    const other = runTest(new Echo(), { framesToSend: [], expectedUpstream: [EndFrame] });
    await expect(other).rejects.toThrow('expected upstream: EndFrame; came: nothing');
  });

  it('says what came when the pipeline does not end', async () => {
    const run = runTest(new Echo(), { framesToSend: [text('one')], sendEndFrame: false, timeoutMs: 50 });
    await expect(run).rejects.toThrow('waited 50 ms for the pipeline to end; downstream came TextFrame, TextFrame');
    const stuck = runTest(new Echo(), { framesToSend: [{ until: () => false }], timeoutMs: 50 });
    await expect(stuck).rejects.toThrow('waited 50 ms for the pipeline to end; downstream came nothing');
  });
});
