import { FieldReader } from './field-reader.ts';
import { LIMITS } from './limits.ts';
import { parseWords } from './parse-words.ts';
import type { ParsedMessage } from './parsed-message.ts';
import { present } from './present.ts';
import { readMessageType, shownName } from './read-message-type.ts';
import type { ServerMessage, TurnInfoEvent, TurnInfoMessage, WireThresholds } from './server-message.ts';

const TURN_INFO_EVENTS: ReadonlySet<string> = new Set<TurnInfoEvent>([
  'StartOfTurn',
  'Update',
  'EagerEndOfTurn',
  'TurnResumed',
  'EndOfTurn',
]);

/**
 * Reads one text message of a Flux server. Never throws.
 *
 * Tolerant where the service varies: fields it does not know are dropped, `null` reads as absent, an absent
 * `request_id` is `''`, an absent `sequence_id` is `-1`, an absent `end_of_turn_confidence` is `0`, an absent
 * `transcript` or `words` is empty. A `TurnInfo` without its event, turn index or window is `invalid`: nothing can be
 * done with it. A `TurnInfo` of an event outside the known five is `unknown`, with the type `TurnInfo.<event>`.
 *
 * @param text - The message; over `LIMITS.maxServerMessageCharacters` it is `invalid` and not read.
 */
export function parseServerMessage(text: string): ParsedMessage<ServerMessage> {
  const typed = readMessageType(text, LIMITS.maxServerMessageCharacters);
  if (typed.kind === 'invalid') return typed;
  const reader = new FieldReader(typed.object);
  switch (typed.type) {
    case 'Connected':
      return result(reader, {
        type: 'Connected',
        request_id: requestId(reader) ?? '',
        sequence_id: sequenceId(reader),
      });
    case 'TurnInfo':
      return parseTurnInfo(reader);
    case 'ConfigureSuccess':
      return parseConfigureSuccess(reader);
    case 'ConfigureFailure':
      return result(reader, {
        type: 'ConfigureFailure',
        request_id: requestId(reader) ?? '',
        sequence_id: sequenceId(reader),
        ...present('code', reader.optionalText('code', LIMITS.maxIdentifierCharacters)),
        ...present('description', reader.optionalText('description', LIMITS.maxServerMessageCharacters)),
      });
    case 'Warning':
    case 'Error':
      return result(reader, {
        type: typed.type,
        ...present('request_id', requestId(reader)),
        sequence_id: sequenceId(reader),
        code: reader.optionalText('code', LIMITS.maxIdentifierCharacters) ?? '',
        description: reader.optionalText('description', LIMITS.maxServerMessageCharacters) ?? '',
      });
    default:
      return { kind: 'unknown', type: shownName(typed.type) };
  }
}

function parseTurnInfo(reader: FieldReader): ParsedMessage<ServerMessage> {
  const event = reader.text('event', LIMITS.maxIdentifierCharacters);
  if (reader.problem !== undefined) return { kind: 'invalid', reason: reader.problem };
  if (!isTurnInfoEvent(event)) return { kind: 'unknown', type: `TurnInfo.${shownName(event)}` };
  const message: TurnInfoMessage = {
    type: 'TurnInfo',
    request_id: requestId(reader) ?? '',
    event,
    turn_index: reader.number('turn_index', { integer: true, minimum: 0 }),
    audio_window_start: reader.number('audio_window_start', { minimum: 0 }),
    audio_window_end: reader.number('audio_window_end', { minimum: 0 }),
    transcript: reader.optionalText('transcript', LIMITS.maxServerMessageCharacters) ?? '',
    words: parseWords(reader),
    end_of_turn_confidence: reader.optionalNumber('end_of_turn_confidence') ?? 0,
    sequence_id: sequenceId(reader),
  };
  const found = languages(reader, 'languages');
  const hinted = languages(reader, 'languages_hinted');
  const trigger = reader.optionalText('trigger', LIMITS.maxIdentifierCharacters);
  // Most messages have none of them, and this is the message that comes four times a second.
  if (found === undefined && hinted === undefined && trigger === undefined) return result(reader, message);
  return result(reader, {
    ...message,
    ...present('languages', found),
    ...present('languages_hinted', hinted),
    ...present('trigger', trigger),
  });
}

function parseConfigureSuccess(reader: FieldReader): ParsedMessage<ServerMessage> {
  return result(reader, {
    type: 'ConfigureSuccess',
    request_id: requestId(reader) ?? '',
    thresholds: parseThresholds(reader),
    keyterms: texts(reader, 'keyterms') ?? [],
    ...present('language_hints', texts(reader, 'language_hints')),
    ...present('profanity_filter', reader.optionalBoolean('profanity_filter')),
    ...present('numerals', reader.optionalBoolean('numerals')),
    sequence_id: sequenceId(reader),
  });
}

function parseThresholds(reader: FieldReader): WireThresholds {
  const nested = reader.optionalObject('thresholds');
  if (nested === undefined) return {};
  const thresholds: WireThresholds = {
    ...present('eot_threshold', nested.optionalNumber('eot_threshold')),
    ...present('eager_eot_threshold', nested.optionalNumber('eager_eot_threshold')),
    ...present('eot_timeout_ms', nested.optionalNumber('eot_timeout_ms')),
  };
  reader.adopt(nested);
  return thresholds;
}

function requestId(reader: FieldReader): string | undefined {
  return reader.optionalText('request_id', LIMITS.maxIdentifierCharacters);
}

function sequenceId(reader: FieldReader): number {
  return reader.optionalNumber('sequence_id', { integer: true, minimum: 0 }) ?? -1;
}

function languages(reader: FieldReader, name: string): readonly string[] | undefined {
  return reader.optionalTexts(name, LIMITS.maxListEntries, LIMITS.maxIdentifierCharacters);
}

function texts(reader: FieldReader, name: string): readonly string[] | undefined {
  return reader.optionalTexts(name, LIMITS.maxListEntries, LIMITS.maxEntryCharacters);
}

function isTurnInfoEvent(event: string): event is TurnInfoEvent {
  return TURN_INFO_EVENTS.has(event);
}

function result(reader: FieldReader, message: ServerMessage): ParsedMessage<ServerMessage> {
  return reader.problem === undefined ? { kind: 'ok', message } : { kind: 'invalid', reason: reader.problem };
}
