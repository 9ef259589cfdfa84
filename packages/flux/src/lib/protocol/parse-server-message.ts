import {
  count,
  fields,
  finite,
  flag,
  ownValue,
  positive,
  refuse,
  REQUIRED,
  text as textOf,
  texts,
  type Read,
} from './field-reader.ts';
import { MAX_IDENTIFIER_CHARACTERS, MAX_LIST_ENTRIES, MAX_SERVER_MESSAGE_CHARACTERS } from './limits.ts';
import { words } from './parse-words.ts';
import type { ParsedMessage } from './parsed-message.ts';
import { readTypedMessage, shownName } from './read-message-type.ts';
import type { ServerMessage, TurnInfoEvent } from './server-message.ts';
import { entries, identifier, thresholds } from './wire-fields.ts';

type MessageOf<Type extends ServerMessage['type']> = Extract<ServerMessage, { type: Type }>;

const TURN_INFO_EVENTS: ReadonlySet<string> = new Set<TurnInfoEvent>([
  'StartOfTurn',
  'Update',
  'EagerEndOfTurn',
  'TurnResumed',
  'EndOfTurn',
]);

const longText = textOf(MAX_SERVER_MESSAGE_CHARACTERS);
const languages = texts(MAX_LIST_ENTRIES, MAX_IDENTIFIER_CHARACTERS);

/** A field whose value was looked at before. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- looked at before
const KNOWN: readonly [Read<never>] = [(value) => value as never];

const DESCRIBED = {
  request_id: [identifier],
  sequence_id: [count, -1],
  code: [identifier, ''],
  description: [longText, ''],
} as const;

/** How each message is read. */
const MESSAGES: { readonly [Type in ServerMessage['type']]: Read<MessageOf<Type>> } = {
  Connected: fields<MessageOf<'Connected'>>({
    type: KNOWN,
    request_id: [identifier, ''],
    sequence_id: [count, -1],
  }),
  TurnInfo: fields<MessageOf<'TurnInfo'>>({
    type: KNOWN,
    request_id: [identifier, ''],
    event: KNOWN,
    turn_index: [count, REQUIRED],
    audio_window_start: [positive, REQUIRED],
    audio_window_end: [positive, REQUIRED],
    transcript: [longText, ''],
    words: [words, []],
    end_of_turn_confidence: [finite, 0],
    sequence_id: [count, -1],
    languages: [languages],
    languages_hinted: [languages],
    trigger: [identifier],
  }),
  ConfigureSuccess: fields<MessageOf<'ConfigureSuccess'>>({
    type: KNOWN,
    request_id: [identifier, ''],
    thresholds: [thresholds, {}],
    keyterms: [entries, []],
    language_hints: [entries],
    profanity_filter: [flag],
    numerals: [flag],
    sequence_id: [count, -1],
  }),
  ConfigureFailure: fields<MessageOf<'ConfigureFailure'>>({
    ...DESCRIBED,
    type: KNOWN,
    request_id: [identifier, ''],
    code: [identifier],
    description: [longText],
  }),
  Warning: fields<MessageOf<'Warning'>>({ type: KNOWN, ...DESCRIBED }),
  Error: fields<MessageOf<'Error'>>({ type: KNOWN, ...DESCRIBED }),
};

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
  return readTypedMessage(text, MAX_SERVER_MESSAGE_CHARACTERS, (type, object) => {
    if (!isServerMessageType(type)) return { kind: 'unknown', type: shownName(type) };
    if (type === 'TurnInfo') {
      const event = identifier(ownValue(object, 'event') ?? refuse('event', 'is missing'), 'event');
      if (!TURN_INFO_EVENTS.has(event)) return { kind: 'unknown', type: `TurnInfo.${shownName(event)}` };
    }
    return { kind: 'ok', message: MESSAGES[type](object, '') };
  });
}

function isServerMessageType(type: string): type is ServerMessage['type'] {
  return Object.hasOwn(MESSAGES, type);
}
