import { isJsonObject, ownValue, Unreadable, type JsonObject } from './field-reader.ts';
import type { ParsedMessage } from './parsed-message.ts';

const MAX_SHOWN_CHARACTERS = 64;

/**
 * Reads the text of a message as far as its `type`: bounded, JSON, an object, with a type that is a string. `read` reads the
 * rest; what it refuses makes the message invalid.
 */
export function readTypedMessage<Message>(
  text: string,
  maxCharacters: number,
  read: (type: string, object: JsonObject) => ParsedMessage<Message>,
): ParsedMessage<Message> {
  try {
    if (text.length > maxCharacters) {
      return invalid(`message of ${text.length} characters, the limit is ${maxCharacters}`);
    }
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value)) return invalid('message is not a JSON object');
    const type = ownValue(value, 'type');
    return typeof type === 'string' ? read(type, value) : invalid('type: must be a string');
  } catch (error) {
    if (error instanceof Unreadable) return invalid(error.message);
    if (error instanceof SyntaxError) return invalid('message is not JSON');
    throw error;
  }
}

function invalid<Message>(reason: string): ParsedMessage<Message> {
  return { kind: 'invalid', reason };
}

/** A name from outside, short enough and free of control characters, so that it can stand in a log or a reason. */
export function shownName(name: string): string {
  const printable = name.slice(0, MAX_SHOWN_CHARACTERS).replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, '\uFFFD');
  return name.length > MAX_SHOWN_CHARACTERS ? `${printable}...` : printable;
}
