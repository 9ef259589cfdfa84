import { LLMContextFrame } from '../frames/context-frames.ts';
import type { Frame } from '../frames/frame.ts';
import { LLMFullResponseEndFrame, LLMFullResponseStartFrame, LLMTextFrame } from '../frames/llm-frames.ts';
import { SpeculationConfirmedFrame, SpeculationWithdrawnFrame } from '../frames/speculation-frames.ts';
import { readEach } from '../object/read-each.ts';
import { untilAborted } from '../object/until-aborted.ts';
import type { FrameDirection } from '../processor/frame-direction.ts';
import type { FrameProcessorOptions } from '../processor/frame-processor-options.ts';
import { FrameProcessor } from '../processor/frame-processor.ts';
import type { HandlerScope } from '../processor/handler-scope.ts';
import type { Respond } from './respond.ts';
import { ResponseRun } from './response-run.ts';
import { SettledSpeculations } from './settled-speculations.ts';

/** Options of the processor. */
export type LLMProcessorOptions = FrameProcessorOptions & {
  /** Calls the model. */
  readonly respond: Respond;
  /** The model's name, for metrics. */
  readonly model?: string | undefined;
  /** Pieces made before the turn is over; then the model is not asked for the next until it is. Default 1 000. */
  readonly maxHeldChunks?: number | undefined;
};

/**
 * Has a language model answer: LLMContextFrame in; LLMFullResponseStartFrame, LLMTextFrames and LLMFullResponseEndFrame out.
 * Takes any model by one function and depends on no SDK.
 *
 * Answers one conversation after the other. An interruption aborts the answer in progress and drops those that wait. An answer
 * to a turn that is not over yet is aborted when the turn does not end as predicted; put a SpeculationGate behind, which
 * holds it until then. An error goes upstream as an ErrorFrame, behind what was made until then.
 */
export class LLMProcessor extends FrameProcessor {
  readonly #respond: Respond;
  readonly #model: string | undefined;
  readonly #maxHeldChunks: number;
  readonly #settled = new SettledSpeculations();
  /** The last call whose prediction is open. It may have made all it will, and wait for its fate. */
  #open: ResponseRun | undefined;

  /** @throws TypeError when `maxHeldChunks` is not a whole number above 0 */
  constructor(options: LLMProcessorOptions) {
    super(options);
    const { maxHeldChunks = 1_000 } = options;
    if (!Number.isInteger(maxHeldChunks) || maxHeldChunks < 1) {
      throw new TypeError(`maxHeldChunks must be a whole number above 0, got ${maxHeldChunks}`);
    }
    this.#respond = options.respond;
    this.#model = options.model;
    this.#maxHeldChunks = maxHeldChunks;
  }

  override canGenerateMetrics(): boolean {
    return true;
  }

  override async cleanup(): Promise<void> {
    this.#open?.settle('withdrawn');
    this.#open = undefined;
    await super.cleanup();
  }

  protected override get modelName(): string | undefined {
    return this.#model;
  }

  override processFrame(frame: Frame, direction: FrameDirection, scope: HandlerScope): void | Promise<void> {
    this.#notice(frame);
    if (frame instanceof LLMContextFrame && direction === 'downstream') return this.#answer(frame, scope);
    this.pushFrame(frame, direction);
    return undefined;
  }

  #notice(frame: Frame): void {
    const settlement = this.#settled.notice(frame);
    if (settlement === undefined) return;
    if (!(frame instanceof SpeculationConfirmedFrame || frame instanceof SpeculationWithdrawnFrame)) return;
    if (this.#open?.speculation?.speculationId !== frame.speculation.speculationId) return;
    this.#open.settle(settlement);
    this.#open = undefined;
  }

  async #answer({ context, speculation }: LLMContextFrame, scope: HandlerScope): Promise<void> {
    const settlement = speculation === undefined ? undefined : this.#settled.of(speculation);
    if (settlement === 'withdrawn') return;
    const run = new ResponseRun(speculation, scope.signal);
    if (settlement !== undefined) run.settle(settlement);
    else if (speculation !== undefined) this.#open = run;
    this.startTtfbMetrics();
    this.startProcessingMetrics();
    this.pushFrame(new LLMFullResponseStartFrame());
    try {
      await this.#pushText(this.#call(run, context.messages), run);
    } catch (error) {
      if (run.isAborted) return;
      this.#fail(run, error);
    } finally {
      run.end();
      this.abandonTtfbMetrics();
      this.stopProcessingMetrics();
    }
    if (!run.isAborted) this.pushFrame(new LLMFullResponseEndFrame());
  }

  async #call(run: ResponseRun, messages: LLMContextFrame['context']['messages']): Promise<AsyncIterable<string>> {
    return this.#respond(messages, run.call);
  }

  async #pushText(answer: Promise<AsyncIterable<string>>, run: ResponseRun): Promise<void> {
    const { signal, committed } = run.call;
    const text = await untilAborted(answer, signal);
    let made = 0;
    await readEach(text, signal, (piece) => {
      if (made === 0) this.stopTtfbMetrics();
      made += 1;
      if (piece !== '') this.pushFrame(new LLMTextFrame({ text: piece }));
      return made >= this.#maxHeldChunks && !run.isCommitted ? committed : undefined;
    });
  }

  #fail(run: ResponseRun, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const when = run.isCommitted ? '' : ' before the turn was over; it is asked again at the end';
    this.pushError(`The language model failed${when}: ${reason}`, { exception: error });
  }
}
