import type { BreakingPoint } from './faulty-wire.ts';
import type { WireState } from './wire-state.ts';
import type { ScriptedConnection } from './scripted-connection.ts';

/** What ends a connection, as a script says it. */
export type EndingStep =
  | { readonly kind: 'close'; readonly code: number | undefined; readonly reason: string }
  | { readonly kind: 'hang-up' }
  | { readonly kind: 'reset' };

/** What answers a dial with an HTTP response in place of a connection. */
export type RefusalStep = {
  readonly kind: 'refuse';
  readonly status: number;
  readonly body: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyEnd: BodyEnd;
};

/**
 * How the body of a refusal ends. `complete`: as it should. `cut`: the connection ends in the middle of it.
 * `never`: after the body the connection stays open, and the end of it never comes. `endless`: the body comes again and again.
 */
export type BodyEnd = 'complete' | 'cut' | 'never' | 'endless';

/** What settles the dial; the steps before it run while the dial waits. */
export type AnswerStep =
  | RefusalStep
  | { readonly kind: 'ignore-upgrade' }
  | { readonly kind: 'upgrade'; readonly headers: Readonly<Record<string, string>> };

/** A step that sends one message. */
export type SendStep = {
  readonly kind: 'send';
  readonly compose: (wire: WireState, request: unknown) => string | Uint8Array;
};

/** What waits before the script goes on. */
export type WaitingStep =
  | {
      readonly kind: 'await-audio';
      readonly measure: 'seconds' | 'bytes';
      readonly amount: number;
      readonly total: boolean;
    }
  | { readonly kind: 'await-text'; readonly type: string }
  | { readonly kind: 'pause'; readonly durationMs: number }
  | { readonly kind: 'hold'; readonly name: string }
  | { readonly kind: 'silence' };

/**
 * One step of what a scripted server does on a connection. Made by the functions of this package
 * (`connected()`, `awaitAudio()`, `turnInfo()` and so on), not by hand.
 */
export type ServerStep =
  | AnswerStep
  | WaitingStep
  | EndingStep
  | SendStep
  /** Composes all of its messages in order, and sends those that `order` names, in its order. */
  | { readonly kind: 'deliver'; readonly order: readonly number[]; readonly messages: readonly SendStep[] }
  | { readonly kind: 'send-bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'break-at'; readonly point: BreakingPoint }
  | { readonly kind: 'run'; readonly act: (connection: ScriptedConnection) => void | Promise<void> }
  | { readonly kind: 'repeat'; readonly times: number; readonly steps: readonly ServerStep[] }
  | { readonly kind: 'whenever'; readonly type: string; readonly steps: readonly ServerStep[] }
  | { readonly kind: 'reading'; readonly on: boolean }
  | { readonly kind: 'pongs'; readonly on: boolean };

/** What a scripted server does on one connection, first to last. */
export type ConnectionScript = readonly ServerStep[];
