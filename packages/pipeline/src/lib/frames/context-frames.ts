import type { LLMContext, LLMMessage } from '../context/llm-context.ts';
import { DataFrame, Frame } from './frame.ts';
import type { Speculation } from './speculation-frames.ts';

/** Asks the model for an answer to a conversation. Scheduled like data. */
export class LLMContextFrame extends Frame {
  readonly context: LLMContext;
  /**
   * Set where the turn is not over yet: then `context` is a fork that ends with the predicted text, and nothing with
   * effects outside may be done before the SpeculationConfirmedFrame.
   */
  readonly speculation: Speculation | undefined;

  constructor(fields: { readonly context: LLMContext; readonly speculation?: Speculation | undefined }) {
    super();
    this.context = fields.context;
    this.speculation = fields.speculation;
  }

  override get family(): 'data' {
    return 'data';
  }
}

/** Asks the aggregator to send its context to the model now. */
export class LLMRunFrame extends DataFrame {}

/** Adds messages to the aggregator's context. */
export class LLMMessagesAppendFrame extends DataFrame {
  readonly messages: readonly LLMMessage[];
  /** Whether the model is asked for an answer at once. */
  readonly runLlm: boolean;

  constructor(fields: {
    readonly messages: readonly LLMMessage[];
    /** Default false. */
    readonly runLlm?: boolean | undefined;
  }) {
    super();
    this.messages = fields.messages;
    this.runLlm = fields.runLlm ?? false;
  }
}

/** Puts messages in place of all that the aggregator's context holds. */
export class LLMMessagesUpdateFrame extends DataFrame {
  readonly messages: readonly LLMMessage[];
  /** Whether the model is asked for an answer at once. */
  readonly runLlm: boolean;

  constructor(fields: {
    readonly messages: readonly LLMMessage[];
    /** Default false. */
    readonly runLlm?: boolean | undefined;
  }) {
    super();
    this.messages = fields.messages;
    this.runLlm = fields.runLlm ?? false;
  }
}

/** Changes the messages of the aggregator's context by a function. */
export class LLMMessagesTransformFrame extends DataFrame {
  /** Given all messages, returns all messages. */
  readonly transform: (messages: readonly LLMMessage[]) => readonly LLMMessage[];
  /** Whether the model is asked for an answer at once. */
  readonly runLlm: boolean;

  constructor(fields: {
    readonly transform: (messages: readonly LLMMessage[]) => readonly LLMMessage[];
    /** Default false. */
    readonly runLlm?: boolean | undefined;
  }) {
    super();
    this.transform = fields.transform;
    this.runLlm = fields.runLlm ?? false;
  }
}
