import type { LLMContext } from '../context/llm-context.ts';
import { InterruptionFrame } from '../frames/flow-frames.ts';
import type { Frame } from '../frames/frame.ts';
import { CancelFrame, EndFrame } from '../frames/lifecycle-frames.ts';
import { LLMFullResponseEndFrame, LLMFullResponseStartFrame, LLMTextFrame } from '../frames/llm-frames.ts';
import type { EventMap } from '../object/event-registry.ts';
import { isoTimestamp } from '../object/iso-timestamp.ts';
import type { FrameDirection } from '../processor/frame-direction.ts';
import type { FrameProcessorEvents, FrameProcessorOptions } from '../processor/frame-processor-options.ts';
import { FrameProcessor } from '../processor/frame-processor.ts';

/** What the bot said, as it went into the context. */
export type AssistantTurnMessage = {
  /** What got out; empty when it was cut before anything did. */
  readonly content: string;
  /** When the answer began: ISO 8601, UTC. */
  readonly timestamp: string;
  /** Whether it was cut. */
  readonly interrupted: boolean;
};

/** Events of the assistant aggregator. They run in the background. */
export type LLMAssistantAggregatorEvents = {
  /** An answer begins to get out. */
  readonly assistantTurnStarted: readonly [];
  /** It is over. */
  readonly assistantTurnStopped: readonly [message: AssistantTurnMessage];
};

/**
 * Goes to the end of the pipeline, behind whatever speaks or shows the answer, and puts what got there into the context: a
 * whole answer at its end, one that was cut as far as it had got. Everything passes.
 */
export class LLMAssistantAggregator<
  Events extends EventMap = LLMAssistantAggregatorEvents & FrameProcessorEvents,
> extends FrameProcessor<LLMAssistantAggregatorEvents & Events> {
  readonly #emit = this.declareEvents<LLMAssistantAggregatorEvents>({
    assistantTurnStarted: 'background',
    assistantTurnStopped: 'background',
  });
  readonly #context: LLMContext;
  #answer: { readonly text: string; readonly timestamp: string } | undefined;

  /** @param context The conversation that the user's half goes on with too */
  constructor(context: LLMContext, options: FrameProcessorOptions = {}) {
    super(options);
    this.#context = context;
  }

  /** The conversation. */
  get context(): LLMContext {
    return this.#context;
  }

  override processFrame(frame: Frame, direction: FrameDirection): void {
    if (frame instanceof LLMFullResponseStartFrame) this.#begin();
    else if (frame instanceof LLMTextFrame && this.#answer !== undefined && frame.appendToContext) {
      this.#answer = { ...this.#answer, text: this.#answer.text + frame.text };
    } else if (frame instanceof LLMFullResponseEndFrame) this.#finish(false);
    else if (cuts(frame)) this.#finish(true);
    this.pushFrame(frame, direction);
  }

  #begin(): void {
    this.#finish(true);
    this.#answer = { text: '', timestamp: isoTimestamp(this.processorSetup.wallTimeMs()) };
    this.#emit('assistantTurnStarted');
  }

  #finish(interrupted: boolean): void {
    if (this.#answer === undefined) return;
    const { text, timestamp } = this.#answer;
    this.#answer = undefined;
    const content = text.trim();
    if (content !== '') this.#context.addMessages([{ role: 'assistant', content }]);
    this.#emit('assistantTurnStopped', { content, timestamp, interrupted });
  }
}

function cuts(frame: Frame): boolean {
  return frame instanceof InterruptionFrame || frame instanceof EndFrame || frame instanceof CancelFrame;
}
