import type { TurnEndReason } from '@turnstream/flux';
import { DataFrame } from './frame.ts';

/** Text, in order. */
export class TextFrame extends DataFrame {
  readonly text: string;
  /** Whether speech synthesis leaves it out; empty: as configured there. */
  skipTts: boolean | undefined = undefined;
  /** Whether the text brings its own spaces to the next one. */
  includesInterFrameSpaces = false;
  /** Whether it belongs in the conversation's context. */
  appendToContext = true;

  constructor(fields: { readonly text: string }) {
    super();
    this.text = fields.text;
  }
}

/** What transcription frames are made from. */
export type TranscriptionFields = {
  /** The whole turn's text. */
  readonly text: string;
  /** Whose voice it was; empty when unknown. */
  readonly userId: string;
  /** When it was received: ISO 8601, UTC, with milliseconds and offset (`…+00:00`). */
  readonly timestamp: string;
  /** The language code that was detected, when one was. */
  readonly language?: string | undefined;
  /** The provider's own message; absent when the text was settled here. */
  readonly result?: unknown;
  /** The session's count of turns, over all its connections. */
  readonly turnId?: number | undefined;
};

/** The final text of a turn. Not dropped by an interruption: what was said stays said. */
export class TranscriptionFrame extends TextFrame {
  readonly userId: string;
  readonly timestamp: string;
  readonly language: string | undefined;
  readonly result: unknown;
  /** Whether the service will say no more about this turn. */
  readonly finalized: boolean;
  readonly turnId: number | undefined;
  /** Why the turn ended, where the service knows. */
  readonly endReason: TurnEndReason | undefined;
  /** When the first word began, in milliseconds since 1970, where the service knows. */
  readonly speechStartMs: number | undefined;
  /** When the last word ended, in milliseconds since 1970, where the service knows. */
  readonly speechEndMs: number | undefined;

  constructor(
    fields: TranscriptionFields & {
      /** Default false. */
      readonly finalized?: boolean | undefined;
      readonly endReason?: TurnEndReason | undefined;
      /** In milliseconds since 1970. */
      readonly speechStartMs?: number | undefined;
      /** In milliseconds since 1970. */
      readonly speechEndMs?: number | undefined;
    },
  ) {
    super(fields);
    this.userId = fields.userId;
    this.timestamp = fields.timestamp;
    this.language = fields.language;
    this.result = fields.result;
    this.finalized = fields.finalized ?? false;
    this.turnId = fields.turnId;
    this.endReason = fields.endReason;
    this.speechStartMs = fields.speechStartMs;
    this.speechEndMs = fields.speechEndMs;
  }

  override get uninterruptible(): boolean {
    return true;
  }
}

/** Text of a turn that may still change. Not a {@link TranscriptionFrame}. */
export class InterimTranscriptionFrame extends TextFrame {
  readonly userId: string;
  readonly timestamp: string;
  readonly language: string | undefined;
  readonly result: unknown;
  readonly turnId: number | undefined;

  constructor(fields: TranscriptionFields) {
    super(fields);
    this.userId = fields.userId;
    this.timestamp = fields.timestamp;
    this.language = fields.language;
    this.result = fields.result;
    this.turnId = fields.turnId;
  }
}

/** Text of a turn in another language. */
export class TranslationFrame extends TextFrame {
  readonly userId: string;
  readonly timestamp: string;
  /** The language it was translated into. */
  readonly language: string | undefined;

  constructor(fields: {
    readonly text: string;
    readonly userId: string;
    readonly timestamp: string;
    readonly language?: string | undefined;
  }) {
    super(fields);
    this.userId = fields.userId;
    this.timestamp = fields.timestamp;
    this.language = fields.language;
  }
}
