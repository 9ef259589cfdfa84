import type { FluxError } from '../errors.ts';
import type { ClientMessage } from '../protocol/client-message.ts';
import type { ConfigureResult, SessionMetric, SessionWarning } from './session.ts';
import type { SessionSettings } from './listen-options.ts';
import type { TurnEndEvent, TurnEvent } from './turn-event.ts';

/** One thing for the runner to do. */
export type SessionEffect =
  /** Call `auth`, then dial with these settings. */
  | { readonly type: 'dial'; readonly generation: number; readonly settings: SessionSettings }
  /** Let go of the connection, politely or at once. */
  | { readonly type: 'hang-up'; readonly how: 'close' | 'terminate' }
  | { readonly type: 'send-text'; readonly message: ClientMessage }
  /** Send the accepted audio between two positions, in samples. */
  | { readonly type: 'send-audio'; readonly from: number; readonly to: number }
  | { readonly type: 'send-silence'; readonly samples: number }
  /** Audio before this position is never needed again. */
  | { readonly type: 'forget-audio'; readonly before: number }
  | { readonly type: 'ping' }
  | { readonly type: 'emit'; readonly event: TurnEvent }
  | { readonly type: 'warn'; readonly warning: SessionWarning }
  | { readonly type: 'measure'; readonly metric: SessionMetric }
  | {
      readonly type: 'log';
      readonly level: 'debug' | 'info' | 'warn';
      readonly message: string;
      readonly fields?: Readonly<Record<string, unknown>>;
    }
  | { readonly type: 'configured'; readonly id: number; readonly result: ConfigureResult }
  | { readonly type: 'configure-failed'; readonly id: number; readonly error: FluxError }
  | { readonly type: 'turn-forced'; readonly id: number; readonly end: TurnEndEvent | undefined }
  /** A failure that ends nothing. */
  | { readonly type: 'report'; readonly error: FluxError }
  /** A failed session lives again: what was settled with its failure begins anew. */
  | { readonly type: 'revived' }
  /** A connection is there; the first one opens the session. */
  | { readonly type: 'opened' }
  /** The session is over: with an error, or as asked. */
  | { readonly type: 'ended'; readonly error: FluxError | undefined };
