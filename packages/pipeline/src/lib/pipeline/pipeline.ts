import type { Frame } from '../frames/frame.ts';
import type { FrameDirection } from '../processor/frame-direction.ts';
import { FrameProcessor } from '../processor/frame-processor.ts';
import type { FrameProcessorSetup } from '../processor/frame-processor-setup.ts';
import { PipelineEnd } from './pipeline-end.ts';

/** Options of a pipeline. */
export type PipelineOptions = {
  /** Default: the class name and a count. */
  readonly name?: string;
};

/** Processors in a row. A processor itself, so pipelines nest. */
export class Pipeline extends FrameProcessor {
  readonly #source: PipelineEnd;
  readonly #sink: PipelineEnd;
  readonly #processors: readonly FrameProcessor[];

  /** @param processors From the source of audio on. */
  constructor(processors: readonly FrameProcessor[], options: PipelineOptions = {}) {
    super({ ...options, enableDirectMode: true });
    this.#source = new PipelineEnd(`${this.name}::Source`, 'upstream', (frame) => this.pushFrame(frame, 'upstream'));
    this.#sink = new PipelineEnd(
      `${this.name}::Sink`,
      'downstream',
      (frame) => this.pushFrame(frame, 'downstream'),
      () => (this.#isPlain ? this.next : undefined),
    );
    this.#processors = [this.#source, ...processors, this.#sink];
    let last: FrameProcessor = this.#source;
    for (const processor of this.#processors.slice(1)) last = last.link(processor);
  }

  /** Everything inside, both ends included. */
  override get processors(): readonly FrameProcessor[] {
    return this.#processors;
  }

  /** Sets up all processors at the same time. One that fails is unusable and reports it; the others go on. */
  override async setup(setup: FrameProcessorSetup): Promise<void> {
    await super.setup(setup);
    await Promise.all(this.#processors.map((processor) => this.#setUpOne(processor, setup)));
  }

  /** Cleans up all processors at the same time. One that fails is logged. */
  override async cleanup(): Promise<void> {
    await Promise.all(
      this.#processors.map((processor) =>
        processor.cleanup().catch((error: unknown) => {
          this.logger.error(`${processor.name} failed to clean up`, { error });
        }),
      ),
    );
    await super.cleanup();
  }

  /** Sends a frame through from the end it comes in at. */
  override processFrame(frame: Frame, direction: FrameDirection): void {
    (direction === 'downstream' ? this.#source : this.#sink).queueFrame(frame, direction);
  }

  protected override shortcut(): FrameProcessor | undefined {
    return this.#isPlain ? this.#source : undefined;
  }

  /** A subclass may do anything with a frame. */
  get #isPlain(): boolean {
    return this.constructor === Pipeline;
  }

  async #setUpOne(processor: FrameProcessor, setup: FrameProcessorSetup): Promise<void> {
    const startedAtNs = setup.pipelineTimeNs();
    try {
      await processor.setup(setup);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      processor.pushError(`Error setting up processor: ${reason}`, { exception: error, permanent: true });
    }
    setup.watch.processorSetUp({ processor, startedAtNs, finishedAtNs: setup.pipelineTimeNs() });
  }
}
