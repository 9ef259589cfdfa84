import type { ConnectionScript, ServerStep } from './step.ts';
import type { ConfigureSuccessFields, MessageFields, TurnInfoFields } from './wire-state.ts';

/** Sends `Connected`: the first message of every healthy connection. */
export function connected(): ServerStep {
  return { kind: 'send', compose: (wire) => wire.message({ type: 'Connected' }) };
}

/**
 * Sends a `TurnInfo`. What is left out follows from what went before, as on the live service: the event is `Update`;
 * the turn index rises after an `EndOfTurn`; the window ends at the audio received so far (whole steps of 80 ms);
 * the transcript is that of the turn's last message; the words are its words, spread over the window;
 * an `EndOfTurn` has the trigger `model` (`trigger: undefined` leaves it out).
 * The confidence is fixed for each event: 0.02, 0.05, 0.6, 0.03, 0.9 for start, update, eager, resumed and end.
 */
export function turnInfo(fields: TurnInfoFields = {}): ServerStep {
  return { kind: 'send', compose: (wire) => wire.turnInfo(fields) };
}

/** Acknowledges the last `Configure` with all settings in force: those of the query, of every `Configure` acknowledged so far, and `fields`. */
export function configureSuccess(fields: ConfigureSuccessFields = {}): ServerStep {
  return { kind: 'send', compose: (wire, request) => wire.configureSuccess(fields, request) };
}

/** Refuses the last `Configure`. */
export function configureFailure(
  code = 'INVALID_THRESHOLD',
  description = 'The configuration is invalid.',
): ServerStep {
  return { kind: 'send', compose: (wire) => wire.message({ type: 'ConfigureFailure', code, description }) };
}

/** Sends a `Warning`; the stream goes on. */
export function warning(code: string, description: string): ServerStep {
  return { kind: 'send', compose: (wire) => wire.message({ type: 'Warning', code, description }) };
}

/** Sends the fatal `Error`. The live service closes right after, without a code: let `close()` follow. */
export function fatalError(code: string, description: string): ServerStep {
  return { kind: 'send', compose: (wire) => wire.fatalError(code, description) };
}

/**
 * Sends any message, also one that no server should send. `request_id` and `sequence_id` are filled in where they
 * are left out. A function is given the JSON of the text message that the script last waited for.
 */
export function reply(message: MessageFields | ((request: unknown) => MessageFields)): ServerStep {
  return {
    kind: 'send',
    compose: (wire, request) => wire.message(typeof message === 'function' ? message(request) : message),
  };
}

/** Sends a text message exactly as it is given. */
export function sendText(text: string): ServerStep {
  return { kind: 'send', compose: () => text };
}

/** Sends a binary message, which no Flux server does. */
export function sendBinary(bytes: Uint8Array): ServerStep {
  return { kind: 'send', compose: () => bytes };
}

/**
 * The steps that play a recorded connection back, byte for byte: each recorded text is sent as soon as as much audio has
 * arrived as its `audio_window_end` says, and at once where it has none.
 * @throws TypeError when a text is no JSON object
 */
export function replayRecording(texts: readonly string[]): ConnectionScript {
  return texts.flatMap((text, index): ConnectionScript => {
    const message: unknown = JSON.parse(text);
    if (typeof message !== 'object' || message === null) {
      throw new TypeError(`texts[${index}] must be a JSON object`);
    }
    if (!('audio_window_end' in message) || typeof message.audio_window_end !== 'number') return [sendText(text)];
    const amount = message.audio_window_end;
    return [{ kind: 'await-audio', measure: 'seconds', amount, total: true }, sendText(text)];
  });
}
