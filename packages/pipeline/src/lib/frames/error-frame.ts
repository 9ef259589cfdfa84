import type { ErrorCategory } from '../errors/error-category.ts';
import type { FrameOwner } from './frame.ts';
import { SystemFrame } from './frame.ts';

/** What an {@link ErrorFrame} is made from. */
export type ErrorFields = {
  /** What happened, in a sentence. */
  readonly error: string;
  /** Where. Default: the processor that pushes it. */
  readonly processor?: FrameOwner | undefined;
  /** What was thrown. */
  readonly exception?: unknown;
  /** Default: told from `exception` when it is pushed. */
  readonly category?: ErrorCategory | undefined;
};

/** A failure on its way upstream to the worker. */
export class ErrorFrame extends SystemFrame {
  readonly error: string;
  /** Empty until it is pushed. */
  processor: FrameOwner | undefined;
  readonly exception: unknown;
  /** Empty until it is pushed. */
  category: ErrorCategory | undefined;

  constructor(fields: ErrorFields) {
    super();
    this.error = fields.error;
    this.processor = fields.processor;
    this.exception = fields.exception;
    this.category = fields.category;
  }
}
