import type { ClientMessage, ConfigureMessage } from './client-message.ts';
import { fields, flag, isJsonObject, refuse, type Fields, type JsonObject } from './field-reader.ts';
import { MAX_CLIENT_MESSAGE_CHARACTERS } from './limits.ts';
import type { ParsedMessage } from './parsed-message.ts';
import { readTypedMessage, shownName } from './read-message-type.ts';
import { entries, THRESHOLD_FIELDS, thresholds } from './wire-fields.ts';

const CONFIGURE_FIELDS: Fields<ConfigureMessage> = {
  type: [() => 'Configure'],
  thresholds: [
    (value, path) => {
      const read = thresholds(value, path);
      if (isJsonObject(value)) refuseOtherFields(value, THRESHOLD_FIELDS, `${path}.`);
      return read;
    },
  ],
  keyterms: [entries],
  language_hints: [entries],
  numerals: [flag],
};

const readConfigure = fields(CONFIGURE_FIELDS);

/**
 * Reads one text message of a Flux client, as a server does. Never throws.
 *
 * A field of the wrong JSON type, or one `Configure` does not have, is `invalid`; a message type outside
 * `CloseStream`, `Configure` and `ForceEndTurn` (such as the older `KeepAlive` and `Finalize`) is `unknown`. Both are
 * fatal on this protocol: see {@link describeUnparsable}. Whether the values of a `Configure` are in range is not
 * decided here but by `checkTurnSettings`, since that earns a `ConfigureFailure` and not the end of the stream. `null`
 * reads as absent.
 *
 * @param text - The message; over `LIMITS.maxClientMessageCharacters` it is `invalid` and not read.
 */
export function parseClientMessage(text: string): ParsedMessage<ClientMessage> {
  return readTypedMessage<ClientMessage>(text, MAX_CLIENT_MESSAGE_CHARACTERS, (type, object) => {
    switch (type) {
      case 'CloseStream':
      case 'ForceEndTurn':
        return { kind: 'ok', message: { type } };
      case 'Configure':
        refuseOtherFields(object, CONFIGURE_FIELDS, '');
        return { kind: 'ok', message: readConfigure(object, '') };
      default:
        return { kind: 'unknown', type: shownName(type) };
    }
  });
}

/**
 * The `description` of the `UNPARSABLE_CLIENT_MESSAGE` error that a server answers such a message with. The first
 * sentence part is the live service's.
 */
export function describeUnparsable(parsed: Exclude<ParsedMessage<ClientMessage>, { kind: 'ok' }>): string {
  const detail =
    parsed.kind === 'unknown'
      ? `unknown variant \`${parsed.type}\`, expected one of \`CloseStream\`, \`Configure\`, \`ForceEndTurn\``
      : parsed.reason;
  return `Could not deserialize last text message: ${detail}`;
}

function refuseOtherFields(object: JsonObject, known: object, path: string): void {
  const other = Object.keys(object).find((name) => !Object.hasOwn(known, name));
  if (other !== undefined) refuse(path + shownName(other), 'is not a field of Configure');
}
