import { InterruptionFrame } from '../frames/flow-frames.ts';
import type { Frame } from '../frames/frame.ts';
import { FunctionCallResultFrame, FunctionCallsStartedFrame } from '../frames/function-call-frames.ts';
import { CancelFrame, EndFrame, StartFrame, StopFrame } from '../frames/lifecycle-frames.ts';
import {
  SpeculationEndedFrame,
  SpeculationGateReadyFrame,
  SpeculationConfirmedFrame,
  SpeculationStartedFrame,
  SpeculationWithdrawnFrame,
} from '../frames/speculation-frames.ts';
import { HeartbeatFrame, PipelineFlushFrame } from '../frames/worker-frames.ts';
import type { FrameDirection } from '../processor/frame-direction.ts';
import type { FrameCallback, FrameProcessorOptions } from '../processor/frame-processor-options.ts';
import { FrameProcessor } from '../processor/frame-processor.ts';
import { SettledSpeculations } from './settled-speculations.ts';
import type { GateEffect, GateInput } from './speculation-gate-state.ts';
import { openGate, stepGate } from './speculation-gate-state.ts';

/** Options of the gate. */
export type SpeculationGateOptions = FrameProcessorOptions & {
  /** Frames held at once. Over it the speculation is thrown away with one error, and the model asked at the end. Default 10 000. */
  readonly maxHeldFrames?: number | undefined;
};

/**
 * Goes right behind the model. Lets nothing downstream that the model made for a turn that is not over: holds it until the
 * SpeculationConfirmedFrame and then releases it in order, or throws it away. Function calls are held too, so none runs
 * unconfirmed. Other system frames, and frames that steer the pipeline, pass; so does everything upstream.
 *
 * Without a gate in the pipeline the aggregator does not ask the model before a turn is over.
 */
export class SpeculationGate extends FrameProcessor {
  readonly #maxHeldFrames: number;
  readonly #settled = new SettledSpeculations();
  #state = openGate;
  #held: Frame[] = [];
  /** Beginnings of regions that wait in the queue, and function calls that overtook them. */
  #waitingStarts = 0;
  #early: Frame[] = [];

  /** @throws TypeError when `maxHeldFrames` is not a whole number above 0 */
  constructor(options: SpeculationGateOptions = {}) {
    super(options);
    const { maxHeldFrames = 10_000 } = options;
    if (!Number.isInteger(maxHeldFrames) || maxHeldFrames < 1) {
      throw new TypeError(`maxHeldFrames must be a whole number above 0, got ${maxHeldFrames}`);
    }
    this.#maxHeldFrames = maxHeldFrames;
  }

  /** How many frames are held now. */
  get heldFrames(): number {
    return this.#held.length;
  }

  override queueFrame(frame: Frame, direction: FrameDirection = 'downstream', callback?: FrameCallback): void {
    if (frame instanceof SpeculationStartedFrame) this.#waitingStarts += 1;
    super.queueFrame(frame, direction, callback);
  }

  override processFrame(frame: Frame, direction: FrameDirection): void {
    if (direction === 'downstream' && this.#waitingStarts > 0 && frame instanceof FunctionCallsStartedFrame) {
      this.#early.push(frame);
      return;
    }
    if (direction === 'downstream' && isGated(frame)) {
      this.#step({ type: 'frame' }, frame);
      return;
    }
    if (direction === 'upstream' && !(frame instanceof InterruptionFrame)) {
      this.pushFrame(frame, direction);
      return;
    }
    // An interruption gets ahead of what it cuts; a confirmation ahead of what it releases.
    const isBehind = frame instanceof SpeculationEndedFrame || frame instanceof InterruptionFrame;
    if (isBehind || endsThePipeline(frame)) this.#notice(frame);
    this.pushFrame(frame, direction);
    if (frame instanceof StartFrame) this.pushFrame(new SpeculationGateReadyFrame(), 'upstream');
    else if (!isBehind) this.#notice(frame);
    if (frame instanceof SpeculationStartedFrame) this.#takeEarly();
  }

  override async cleanup(): Promise<void> {
    this.#step({ type: 'interrupted' });
    await super.cleanup();
  }

  #takeEarly(): void {
    this.#waitingStarts -= 1;
    if (this.#waitingStarts > 0) return;
    for (const frame of this.#early.splice(0)) this.#step({ type: 'frame' }, frame);
  }

  #notice(frame: Frame): void {
    const settlement = this.#settled.notice(frame);
    if (frame instanceof SpeculationConfirmedFrame || frame instanceof SpeculationWithdrawnFrame) {
      const { speculationId } = frame.speculation;
      if (settlement !== undefined) this.#step({ type: 'settled', speculationId, settlement });
    } else if (frame instanceof SpeculationStartedFrame) {
      const { speculationId } = frame.speculation;
      this.#step({ type: 'started', speculationId, settlement: this.#settled.of(frame.speculation) });
    } else if (frame instanceof SpeculationEndedFrame) {
      this.#step({ type: 'ended', speculationId: frame.speculation.speculationId });
    } else if (frame instanceof InterruptionFrame || endsThePipeline(frame)) this.#step({ type: 'interrupted' });
  }

  #step(input: GateInput, frame?: Frame): void {
    const { state, effects } = stepGate(this.#state, input, this.#maxHeldFrames);
    this.#state = state;
    for (const effect of effects) this.#perform(effect, frame);
  }

  #perform(effect: GateEffect, frame: Frame | undefined): void {
    switch (effect) {
      case 'pass':
        if (frame !== undefined) this.pushFrame(frame);
        break;
      case 'hold':
        if (frame !== undefined) this.#held.push(frame);
        break;
      case 'drop':
        if (frame !== undefined && isKept(frame)) this.pushFrame(frame);
        break;
      case 'release':
        for (const held of this.#held.splice(0)) this.pushFrame(held);
        break;
      case 'discard':
        for (const held of this.#held.splice(0)) if (isKept(held)) this.pushFrame(held);
        break;
      case 'report-overflow':
        this.pushError(
          `An answer was thrown away: more than ${this.#maxHeldFrames} frames (maxHeldFrames) were made before its turn was over`,
          { category: 'application' },
        );
        break;
    }
  }
}

/** What the model makes, and whatever comes in order with it. */
function isGated(frame: Frame): boolean {
  if (frame.family === 'system') return frame instanceof FunctionCallsStartedFrame;
  return !(
    frame instanceof SpeculationStartedFrame ||
    frame instanceof SpeculationEndedFrame ||
    frame instanceof HeartbeatFrame ||
    frame instanceof PipelineFlushFrame ||
    endsThePipeline(frame)
  );
}

/** What is no part of an answer is let through, though late: changes of settings and final texts, as at an interruption. */
function isKept(frame: Frame): boolean {
  return frame.uninterruptible && !(frame instanceof FunctionCallResultFrame);
}

function endsThePipeline(frame: Frame): boolean {
  return frame instanceof EndFrame || frame instanceof StopFrame || frame instanceof CancelFrame;
}
