import type { Hear, HeardEvent } from './bench-client.ts';

/** As much of a wire message as is looked at. */
export type WireMessage = {
  readonly type: string;
  readonly event: string;
  readonly request_id: string;
  readonly transcript: string;
};

const EVENTS: Readonly<Record<string, HeardEvent>> = {
  StartOfTurn: 'start',
  Update: 'update',
  EagerEndOfTurn: 'eager',
  TurnResumed: 'update',
  EndOfTurn: 'end',
};

/** Tells of a wire message, where a client hands the message itself on. */
export function hearTurnInfo(message: WireMessage, hear: Hear): void {
  if (message.type !== 'TurnInfo') return;
  const event = EVENTS[message.event];
  if (event !== undefined) hear(event, message.request_id, message.transcript);
}
