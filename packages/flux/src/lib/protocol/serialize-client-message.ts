import type { ClientMessage } from './client-message.ts';

/** Writes a client message. Fields without a value are left out; an empty list is written, since it clears. */
export function serializeClientMessage(message: ClientMessage): string {
  if (message.type !== 'Configure') return JSON.stringify({ type: message.type });
  const { thresholds } = message;
  return JSON.stringify({
    type: message.type,
    thresholds: thresholds && {
      eot_threshold: thresholds.eot_threshold,
      eager_eot_threshold: thresholds.eager_eot_threshold,
      eot_timeout_ms: thresholds.eot_timeout_ms,
    },
    keyterms: message.keyterms,
    language_hints: message.language_hints,
    numerals: message.numerals,
  });
}
