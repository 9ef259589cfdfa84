import type {
  ConfigureSuccessMessage,
  ServerMessage,
  TurnInfoMessage,
  WireThresholds,
  WireWord,
} from './server-message.ts';
import { printFloat } from './wire-number.ts';

/**
 * Writes a server message with the key order and the number format of the live service: a frame of a capture, parsed
 * and written again, has the same bytes. Optional fields without a value are left out.
 */
export function serializeServerMessage(message: ServerMessage): string {
  switch (message.type) {
    case 'Connected':
      return `{"type":"Connected"${text('request_id', message.request_id)}${sequence(message)}}`;
    case 'TurnInfo':
      return turnInfo(message);
    case 'ConfigureSuccess':
      return configureSuccess(message);
    case 'ConfigureFailure':
    case 'Warning':
    case 'Error':
      return (
        `{"type":"${message.type}"${text('request_id', message.request_id)}${sequence(message)}` +
        `${text('code', message.code)}${text('description', message.description)}}`
      );
    default:
      return message satisfies never;
  }
}

function turnInfo(message: TurnInfoMessage): string {
  return (
    `{"type":"TurnInfo"${text('request_id', message.request_id)}${text('event', message.event)}` +
    `${whole('turn_index', message.turn_index)}${float('audio_window_start', message.audio_window_start)}` +
    `${float('audio_window_end', message.audio_window_end)}${text('transcript', message.transcript)}` +
    `,"words":[${message.words.map(word).join(',')}]` +
    `${list('languages', message.languages)}${list('languages_hinted', message.languages_hinted)}` +
    `${float('end_of_turn_confidence', message.end_of_turn_confidence)}${text('trigger', message.trigger)}` +
    `${sequence(message)}}`
  );
}

function word(entry: WireWord): string {
  return (
    `{"word":${JSON.stringify(entry.word)}${float('confidence', entry.confidence)}` +
    `${float('start', entry.start)}${float('end', entry.end)}}`
  );
}

function configureSuccess(message: ConfigureSuccessMessage): string {
  return (
    `{"type":"ConfigureSuccess"${text('request_id', message.request_id)}` +
    `,"thresholds":${thresholds(message.thresholds)}${list('keyterms', message.keyterms)}` +
    `${list('language_hints', message.language_hints)}${flag('profanity_filter', message.profanity_filter)}` +
    `${flag('numerals', message.numerals)}${sequence(message)}}`
  );
}

function thresholds(values: WireThresholds): string {
  const fields =
    float('eot_threshold', values.eot_threshold) +
    float('eager_eot_threshold', values.eager_eot_threshold) +
    whole('eot_timeout_ms', values.eot_timeout_ms);
  return `{${fields.slice(1)}}`;
}

// Each of these writes one field with the comma before it, or nothing.

function text(name: string, value: string | undefined): string {
  return value === undefined ? '' : `,"${name}":${JSON.stringify(value)}`;
}

function float(name: string, value: number | undefined): string {
  return value === undefined ? '' : `,"${name}":${printFloat(value)}`;
}

function whole(name: string, value: number | undefined): string {
  return value === undefined ? '' : `,"${name}":${JSON.stringify(value)}`;
}

function flag(name: string, value: boolean | undefined): string {
  return value === undefined ? '' : `,"${name}":${JSON.stringify(value)}`;
}

function list(name: string, value: readonly string[] | undefined): string {
  return value === undefined ? '' : `,"${name}":${JSON.stringify(value)}`;
}

function sequence(message: ServerMessage): string {
  return whole('sequence_id', message.sequence_id);
}
