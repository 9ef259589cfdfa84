import type { TurnEagerEvent, TurnEndEvent, TurnEvent } from '../session/turn-event.ts';
import type { ResponseCounters } from './responder.ts';

/** A call of `respond` whose turn is not over. Nothing of it has got out. */
export type OpenCall = {
  readonly id: number;
  readonly transcript: string;
  readonly calledAt: number;
  /** When its first chunk was there. */
  readonly firstChunkAt: number | undefined;
};

/** The turn that is going on, as far as answering goes. `calls` counts those for its predictions. */
export type CurrentTurn =
  | { readonly type: 'none' }
  | { readonly type: 'open'; readonly turnId: number; readonly calls: number }
  | { readonly type: 'predicted'; readonly turnId: number; readonly calls: number; readonly call: OpenCall };

/** A call that was committed and is not over. `leadMs` while what it gained is not known yet. */
export type LiveAnswer = { readonly id: number; readonly turnId: number; readonly leadMs: number | undefined };

/** Everything about answering. */
export type ResponseState = {
  /** `draining`: the session is over, answers may go on. */
  readonly status: 'listening' | 'draining' | 'over';
  readonly turn: CurrentTurn;
  /** In the order of their turns. */
  readonly answers: readonly LiveAnswer[];
  readonly nextCallId: number;
  /** The last turn that ended: each is answered once. */
  readonly endedTurnId: number;
  readonly counters: Omit<ResponseCounters, 'wastedChunks'>;
};

/** One fact. */
export type ResponseInput =
  /** `interrupts`: whether it cuts the answers in progress. */
  | { readonly type: 'turn'; readonly event: TurnEvent; readonly interrupts: boolean; readonly at: number }
  /** A call made its first chunk. */
  | { readonly type: 'first-chunk'; readonly id: number; readonly at: number }
  /** A call threw. */
  | { readonly type: 'call-failed'; readonly id: number; readonly at: number }
  /** The reader of an answer has all of it, or its error, or wants no more. */
  | { readonly type: 'answer-over'; readonly id: number; readonly cancelled: boolean }
  /** The time asked for has come. */
  | { readonly type: 'wake'; readonly at: number }
  /** The session has ended. */
  | { readonly type: 'session-ended'; readonly at: number }
  | { readonly type: 'close'; readonly at: number };

/** Why a call came to nothing. */
export type AbandonCause =
  | 'resumed'
  | 'connection-lost'
  | 'stalled'
  | 'text-changed'
  | 'expired'
  | 'failed'
  | 'new-turn'
  | 'closed';

/** One thing for the runner to do. */
export type ResponseEffect =
  | {
      readonly type: 'call';
      readonly id: number;
      readonly attempt: number;
      readonly event: TurnEagerEvent | TurnEndEvent;
    }
  /** The turn is over and has this text: let it out. */
  | { readonly type: 'commit'; readonly id: number; readonly transcript: string; readonly predicted: boolean }
  /** Abort a call and throw away what it made. */
  | { readonly type: 'abandon'; readonly id: number; readonly cause: AbandonCause }
  /** Abort an answer and throw away what was not read of it. */
  | { readonly type: 'cut'; readonly id: number; readonly reason: 'interrupted' | 'cancelled' }
  /** There will be no more answers. */
  | { readonly type: 'over' };

/** What answering goes by. */
export type ResponseRule = {
  readonly maxAttempts: number;
  readonly maxSpeculationMs: number;
  readonly isSameText: (predicted: string, final: string) => boolean;
};

/** Nothing heard, nothing answered. */
export const INITIAL_RESPONSES: ResponseState = {
  status: 'listening',
  turn: { type: 'none' },
  answers: [],
  nextCallId: 0,
  endedTurnId: -1,
  counters: {
    calls: 0,
    answers: 0,
    hits: 0,
    retractions: 0,
    restarts: 0,
    expiries: 0,
    skipped: 0,
    interruptions: 0,
    failures: 0,
    wastedCalls: 0,
    wastedMs: 0,
    gainedMs: 0,
  },
};
