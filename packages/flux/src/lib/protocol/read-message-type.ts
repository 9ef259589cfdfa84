import { isJsonObject, type JsonObject } from './field-reader.ts';

const MAX_SHOWN_CHARACTERS = 64;

type TypedObject =
  | { readonly kind: 'ok'; readonly object: JsonObject; readonly type: string }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Reads the text of a message as far as its `type`: bounded, JSON, an object, with a type that is a string. */
export function readMessageType(text: string, maxCharacters: number): TypedObject {
  if (text.length > maxCharacters) {
    return { kind: 'invalid', reason: `message of ${text.length} characters, the limit is ${maxCharacters}` };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'invalid', reason: 'message is not JSON' };
  }
  if (!isJsonObject(value)) return { kind: 'invalid', reason: 'message is not a JSON object' };
  const type = Object.hasOwn(value, 'type') ? value['type'] : undefined;
  if (typeof type !== 'string') return { kind: 'invalid', reason: 'type: must be a string' };
  return { kind: 'ok', object: value, type };
}

/** A name from outside, short enough and free of control characters, so that it can stand in a log or a reason. */
export function shownName(name: string): string {
  const printable = name.slice(0, MAX_SHOWN_CHARACTERS).replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, '\uFFFD');
  return name.length > MAX_SHOWN_CHARACTERS ? `${printable}...` : printable;
}
