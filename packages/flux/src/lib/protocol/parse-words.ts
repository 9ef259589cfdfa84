import { isJsonObject, list, refuse, type JsonObject, type Read } from './field-reader.ts';
import { MAX_WORDS } from './limits.ts';
import type { WireWord } from './server-message.ts';

const WORD_FIELDS = ['word', 'confidence', 'start', 'end'] as const;

/**
 * Reads `words` of a `TurnInfo`. This is the bulk of a message, so words are read without an object in between.
 */
export const words: Read<readonly WireWord[]> = (value, path) => {
  const isInherited = WORD_FIELDS.some((name) => name in Object.prototype);
  return list(value, path, MAX_WORDS).map((entry) => {
    const word = parseWord(isInherited ? ownFields(entry) : entry);
    return typeof word === 'string' ? refuse(path, word) : word;
  });
};

/** The fields of a word, where something polluted `Object.prototype` with one of them: asking each word costs more. */
function ownFields(entry: unknown): unknown {
  return isJsonObject(entry) ? Object.assign(Object.create(null), entry) : entry;
}

/** The word, or what is wrong with it. */
function parseWord(entry: unknown): WireWord | string {
  if (!isJsonObject(entry)) return 'must hold objects only';
  const { word, confidence, start: startOrNull, end: endOrNull } = entry;
  const start = startOrNull ?? undefined;
  const end = endOrNull ?? undefined;
  if (typeof word !== 'string') return 'word must be a string';
  if (!isFiniteNumber(confidence)) return wrong('confidence');
  if (start !== undefined && !isFiniteNumber(start)) return wrong('start');
  if (end !== undefined && !isFiniteNumber(end)) return wrong('end');
  if (start !== undefined && end !== undefined) {
    return hasOnlyWordFields(entry) ? entry : { word, confidence, start, end };
  }
  if (start !== undefined) return { word, confidence, start };
  if (end !== undefined) return { word, confidence, end };
  return { word, confidence };
}

/** Whether an object whose word fields were found right has no other: then it is the word, and no copy is made. */
function hasOnlyWordFields(entry: JsonObject): entry is WireWord & JsonObject {
  // Over the names and not a list of them, which would cost more than the copy.
  for (const name in entry) {
    if (name !== 'word' && name !== 'confidence' && name !== 'start' && name !== 'end') return false;
  }
  return true;
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function wrong(name: string): string {
  return `${name} must be a finite number`;
}
