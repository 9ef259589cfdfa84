import { BotConnectedFrame, ClientConnectedFrame } from '../frames/client-frames.ts';
import type { FrameClass, FrameOwner } from '../frames/frame.ts';
import { StartFrame } from '../frames/lifecycle-frames.ts';
import { BaseObject } from '../object/base-object.ts';
import { PipelineEnd } from '../pipeline/pipeline-end.ts';
import { FrameProcessor } from '../processor/frame-processor.ts';
import type { FrameObserver, FrameProcessed, FramePushed, ProcessorSetUp } from '../processor/frame-observer.ts';

/** How long one processor took. */
export type ProcessorStartup = {
  readonly processor: string;
  /** When its setup began, in milliseconds since the worker began. */
  readonly startedAtMs: number;
  readonly setupMs: number;
  /** From its receipt of the StartFrame to passing it on. */
  readonly startMs: number;
};

/** How long a pipeline took to start. */
export type StartupTiming = {
  /** From the first setup to the StartFrame at the sink. */
  readonly totalMs: number;
  /** In order of setup. */
  readonly processors: readonly ProcessorStartup[];
};

/** How long it took until somebody was there, in milliseconds since the worker began. */
export type TransportTiming = {
  readonly botConnectedMs: number | undefined;
  readonly clientConnectedMs: number;
};

/** Events of the startup observer. They run inside the observer. */
export type StartupTimingEvents = {
  /** The pipeline has started. Once. */
  readonly startupTiming: readonly [timing: StartupTiming];
  /** The first user is there. Once. */
  readonly transportTiming: readonly [timing: TransportTiming];
};

/** Options of the startup observer. */
export type StartupTimingOptions = {
  /** The classes of processors that are listed. Default: all but those that only hold others together. */
  readonly processorTypes?: readonly (abstract new (...values: never[]) => FrameOwner)[];
};

/** Measures how long each processor takes to set up and to start. */
export class StartupTimingObserver extends BaseObject<StartupTimingEvents> implements FrameObserver {
  readonly frameClasses: readonly FrameClass[] = [StartFrame, BotConnectedFrame, ClientConnectedFrame];
  readonly #emit = this.declareEvents<StartupTimingEvents>({ startupTiming: 'sync', transportTiming: 'sync' });
  readonly #processorTypes: StartupTimingOptions['processorTypes'];
  readonly #setups = new Map<number, ProcessorSetUp>();
  readonly #startReceivedNs = new Map<number, number>();
  readonly #startMs = new Map<number, number>();
  #started = false;
  #botConnectedMs: number | undefined;
  #clientConnected = false;

  constructor(options: StartupTimingOptions = {}) {
    super();
    this.#processorTypes = options.processorTypes;
  }

  /** A processor was set up. */
  onProcessorSetUp(notice: ProcessorSetUp): void {
    this.#setups.set(notice.processor.id, notice);
  }

  /** The StartFrame reached a processor. */
  onProcessFrame({ processor, frame, timestampNs }: FrameProcessed): void {
    if (!this.#started && frame instanceof StartFrame) this.#startReceivedNs.set(processor.id, timestampNs);
  }

  /** The StartFrame left a processor, or somebody is there. */
  onPushFrame({ source, frame, timestampNs }: FramePushed): void {
    if (frame instanceof StartFrame) {
      const receivedNs = this.#startReceivedNs.get(source.id);
      if (receivedNs !== undefined) this.#startMs.set(source.id, (timestampNs - receivedNs) / 1e6);
    } else if (frame instanceof BotConnectedFrame) {
      this.#botConnectedMs ??= timestampNs / 1e6;
    } else if (frame instanceof ClientConnectedFrame && !this.#clientConnected) {
      this.#clientConnected = true;
      this.#emit('transportTiming', { botConnectedMs: this.#botConnectedMs, clientConnectedMs: timestampNs / 1e6 });
    }
  }

  /** The StartFrame reached the sink: tells what was measured. */
  onPipelineStarted(timestampNs: number): void {
    if (this.#started) return;
    this.#started = true;
    const setups = [...this.#setups.values()].toSorted((one, other) => one.startedAtNs - other.startedAtNs);
    const beganNs = setups[0]?.startedAtNs ?? timestampNs;
    const processors = setups
      .filter(({ processor }) => this.#isListed(processor))
      .map(({ processor, startedAtNs, finishedAtNs }) => ({
        processor: processor.name,
        startedAtMs: startedAtNs / 1e6,
        setupMs: (finishedAtNs - startedAtNs) / 1e6,
        startMs: this.#startMs.get(processor.id) ?? 0,
      }));
    this.#setups.clear();
    this.#startReceivedNs.clear();
    this.#startMs.clear();
    this.#emit('startupTiming', { totalMs: (timestampNs - beganNs) / 1e6, processors });
  }

  #isListed(processor: FrameOwner): boolean {
    if (this.#processorTypes !== undefined) return this.#processorTypes.some((type) => processor instanceof type);
    if (processor instanceof PipelineEnd) return false;
    return !(processor instanceof FrameProcessor) || processor.processors.length === 0;
  }
}
