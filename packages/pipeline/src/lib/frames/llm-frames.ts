import { ControlFrame } from './frame.ts';
import { TextFrame } from './text-frames.ts';

/** The model begins to answer. */
export class LLMFullResponseStartFrame extends ControlFrame {}

/** A piece of the model's answer. It brings its own spaces. */
export class LLMTextFrame extends TextFrame {
  constructor(fields: { readonly text: string }) {
    super(fields);
    this.includesInterFrameSpaces = true;
  }
}

/** The model has answered, or failed to go on. */
export class LLMFullResponseEndFrame extends ControlFrame {}
