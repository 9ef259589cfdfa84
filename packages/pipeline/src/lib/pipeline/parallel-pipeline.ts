import type { Frame } from '../frames/frame.ts';
import { CancelFrame, EndFrame, StartFrame } from '../frames/lifecycle-frames.ts';
import type { FrameDirection } from '../processor/frame-direction.ts';
import { FrameProcessor } from '../processor/frame-processor.ts';
import type { FrameProcessorSetup } from '../processor/frame-processor-setup.ts';
import type { HandlerScope } from '../processor/handler-scope.ts';
import { Pipeline } from './pipeline.ts';
import { PipelineEnd } from './pipeline-end.ts';
import { ReleasedFrames } from './released-frames.ts';

type Branch = { readonly source: PipelineEnd; readonly pipeline: Pipeline; readonly sink: PipelineEnd };

/** A StartFrame, EndFrame or CancelFrame that not all branches have delivered yet. */
type Rendezvous = { readonly frame: Frame; missing: number; readonly held: Frame[]; readonly done: () => void };

const rememberedFrames = 10_000;
const maxHeldFrames = 10_000;

/**
 * Branches side by side. Each frame goes into every branch, and what comes out of them goes on once, whichever branch
 * delivers it first. StartFrame, EndFrame and CancelFrame go on when all branches have delivered them: the StartFrame
 * before everything else that comes out, the others after it.
 */
export class ParallelPipeline extends FrameProcessor {
  readonly #branches: readonly Branch[];
  readonly #released = {
    downstream: new ReleasedFrames(rememberedFrames),
    upstream: new ReleasedFrames(rememberedFrames),
  };
  #rendezvous: Rendezvous | undefined;

  /**
   * @param branches The processors of each branch, from the source of audio on
   * @throws TypeError without a branch, and when one is not a list
   */
  constructor(...branches: readonly (readonly FrameProcessor[])[]) {
    super();
    if (branches.length === 0) throw new TypeError('a ParallelPipeline needs at least one list of processors');
    this.#branches = branches.map((processors, index) => this.#makeBranch(processors, index));
  }

  /** The pipelines of the branches, with their ends. */
  override get processors(): readonly FrameProcessor[] {
    return this.#branches.flatMap(({ source, pipeline, sink }) => [source, pipeline, sink]);
  }

  /** Sets up all branches at the same time. */
  override async setup(setup: FrameProcessorSetup): Promise<void> {
    await super.setup(setup);
    await Promise.all(this.processors.map((processor) => processor.setup(setup)));
  }

  /** Cleans up all branches at the same time. */
  override async cleanup(): Promise<void> {
    await Promise.all(this.processors.map((processor) => processor.cleanup()));
    await super.cleanup();
  }

  override processFrame(frame: Frame, direction: FrameDirection, scope: HandlerScope): void | Promise<void> {
    if (direction === 'upstream') {
      for (const { sink } of this.#branches) sink.queueFrame(frame, direction);
      return undefined;
    }
    const isShared = frame instanceof StartFrame || frame instanceof EndFrame || frame instanceof CancelFrame;
    const delivered = isShared ? this.#meet(frame, scope) : undefined;
    for (const { source } of this.#branches) source.queueFrame(frame, direction);
    return delivered;
  }

  #makeBranch(processors: readonly FrameProcessor[], index: number): Branch {
    if (!Array.isArray(processors)) {
      throw new TypeError(`branch ${index} of a ParallelPipeline is not a list of processors: put it in [ ]`);
    }
    const name = `${this.name}::Branch${index}`;
    const source = new PipelineEnd(`${name}::Source`, 'upstream', (frame) => this.#left(frame, 'upstream'));
    const sink = new PipelineEnd(`${name}::Sink`, 'downstream', (frame) => this.#left(frame, 'downstream'));
    const pipeline = new Pipeline(processors, { name });
    source.link(pipeline).link(sink);
    return { source, pipeline, sink };
  }

  /** Resolves when all branches have delivered the frame, or when nobody waits for it any more. */
  #meet(frame: Frame, scope: HandlerScope): Promise<void> {
    // A CancelFrame overtakes an EndFrame, which then is not let out any more.
    if (this.#rendezvous !== undefined) this.#released.downstream.release(this.#rendezvous.frame.id);
    return new Promise((done) => {
      this.#rendezvous = { frame, missing: this.#branches.length, held: [], done };
      scope.signal.addEventListener('abort', () => done(), { once: true });
    });
  }

  #left(frame: Frame, direction: FrameDirection): void {
    const rendezvous = this.#rendezvous;
    if (rendezvous !== undefined && frame === rendezvous.frame) {
      if (direction === 'downstream') this.#delivered(rendezvous);
      return;
    }
    if (!this.#released[direction].release(frame.id)) return;
    const isHeld = rendezvous?.frame instanceof StartFrame && direction === 'downstream';
    if (!isHeld) {
      this.pushFrame(frame, direction);
    } else if (rendezvous.held.length < maxHeldFrames) {
      rendezvous.held.push(frame);
    } else {
      this.logger.warn(`${this.name}: ${frame.name} was dropped: a branch has not let the StartFrame through yet`);
    }
  }

  #delivered(rendezvous: Rendezvous): void {
    rendezvous.missing -= 1;
    if (rendezvous.missing > 0) return;
    this.#rendezvous = undefined;
    this.pushFrame(rendezvous.frame);
    for (const held of rendezvous.held) this.pushFrame(held);
    rendezvous.done();
  }
}
