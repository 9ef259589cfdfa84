import type { Frame, FrameDirection } from '@turnstream/pipeline';
import { ErrorFrame, FrameProcessor, TextFrame } from '@turnstream/pipeline';
import { describe, expect, it } from 'vitest';
import { findFrames } from './support/find-frames.ts';
import { nextTurnOfTheLoop } from './support/next-turn-of-the-loop.ts';
import { Recorder } from './support/recorder.ts';
import { runProcessors } from './support/run-processors.ts';

function text(content: string): TextFrame {
  return new TextFrame({ text: content });
}

describe('an error', () => {
  it('thrown or rejected by a handler goes upstream, and the next frame is handled', async () => {
    class Failing extends Recorder {
      override processFrame(frame: Frame, direction: FrameDirection): void | Promise<void> {
        if (frame instanceof TextFrame && frame.text === 'throw') throw new Error('thrown');
        if (frame instanceof TextFrame && frame.text === 'reject') return Promise.reject(new Error('rejected'));
        return super.processFrame(frame, direction);
      }
    }
    const failing = new Failing();
    await using run = await runProcessors([failing]);
    for (const content of ['throw', 'reject', 'fine']) run.worker.queueFrame(text(content));
    await nextTurnOfTheLoop();
    const errors = findFrames(run.before.upstream, ErrorFrame);
    expect(errors.map((frame) => [frame.error, frame.category, frame.processor])).toEqual([
      ['Error processing frame: thrown', 'unknown', failing],
      ['Error processing frame: rejected', 'unknown', failing],
    ]);
    expect(failing.handled).toContain('fine');
  });

  it('that carries a 401 says nothing about the processor when nobody caught it', async () => {
    class Failing extends FrameProcessor {
      override processFrame(frame: Frame, direction: FrameDirection): void {
        if (frame instanceof TextFrame) throw Object.assign(new Error('no'), { status: 401 });
        this.pushFrame(frame, direction);
      }
    }
    const failing = new Failing();
    await using run = await runProcessors([failing]);
    run.worker.queueFrame(text('one'));
    await nextTurnOfTheLoop();
    expect(findFrames(run.before.upstream, ErrorFrame)[0]?.category).toBe('unknown');
    expect(failing.isUsable).toBe(true);
  });

  for (const { what, options, category, usable } of [
    { what: 'a 401', options: { exception: { status: 401 } }, category: 'authentication', usable: false },
    { what: 'a 503', options: { exception: { status: 503 } }, category: 'server', usable: true },
    { what: 'a category', options: { category: 'quota' }, category: 'quota', usable: true },
    { what: 'a permanent category', options: { category: 'authorization' }, category: 'authorization', usable: false },
    { what: 'nothing but that it is permanent', options: { permanent: true }, category: 'unknown', usable: false },
  ] as const) {
    it(`pushed with ${what} is ${category}, and the processor is ${usable ? 'still' : 'no longer'} usable`, () => {
      const recorder = new Recorder();
      const seen: unknown[] = [];
      recorder.on('error', (processor, frame) => void seen.push([processor.isUsable, frame.category]));
      recorder.pushError('no', options);
      expect(seen).toEqual([[usable, category]]);
    });
  }

  it('is classified by the processor itself first', () => {
    class Knowing extends FrameProcessor {
      protected override classifyError(): 'rate-limit' {
        return 'rate-limit';
      }
    }
    const knowing = new Knowing();
    const frame = new ErrorFrame({ error: 'no', exception: { status: 401 } });
    knowing.pushErrorFrame(frame);
    expect(frame.category).toBe('rate-limit');
    expect(knowing.isUsable).toBe(true);
  });

  it('keeps the processor and the category it came with', () => {
    const [one, other] = [new Recorder(), new Recorder()];
    const frame = new ErrorFrame({ error: 'no', processor: other, category: 'server', exception: { status: 401 } });
    one.pushErrorFrame(frame);
    expect(frame).toMatchObject({ processor: other, category: 'server' });
  });

  it('repeated tells once that the processor is unusable', async () => {
    const recorder = new Recorder();
    const seen: boolean[] = [];
    recorder.on('usableChanged', (_processor, usable) => void seen.push(usable));
    for (let times = 0; times < 3; times += 1) recorder.pushError('no', { category: 'authentication' });
    recorder.setUsable(true);
    recorder.setUsable(true);
    await recorder.cleanup();
    expect(seen).toEqual([false, true]);
  });
});
