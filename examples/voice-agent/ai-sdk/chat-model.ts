import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModel } from 'ai';

/** A model behind the OpenAI wire format: most hosted ones, and local servers. */
export function chatModel(options: {
  readonly baseURL: string;
  readonly model: string;
  readonly apiKey?: string | undefined;
}): LanguageModel {
  const { baseURL, model, apiKey } = options;
  return createOpenAICompatible({ name: 'chat', baseURL, ...(apiKey === undefined ? {} : { apiKey }) })(model);
}
