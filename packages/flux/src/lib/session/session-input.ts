import type { ServerMessage } from '../protocol/server-message.ts';
import type { TransportClose } from '../transport/transport.ts';
import type { SettingsDelta } from './listen-options.ts';

/** One fact from outside. Facts of a connection carry its generation, so that those of an old one are harmless. */
export type SessionFact =
  /** The session begins to dial. */
  | { readonly type: 'begin' }
  /** The chunker closed a chunk of the caller's audio. The last one of a `stop()` brings no parked session back. */
  | { readonly type: 'chunk'; readonly samples: number; readonly quiet: boolean; readonly mayDial: boolean }
  | { readonly type: 'auth-failed'; readonly generation: number; readonly cause: unknown }
  | { readonly type: 'opened'; readonly generation: number; readonly headers: Readonly<Record<string, string>> }
  | { readonly type: 'message'; readonly generation: number; readonly message: ServerMessage }
  /** A message that says nothing to a session: unknown or malformed. It still shows that the server is alive. */
  | { readonly type: 'noise'; readonly generation: number }
  /** A message over the protocol's limits. */
  | { readonly type: 'oversized'; readonly generation: number; readonly reason: string }
  | { readonly type: 'pong'; readonly generation: number }
  | { readonly type: 'ping-unavailable'; readonly generation: number }
  | { readonly type: 'closed'; readonly generation: number; readonly close: TransportClose }
  | { readonly type: 'configure'; readonly id: number; readonly delta: SettingsDelta }
  | { readonly type: 'force-end-turn'; readonly id: number; readonly settleMs: number }
  /** No more audio; what was accepted is still delivered. */
  | { readonly type: 'finish' }
  | { readonly type: 'stop' }
  | { readonly type: 'cancel'; readonly reason: string | undefined }
  /** The time asked for has come. */
  | { readonly type: 'wake' };

/** A fact with the moment and the state of the socket's buffer when it was seen. */
export type SessionInput = SessionFact & {
  /** Monotonic milliseconds. */
  readonly at: number;
  /** Bytes handed to the socket and not yet to the network. */
  readonly bufferedBytes: number;
  /** 0 to 1, for jitter. */
  readonly random: number;
};

/** The fact as it is seen now. Those that come all the time are spelled out: one spread of many shapes is slow. */
export function seenAt(fact: SessionFact, at: number, bufferedBytes: number, random: number): SessionInput {
  if (fact.type === 'chunk') {
    const { type, samples, quiet, mayDial } = fact;
    return { type, samples, quiet, mayDial, at, bufferedBytes, random };
  }
  if (fact.type === 'message') {
    const { type, generation, message } = fact;
    return { type, generation, message, at, bufferedBytes, random };
  }
  if (fact.type === 'wake') return { type: fact.type, at, bufferedBytes, random };
  return { ...fact, at, bufferedBytes, random };
}
