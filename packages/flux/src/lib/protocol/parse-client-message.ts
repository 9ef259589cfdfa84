import type { ClientMessage } from './client-message.ts';
import { FieldReader } from './field-reader.ts';
import { LIMITS } from './limits.ts';
import type { ParsedMessage } from './parsed-message.ts';
import { present } from './present.ts';
import { readMessageType, shownName } from './read-message-type.ts';
import type { WireThresholds } from './server-message.ts';

const CONFIGURE_FIELDS: ReadonlySet<string> = new Set(['type', 'thresholds', 'keyterms', 'language_hints', 'numerals']);

const THRESHOLD_FIELDS: ReadonlySet<string> = new Set(['eot_threshold', 'eager_eot_threshold', 'eot_timeout_ms']);

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
  const typed = readMessageType(text, LIMITS.maxClientMessageCharacters);
  if (typed.kind === 'invalid') return typed;
  switch (typed.type) {
    case 'CloseStream':
    case 'ForceEndTurn':
      return { kind: 'ok', message: { type: typed.type } };
    case 'Configure':
      return parseConfigure(new FieldReader(typed.object));
    default:
      return { kind: 'unknown', type: shownName(typed.type) };
  }
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

function parseConfigure(reader: FieldReader): ParsedMessage<ClientMessage> {
  refuseOtherFields(reader, CONFIGURE_FIELDS);
  const message: ClientMessage = {
    type: 'Configure',
    ...present('thresholds', parseThresholds(reader)),
    ...present('keyterms', texts(reader, 'keyterms')),
    ...present('language_hints', texts(reader, 'language_hints')),
    ...present('numerals', reader.optionalBoolean('numerals')),
  };
  return reader.problem === undefined ? { kind: 'ok', message } : { kind: 'invalid', reason: reader.problem };
}

function parseThresholds(reader: FieldReader): WireThresholds | undefined {
  const nested = reader.optionalObject('thresholds');
  if (nested === undefined) return undefined;
  refuseOtherFields(nested, THRESHOLD_FIELDS);
  const thresholds: WireThresholds = {
    ...present('eot_threshold', nested.optionalNumber('eot_threshold')),
    ...present('eager_eot_threshold', nested.optionalNumber('eager_eot_threshold')),
    ...present('eot_timeout_ms', nested.optionalNumber('eot_timeout_ms')),
  };
  reader.adopt(nested);
  return thresholds;
}

function texts(reader: FieldReader, name: string): readonly string[] | undefined {
  return reader.optionalTexts(name, LIMITS.maxListEntries, LIMITS.maxEntryCharacters);
}

function refuseOtherFields(reader: FieldReader, names: ReadonlySet<string>): void {
  const other = reader.firstNameOutside(names);
  if (other !== undefined) reader.fail(shownName(other), 'is not a field of Configure');
}
