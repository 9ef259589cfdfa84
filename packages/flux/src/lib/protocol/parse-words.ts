import { isJsonObject, type FieldReader, type JsonObject } from './field-reader.ts';
import { LIMITS } from './limits.ts';
import type { WireWord } from './server-message.ts';

/**
 * Reads `words` of a `TurnInfo`; an absent list is empty.
 *
 * This is the bulk of a message, so words are read without an object in between.
 */
export function parseWords(reader: FieldReader): readonly WireWord[] {
  const list = reader.optionalList('words', LIMITS.maxWords);
  if (list === undefined) return [];
  const words: WireWord[] = [];
  for (const entry of list) {
    const word = parseWord(entry);
    if (typeof word === 'string') {
      reader.fail('words', word);
      return [];
    }
    words.push(word);
  }
  return words;
}

/** The word, or what is wrong with it. */
function parseWord(entry: unknown): WireWord | string {
  if (!isJsonObject(entry)) return 'must hold objects only';
  const word = own(entry, 'word');
  if (typeof word !== 'string') return 'word must be a string';
  const confidence = own(entry, 'confidence');
  if (!isFiniteNumber(confidence)) return 'confidence must be a finite number';
  const start = own(entry, 'start');
  if (start !== undefined && !isFiniteNumber(start)) return 'start must be a finite number';
  const end = own(entry, 'end');
  if (end !== undefined && !isFiniteNumber(end)) return 'end must be a finite number';
  if (start !== undefined && end !== undefined) return { word, confidence, start, end };
  if (start !== undefined) return { word, confidence, start };
  if (end !== undefined) return { word, confidence, end };
  return { word, confidence };
}

function own(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined;
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
