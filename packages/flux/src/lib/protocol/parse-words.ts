import { isJsonObject, type FieldReader } from './field-reader.ts';
import { LIMITS } from './limits.ts';
import type { WireWord } from './server-message.ts';

const WORD_FIELDS = ['word', 'confidence', 'start', 'end'] as const;

/**
 * Reads `words` of a `TurnInfo`; an absent list is empty.
 *
 * This is the bulk of a message, so words are read without an object in between.
 */
export function parseWords(reader: FieldReader): readonly WireWord[] {
  const list = reader.optionalList('words', LIMITS.maxWords);
  if (list === undefined) return [];
  const words: WireWord[] = [];
  const isInherited = WORD_FIELDS.some((name) => name in Object.prototype);
  for (const entry of list) {
    const word = parseWord(isInherited ? ownFields(entry) : entry);
    if (typeof word === 'string') {
      reader.fail('words', word);
      return [];
    }
    words.push(word);
  }
  return words;
}

/** The fields of a word, where something polluted `Object.prototype` with one of them: asking each word costs more. */
function ownFields(entry: unknown): unknown {
  return isJsonObject(entry) ? Object.assign(Object.create(null), entry) : entry;
}

/** The word, or what is wrong with it. */
function parseWord(entry: unknown): WireWord | string {
  if (!isJsonObject(entry)) return 'must hold objects only';
  const { word, confidence } = entry;
  if (typeof word !== 'string') return 'word must be a string';
  if (!isFiniteNumber(confidence)) return 'confidence must be a finite number';
  const start = entry['start'] ?? undefined;
  if (start !== undefined && !isFiniteNumber(start)) return 'start must be a finite number';
  const end = entry['end'] ?? undefined;
  if (end !== undefined && !isFiniteNumber(end)) return 'end must be a finite number';
  if (start !== undefined && end !== undefined) return { word, confidence, start, end };
  if (start !== undefined) return { word, confidence, start };
  if (end !== undefined) return { word, confidence, end };
  return { word, confidence };
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
