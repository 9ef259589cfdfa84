/** How an answer ended. */
export type AnswerEnd = {
  /**
   * `completed`: all of it was read. `interrupted`: the speaker cut it. `cancelled`: its reader left, or `close()`.
   * `failed`: `respond` threw.
   */
  readonly reason: 'completed' | 'interrupted' | 'cancelled' | 'failed';
  /** Chunks that its reader was given: what of the answer has got out. */
  readonly releasedChunks: number;
  /** What `respond` threw. */
  readonly error?: unknown;
};

/**
 * The answer to a turn that is over. Read it once, with `for await`: chunks in the order they were made. The loop ends early
 * when the answer is interrupted, and throws what `respond` threw.
 */
export interface Answer<Chunk> extends AsyncIterable<Chunk> {
  readonly turnId: number;
  /** What it answers: the text of the end of the turn. */
  readonly transcript: string;
  /** Whether it was begun before the turn was over. */
  readonly predicted: boolean;
  /** Aborts when the answer is interrupted or cancelled: for what the reader does with a chunk, such as playing it. */
  readonly signal: AbortSignal;
  /** Resolves when the answer is over; never rejects. */
  readonly ended: Promise<AnswerEnd>;
  /** Cuts the answer off. */
  cancel(): void;
}

/** What answering came to so far. */
export type ResponseCounters = {
  /** Calls of `respond`. */
  readonly calls: number;
  /** Turns answered. */
  readonly answers: number;
  /** Answers that were begun before the end of their turn. */
  readonly hits: number;
  /** Calls aborted because the speaker went on, or the connection was lost. */
  readonly retractions: number;
  /** Calls aborted because the turn ended with another text. */
  readonly restarts: number;
  /** Calls aborted because neither an end nor more speech came in time. */
  readonly expiries: number;
  /** Predictions not followed, because there had been enough in their turn. */
  readonly skipped: number;
  /** Answers cut by the speaker. */
  readonly interruptions: number;
  /** Calls that threw. */
  readonly failures: number;
  /** Calls of which nothing got out, for whatever reason. */
  readonly wastedCalls: number;
  /** How long those calls had run, together. */
  readonly wastedMs: number;
  /** Chunks made and thrown away, of those calls and of interrupted answers. */
  readonly wastedChunks: number;
  /** How much sooner the first chunks were there than they would have been without predictions, together. */
  readonly gainedMs: number;
};

/** Answers of one session, one for each turn, in the order of the turns. */
export interface Responder<Chunk> extends AsyncIterable<Answer<Chunk>> {
  readonly counters: ResponseCounters;
  /** Aborts everything in progress and listens no more. Idempotent. */
  close(): void;
  /** The same as `close()`. */
  [Symbol.asyncDispose](): Promise<void>;
}
