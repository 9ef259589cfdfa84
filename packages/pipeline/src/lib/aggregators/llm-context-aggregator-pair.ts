import type { LLMContext } from '../context/llm-context.ts';
import type { FrameProcessorOptions } from '../processor/frame-processor-options.ts';
import { LLMAssistantAggregator } from './llm-assistant-aggregator.ts';
import type { LLMUserAggregatorOptions } from './llm-user-aggregator-options.ts';
import { LLMUserAggregator } from './llm-user-aggregator.ts';

/** Options of both halves. */
export type LLMContextAggregatorPairOptions = {
  /** Options of the user's half. */
  readonly user?: Omit<LLMUserAggregatorOptions, 'answersAreRecorded'> | undefined;
  /** Options of the assistant's half. */
  readonly assistant?: FrameProcessorOptions | undefined;
};

/** The two halves of one conversation: `user` goes before the model, `assistant` to the end of the pipeline. */
export class LLMContextAggregatorPair {
  readonly user: LLMUserAggregator;
  readonly assistant: LLMAssistantAggregator;

  constructor(context: LLMContext, options: LLMContextAggregatorPairOptions = {}) {
    this.user = new LLMUserAggregator(context, { ...options.user, answersAreRecorded: true });
    this.assistant = new LLMAssistantAggregator(context, options.assistant);
  }
}
