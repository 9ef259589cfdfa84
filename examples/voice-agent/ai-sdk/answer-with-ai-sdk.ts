import type { Respond } from '@turnstream/pipeline';
import { streamText, type LanguageModel, type ModelMessage } from 'ai';

/** Answers with the AI SDK. Give `tools` to `streamText` as usual; in `execute`, `await committed` before what cannot be undone. */
export function answerWithAiSdk(model: LanguageModel): Respond {
  return async function* (messages, { signal }) {
    let failure: { readonly error: unknown } | undefined;
    const onError = (event: { error: unknown }): void => void (failure = event);
    const { textStream } = streamText({ model, messages: messages as ModelMessage[], abortSignal: signal, onError });
    yield* textStream;
    // The SDK ends the text where the model failed, and tells it here.
    if (failure !== undefined) throw failure.error;
  };
}
