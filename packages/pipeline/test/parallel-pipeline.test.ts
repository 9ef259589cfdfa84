import type { Frame, FrameDirection } from '@turnstream/pipeline';
import {
  CancelFrame,
  EndFrame,
  ErrorFrame,
  FrameProcessor,
  InputAudioRawFrame,
  ParallelPipeline,
  StartFrame,
  TextFrame,
} from '@turnstream/pipeline';
import { createDeferred } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { findFrames } from './support/find-frames.ts';
import { nextTurnOfTheLoop } from './support/next-turn-of-the-loop.ts';
import { Recorder } from './support/recorder.ts';
import { runProcessors } from './support/run-processors.ts';

/** Adds a text of its own behind each text, and at the start. */
class Speaker extends FrameProcessor {
  readonly #says: string;

  constructor(says: string) {
    super();
    this.#says = says;
  }

  override processFrame(frame: Frame, direction: FrameDirection): void {
    if (frame instanceof StartFrame) this.pushFrame(new TextFrame({ text: `${this.#says} before the start` }));
    this.pushFrame(frame, direction);
    if (frame instanceof TextFrame) this.pushFrame(new TextFrame({ text: this.#says }));
  }
}

/** Holds one kind of frame until a door opens. */
class Slow extends FrameProcessor {
  readonly door = createDeferred();
  readonly #held: new () => Frame;

  constructor(held: new () => Frame) {
    super();
    this.#held = held;
  }

  override async processFrame(frame: Frame, direction: FrameDirection): Promise<void> {
    if (frame instanceof this.#held) await this.door.promise;
    this.pushFrame(frame, direction);
  }
}

function texts(frames: readonly Frame[]): string[] {
  return findFrames(frames, TextFrame).map((frame) => frame.text);
}

function text(content: string): TextFrame {
  return new TextFrame({ text: content });
}

describe('a parallel pipeline', () => {
  it('refuses to be made of nothing, or of processors that are in no list', () => {
    expect(() => new ParallelPipeline()).toThrow(
      new TypeError('a ParallelPipeline needs at least one list of processors'),
    );
    // @ts-expect-error -- as plain JavaScript may call it
    expect(() => new ParallelPipeline(new Recorder())).toThrow(/branch 0 of a ParallelPipeline is not a list/u);
  });

  it('gives each frame to every branch and lets it out once, with what the branches add', async () => {
    const [one, two] = [new Recorder(), new Recorder()];
    await using run = await runProcessors([new ParallelPipeline([one], [two], [])]);
    run.worker.queueFrame(text('said'));
    await nextTurnOfTheLoop();
    expect(one.handled).toContain('said');
    expect(two.handled).toContain('said');
    expect(texts(run.after.downstream)).toEqual(['said']);
    one.pushFrame(text('from one'));
    two.pushError('from two');
    await nextTurnOfTheLoop();
    expect(texts(run.after.downstream)).toEqual(['said', 'from one']);
    expect(findFrames(run.before.upstream, ErrorFrame).map(({ error }) => error)).toEqual(['from two']);
    run.worker.queueFrame(text('back'), 'upstream');
    await nextTurnOfTheLoop();
    expect(texts(run.before.upstream)).toEqual(['back']);
  });

  it('lets the StartFrame out first, when all branches have let it through, and then what waited', async () => {
    const slow = new Slow(StartFrame);
    const parallel = new ParallelPipeline([new Speaker('quick')], [slow]);
    const running = runProcessors([parallel]);
    await nextTurnOfTheLoop();
    await nextTurnOfTheLoop();
    expect(parallel.next).toBeDefined();
    slow.door.resolve();
    await using run = await running;
    await nextTurnOfTheLoop();
    expect(run.after.downstream.map((frame) => frame.constructor)).toEqual([StartFrame, TextFrame]);
    expect(texts(run.after.downstream)).toEqual(['quick before the start']);
  });

  it('lets the EndFrame out last, when all branches have let it through', async () => {
    const slow = new Slow(EndFrame);
    await using run = await runProcessors([new ParallelPipeline([new Recorder()], [new Speaker('slow'), slow])]);
    run.worker.queueFrame(text('said'));
    run.worker.stopWhenDone();
    await nextTurnOfTheLoop();
    expect(run.worker.phase).toBe('ending');
    slow.pushFrame(text('late'));
    slow.door.resolve();
    expect((await run.ended).kind).toBe('ended');
    expect(texts(run.after.downstream)).toEqual(['slow before the start', 'said', 'slow', 'late']);
    expect(run.after.downstream.at(-1)).toBeInstanceOf(EndFrame);
  });

  it('can be cancelled while one branch sits on the EndFrame', async () => {
    const slow = new Slow(EndFrame);
    await using run = await runProcessors([new ParallelPipeline([new Recorder()], [slow])]);
    run.worker.stopWhenDone();
    await nextTurnOfTheLoop();
    run.worker.cancel('enough');
    slow.door.resolve();
    expect((await run.ended).kind).toBe('cancelled');
    expect(run.after.downstream.filter((frame) => frame instanceof EndFrame)).toEqual([]);
    expect(run.after.downstream.at(-1)).toBeInstanceOf(CancelFrame);
  });

  it('nests', async () => {
    const inner = new ParallelPipeline([new Recorder()], [new Recorder()]);
    await using run = await runProcessors([new ParallelPipeline([inner], [new Recorder()])]);
    for (let count = 0; count < 3; count += 1) {
      run.worker.queueFrame(new InputAudioRawFrame({ audio: new Uint8Array(640), sampleRate: 16_000 }));
      run.worker.queueFrame(text(String(count)));
    }
    await nextTurnOfTheLoop();
    expect(texts(run.after.downstream)).toEqual(['0', '1', '2']);
    expect(findFrames(run.after.downstream, InputAudioRawFrame)).toHaveLength(3);
    run.worker.stopWhenDone();
    expect((await run.ended).kind).toBe('ended');
  });
});
