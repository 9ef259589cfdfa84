import { fields, finite, text, texts, type Fields, type Read } from './field-reader.ts';
import { MAX_ENTRY_CHARACTERS, MAX_IDENTIFIER_CHARACTERS, MAX_LIST_ENTRIES } from './limits.ts';
import type { WireThresholds } from './server-message.ts';

/** An identifier: a request id, a code, an event. */
export const identifier: Read<string> = text(MAX_IDENTIFIER_CHARACTERS);

/** A list of key terms or language hints. */
export const entries: Read<readonly string[]> = texts(MAX_LIST_ENTRIES, MAX_ENTRY_CHARACTERS);

/** The thresholds of a `Configure` and of its answer. */
export const THRESHOLD_FIELDS: Fields<WireThresholds> = {
  eot_threshold: [finite],
  eager_eot_threshold: [finite],
  eot_timeout_ms: [finite],
};

const readThresholdFields = fields(THRESHOLD_FIELDS);

/** Reads {@link THRESHOLD_FIELDS}. */
export const thresholds: Read<WireThresholds> = (value, path) => readThresholdFields(value, `${path}.`);
