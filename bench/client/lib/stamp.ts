import { sharedMicroseconds } from './shared-clock.ts';

/**
 * The moment a message was sent, in the place and at the length of a request id, which every client hands on.
 * `compared` marks the messages that every client makes an event of.
 */
export function stamp(compared: boolean): string {
  return (compared ? 'c-' : 'o-') + String(Math.round(sharedMicroseconds())).padStart(34, '0');
}

/** Microseconds since a message with this request id was sent; `undefined` for one that is not compared. */
export function microsecondsSince(requestId: string): number | undefined {
  return requestId.startsWith('c-') ? sharedMicroseconds() - Number(requestId.slice(2)) : undefined;
}
