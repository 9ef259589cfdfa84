import type { ClientMessage } from './client-message.ts';

/** Every field of every client message, in the order in which they are written. */
const FIELDS: string[] = [
  'type',
  'thresholds',
  'eot_threshold',
  'eager_eot_threshold',
  'eot_timeout_ms',
  'keyterms',
  'language_hints',
  'numerals',
];

/** Writes a client message. Fields without a value are left out; an empty list is written, since it clears. */
export function serializeClientMessage(message: ClientMessage): string {
  return JSON.stringify(message, FIELDS);
}
