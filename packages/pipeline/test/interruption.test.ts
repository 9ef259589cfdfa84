import { createDeferred } from '@turnstream/testing';
import type { Frame, FrameDirection, HandlerScope } from '@turnstream/pipeline';
import {
  DataFrame,
  EndFrame,
  FrameProcessor,
  InterruptionFrame,
  StopFrame,
  TextFrame,
  TranscriptionFrame,
  UserStartedSpeakingFrame,
} from '@turnstream/pipeline';
import { describe, expect, it } from 'vitest';
import { nextTurnOfTheLoop } from './support/next-turn-of-the-loop.ts';
import { runProcessors } from './support/run-processors.ts';

/** Waits at every data frame until it is let go, then pushes the frame and a copy of its text. */
class Gate extends FrameProcessor {
  readonly entered: string[] = [];
  readonly signals: AbortSignal[] = [];
  readonly #doors = new Map<string, () => void>();

  open(text: string): void {
    this.#doors.get(text)?.();
  }

  override async processFrame(frame: Frame, direction: FrameDirection, scope: HandlerScope): Promise<void> {
    if (!(frame instanceof TextFrame)) {
      this.pushFrame(frame, direction);
      return;
    }
    this.entered.push(frame.text);
    this.signals.push(scope.signal);
    const door = createDeferred();
    this.#doors.set(frame.text, () => door.resolve());
    await door.promise;
    this.pushFrame(frame, direction);
    await Promise.resolve();
    this.pushFrame(new TextFrame({ text: `after ${frame.text}` }));
  }
}

function texts(frames: readonly Frame[]): string[] {
  return frames.filter((frame) => frame instanceof TextFrame).map((frame) => frame.text);
}

function transcription(text: string): TranscriptionFrame {
  return new TranscriptionFrame({ text, userId: '', timestamp: '2026-01-01T00:00:00.000+00:00' });
}

describe('an interruption', () => {
  it('aborts the handler in work and lets nothing of it out afterwards', async () => {
    const gate = new Gate();
    await using run = await runProcessors([gate]);
    run.worker.queueFrame(new TextFrame({ text: 'one' }));
    await nextTurnOfTheLoop();
    run.worker.queueFrame(new InterruptionFrame());
    await nextTurnOfTheLoop();
    expect(gate.signals[0]?.aborted).toBe(true);
    gate.open('one');
    await nextTurnOfTheLoop();
    expect(run.after.downstreamNames).toEqual(['InterruptionFrame']);
  });

  it('drops waiting data and goes on with what comes later', async () => {
    const gate = new Gate();
    await using run = await runProcessors([gate]);
    for (const text of ['one', 'two', 'three']) run.worker.queueFrame(new TextFrame({ text }));
    await nextTurnOfTheLoop();
    run.worker.queueFrame(new InterruptionFrame());
    await nextTurnOfTheLoop();
    run.worker.queueFrame(new TextFrame({ text: 'four' }));
    await nextTurnOfTheLoop();
    gate.open('four');
    gate.open('one');
    await nextTurnOfTheLoop();
    expect(gate.entered).toEqual(['one', 'four']);
    expect(texts(run.after.downstream)).toEqual(['four', 'after four']);
  });

  it('leaves an uninterruptible frame in work alone; it arrives after the interruption', async () => {
    const gate = new Gate();
    await using run = await runProcessors([gate]);
    run.worker.queueFrame(transcription('kept'));
    run.worker.queueFrame(new TextFrame({ text: 'dropped' }));
    await nextTurnOfTheLoop();
    run.worker.queueFrame(new InterruptionFrame());
    await nextTurnOfTheLoop();
    gate.open('kept');
    await nextTurnOfTheLoop();
    expect(gate.signals[0]?.aborted).toBe(false);
    expect(run.after.downstreamNames).toEqual(['InterruptionFrame', 'TranscriptionFrame', 'TextFrame']);
    expect(gate.entered).toEqual(['kept']);
  });

  it('keeps uninterruptible frames that wait, in order', async () => {
    const gate = new Gate();
    await using run = await runProcessors([gate]);
    run.worker.queueFrame(new TextFrame({ text: 'in work' }));
    run.worker.queueFrame(transcription('first'));
    run.worker.queueFrame(new TextFrame({ text: 'dropped' }));
    run.worker.queueFrame(transcription('second'));
    await nextTurnOfTheLoop();
    run.worker.queueFrame(new InterruptionFrame());
    await nextTurnOfTheLoop();
    gate.open('first');
    await nextTurnOfTheLoop();
    gate.open('second');
    await nextTurnOfTheLoop();
    gate.open('in work');
    expect(gate.entered).toEqual(['in work', 'first', 'second']);
    expect(texts(run.after.downstream)).toEqual(['first', 'after first', 'second', 'after second']);
  });

  for (const last of [new EndFrame(), new StopFrame()]) {
    it(`does not drop a waiting ${last.constructor.name}`, async () => {
      const gate = new Gate();
      await using run = await runProcessors([gate]);
      run.worker.queueFrame(new TextFrame({ text: 'in work' }));
      run.worker.queueFrame(last);
      await nextTurnOfTheLoop();
      run.before.pushFrame(new InterruptionFrame());
      await nextTurnOfTheLoop();
      gate.open('in work');
      const outcome = await run.ended;
      expect(outcome.kind).toBe(last instanceof EndFrame ? 'ended' : 'stopped');
      expect(run.after.downstream.map((frame) => frame.constructor.name)).toEqual([
        'StartFrame',
        'InterruptionFrame',
        last.constructor.name,
      ]);
    });
  }

  it('does not make an error of what an aborted handler throws', async () => {
    class Failing extends FrameProcessor {
      override async processFrame(frame: Frame, direction: FrameDirection, scope: HandlerScope): Promise<void> {
        if (frame instanceof TextFrame) {
          await new Promise((_resolve, reject) => {
            scope.signal.addEventListener('abort', () => reject(new Error('stopped waiting')));
          });
        }
        this.pushFrame(frame, direction);
      }
    }
    await using run = await runProcessors([new Failing()]);
    run.worker.queueFrame(new TextFrame({ text: 'one' }));
    await nextTurnOfTheLoop();
    run.worker.queueFrame(new InterruptionFrame());
    await nextTurnOfTheLoop();
    expect(run.before.upstreamNames).toEqual([]);
    expect(run.after.downstreamNames).toEqual(['InterruptionFrame']);
  });

  it('does not touch what a handler began detached', async () => {
    const begun = createDeferred();
    class Starter extends FrameProcessor {
      override async processFrame(frame: Frame, direction: FrameDirection, scope: HandlerScope): Promise<void> {
        if (frame instanceof TextFrame) {
          void this.detached(async () => {
            await begun.promise;
            this.pushFrame(new TextFrame({ text: 'from beside' }));
          });
          await new Promise((resolve) => {
            scope.signal.addEventListener('abort', resolve);
          });
        }
        this.pushFrame(frame, direction);
      }
    }
    await using run = await runProcessors([new Starter()]);
    run.worker.queueFrame(new TextFrame({ text: 'one' }));
    await nextTurnOfTheLoop();
    run.worker.queueFrame(new InterruptionFrame());
    await nextTurnOfTheLoop();
    begun.resolve();
    await nextTurnOfTheLoop();
    expect(texts(run.after.downstream)).toEqual(['from beside']);
  });

  it('does not touch a task that the handler began', async () => {
    const door = createDeferred();
    class Starter extends FrameProcessor {
      override async processFrame(frame: Frame, direction: FrameDirection, scope: HandlerScope): Promise<void> {
        if (frame instanceof TextFrame) {
          this.createTask('beside', async () => {
            await door.promise;
            this.pushFrame(new TextFrame({ text: 'from the task' }));
          });
          await new Promise((resolve) => {
            scope.signal.addEventListener('abort', resolve);
          });
        }
        this.pushFrame(frame, direction);
      }
    }
    await using run = await runProcessors([new Starter()]);
    run.worker.queueFrame(new TextFrame({ text: 'one' }));
    await nextTurnOfTheLoop();
    run.worker.queueFrame(new InterruptionFrame());
    await nextTurnOfTheLoop();
    door.resolve();
    await nextTurnOfTheLoop();
    expect(texts(run.after.downstream)).toEqual(['from the task']);
  });

  it('does not touch what another handler began, though the interrupted one had queued its frame', async () => {
    const door = createDeferred();
    class Chained extends FrameProcessor {
      override async processFrame(frame: Frame, direction: FrameDirection, scope: HandlerScope): Promise<void> {
        if (frame instanceof TextFrame) {
          this.queueFrame(new UserStartedSpeakingFrame());
          await new Promise((resolve) => {
            scope.signal.addEventListener('abort', resolve);
          });
        } else if (frame instanceof UserStartedSpeakingFrame) {
          void door.promise.then(() => this.pushFrame(new TextFrame({ text: 'from the other' })));
        } else {
          this.pushFrame(frame, direction);
        }
      }
    }
    await using run = await runProcessors([new Chained()]);
    run.worker.queueFrame(new TextFrame({ text: 'one' }));
    await nextTurnOfTheLoop();
    run.worker.queueFrame(new InterruptionFrame());
    await nextTurnOfTheLoop();
    door.resolve();
    await nextTurnOfTheLoop();
    expect(texts(run.after.downstream)).toEqual(['from the other']);
  });

  it('of the neighbours drops what waits here, lets what runs go on, and returns at once', async () => {
    class Interrupter extends FrameProcessor {
      override processFrame(frame: Frame, direction: FrameDirection): void {
        if (frame instanceof TextFrame && frame.text === 'interrupt') {
          this.broadcastInterruption();
          this.pushFrame(new TextFrame({ text: 'still said' }));
          return;
        }
        this.pushFrame(frame, direction);
      }
    }
    await using run = await runProcessors([new Interrupter()]);
    run.worker.queueFrame(new TextFrame({ text: 'interrupt' }));
    await nextTurnOfTheLoop();
    expect(run.after.downstreamNames).toEqual(['InterruptionFrame', 'TextFrame']);
    expect(run.before.upstreamNames).toEqual(['InterruptionFrame']);
    const down = run.after.downstream.find((frame) => frame instanceof InterruptionFrame);
    const [up] = run.before.upstream;
    expect(down?.broadcastSiblingId).toBe(up?.id);
    expect(up?.broadcastSiblingId).toBe(down?.id);
  });

  it('does not reach frames that have not left the input queue', async () => {
    class Slow extends FrameProcessor {
      readonly door = createDeferred();
      override async processFrame(frame: Frame, direction: FrameDirection): Promise<void> {
        if (frame instanceof InterruptionFrame) await this.door.promise;
        this.pushFrame(frame, direction);
      }
    }
    class Marker extends DataFrame {}
    const slow = new Slow();
    await using run = await runProcessors([slow]);
    run.worker.queueFrame(new InterruptionFrame());
    await nextTurnOfTheLoop();
    run.worker.queueFrame(new Marker());
    run.worker.queueFrame(new InterruptionFrame());
    slow.door.resolve();
    await nextTurnOfTheLoop();
    expect(run.after.downstreamNames).toEqual(['InterruptionFrame', 'InterruptionFrame', 'Marker']);
  });
});
