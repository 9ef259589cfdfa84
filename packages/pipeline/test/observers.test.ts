import type { FrameObserver } from '@turnstream/pipeline';
import { TextFrame } from '@turnstream/pipeline';
import { createDeferred } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { nextTurnOfTheLoop } from './support/next-turn-of-the-loop.ts';
import { Recorder } from './support/recorder.ts';
import { recordingLogger } from './support/recording-logger.ts';
import { runProcessors } from './support/run-processors.ts';

/** Keeps the texts that arrive at one processor. */
class Watcher implements FrameObserver {
  readonly seen: string[] = [];
  readonly #of: string;

  constructor(of: string) {
    this.#of = of;
  }

  onPushFrame({ destination, frame }: Parameters<NonNullable<FrameObserver['onPushFrame']>>[0]): void {
    if (destination.name === this.#of && frame instanceof TextFrame) this.seen.push(`pushed ${frame.text}`);
  }

  onProcessFrame({ processor, frame }: Parameters<NonNullable<FrameObserver['onProcessFrame']>>[0]): void {
    if (processor.name === this.#of && frame instanceof TextFrame) this.seen.push(`handled ${frame.text}`);
  }
}

describe('an observer', () => {
  it('sees frames being pushed and handled, in order, to the very end', async () => {
    const watcher = new Watcher('watched');
    await using run = await runProcessors([new Recorder({ name: 'watched' })], { observers: [watcher] });
    run.worker.queueFrame(new TextFrame({ text: 'one' }));
    run.worker.queueFrame(new TextFrame({ text: 'two' }));
    run.worker.stopWhenDone();
    await run.ended;
    expect(watcher.seen).toEqual(['pushed one', 'pushed two', 'handled one', 'handled two']);
  });

  it('that is slow holds up neither the pipeline nor another observer', async () => {
    const door = createDeferred();
    const slow: FrameObserver = { onPushFrame: () => door.promise };
    const quick = new Watcher('watched');
    const recorder = new Recorder({ name: 'watched' });
    await using run = await runProcessors([recorder], { observers: [slow, quick] });
    run.worker.queueFrame(new TextFrame({ text: 'one' }));
    await nextTurnOfTheLoop();
    expect(recorder.handled).toContain('one');
    expect(quick.seen).toEqual(['pushed one', 'handled one']);
    door.resolve();
  });

  it('that is slow has seen all of it when the worker has ended', async () => {
    const seen: string[] = [];
    const slow: FrameObserver = {
      async onPushFrame({ destination, frame }) {
        await nextTurnOfTheLoop();
        if (destination.name === 'watched') seen.push(frame.constructor.name);
      },
    };
    await using run = await runProcessors([new Recorder({ name: 'watched' })], { observers: [slow] });
    run.worker.queueFrame(new TextFrame({ text: 'one' }));
    run.worker.stopWhenDone();
    await run.ended;
    expect(seen).toEqual(['StartFrame', 'TextFrame', 'EndFrame']);
  });

  it('that fails is logged, and sees what follows', async () => {
    const { logger, lines } = recordingLogger();
    let calls = 0;
    const failing: FrameObserver = {
      onPushFrame() {
        calls += 1;
        throw new Error('no');
      },
    };
    await using run = await runProcessors([new Recorder()], { observers: [failing], logger });
    const before = calls;
    run.worker.queueFrame(new TextFrame({ text: 'one' }));
    await nextTurnOfTheLoop();
    expect(calls).toBeGreaterThan(before);
    expect(lines.every((line) => line === 'error: an observer failed')).toBe(true);
  });

  it('can come and go while the pipeline runs', async () => {
    const watcher = new Watcher('watched');
    await using run = await runProcessors([new Recorder({ name: 'watched' })]);
    run.worker.queueFrame(new TextFrame({ text: 'before' }));
    await nextTurnOfTheLoop();
    run.worker.addObserver(watcher);
    run.worker.queueFrame(new TextFrame({ text: 'while' }));
    await nextTurnOfTheLoop();
    run.worker.removeObserver(watcher);
    run.worker.queueFrame(new TextFrame({ text: 'after' }));
    await nextTurnOfTheLoop();
    expect(watcher.seen).toEqual(['pushed while', 'handled while']);
  });
});
