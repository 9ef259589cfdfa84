import { DataFrame, SystemFrame } from './frame.ts';

/** The model called functions, and their results are waited for. */
export class FunctionCallsStartedFrame extends SystemFrame {
  /** One id for each call. */
  readonly callIds: readonly string[];

  constructor(fields: { readonly callIds: readonly string[] }) {
    super();
    this.callIds = fields.callIds;
  }
}

/** A function call came to its end, with a result or without. Not dropped by an interruption. */
export class FunctionCallResultFrame extends DataFrame {
  readonly callId: string;
  /** What the function returned; absent when the call was given up. */
  readonly result: unknown;

  constructor(fields: { readonly callId: string; readonly result?: unknown }) {
    super();
    this.callId = fields.callId;
    this.result = fields.result;
  }

  override get uninterruptible(): boolean {
    return true;
  }
}
