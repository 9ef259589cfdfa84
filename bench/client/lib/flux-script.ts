import { readFileSync } from 'node:fs';

/** A message that the server sends once it has heard so much audio. */
export type ScriptedMessage = {
  readonly dueMs: number;
  readonly event: string;
  readonly transcript: string;
  /** Whether every client makes an event of it. */
  readonly compared: boolean;
  /** The text before and behind the request id. */
  readonly before: string;
  readonly behind: string;
};

type CapturedTurnInfo = {
  readonly type: string;
  readonly event: string;
  readonly turn_index: number;
  readonly audio_window_start: number;
  readonly audio_window_end: number;
  readonly transcript: string;
  readonly words: readonly {
    readonly word: string;
    readonly confidence: number;
    readonly start: number;
    readonly end: number;
  }[];
  readonly end_of_turn_confidence: number;
};

const PLACE_OF_REQUEST_ID = '@';

/**
 * What the live service said while it heard one turn of 20 s, over and over: the messages of the capture that the
 * protocol tests use, with the turn index and the times moved on for each repetition.
 */
export class FluxScript {
  readonly #turn: readonly CapturedTurnInfo[];
  readonly #turnSeconds: number;
  readonly #repetitions: ScriptedMessage[][] = [];

  /** @param capturePath the live capture, as JSON */
  constructor(capturePath: string | URL) {
    const capture: { readonly frames: readonly string[] } = JSON.parse(readFileSync(capturePath, 'utf8'));
    this.#turn = capture.frames
      .map((frame): CapturedTurnInfo => JSON.parse(frame))
      .filter((message) => message.type === 'TurnInfo' && message.turn_index === 0);
    this.#turnSeconds = this.#turn.at(-1)?.audio_window_end ?? 0;
    if (this.#turn.at(-1)?.event !== 'EndOfTurn') throw new Error('the capture does not hold a whole turn');
  }

  /** The message at a place in the endless sequence. */
  at(index: number): ScriptedMessage {
    const repetition = Math.floor(index / this.#turn.length);
    this.#repetitions[repetition] ??= this.#repeat(repetition);
    const message = this.#repetitions[repetition]?.[index % this.#turn.length];
    if (message === undefined) throw new Error(`there is no message ${index}`);
    return message;
  }

  /** What a client must have heard once the server has heard so much audio: starts, predictions and ends. */
  turnsWithin(seconds: number): readonly string[] {
    const heard: string[] = [];
    for (let index = 0; this.at(index).dueMs <= seconds * 1_000; index += 1) {
      const { event, transcript } = this.at(index);
      if (event === 'StartOfTurn') heard.push('start');
      if (event === 'EagerEndOfTurn') heard.push(`eager ${transcript}`);
      if (event === 'EndOfTurn') heard.push(`end ${transcript}`);
    }
    return heard;
  }

  #repeat(repetition: number): ScriptedMessage[] {
    const moveSeconds = repetition * this.#turnSeconds;
    let started = false;
    let transcript = '';
    return this.#turn.map((message, index) => {
      started ||= message.event === 'StartOfTurn';
      const changed = message.transcript !== transcript;
      transcript = message.transcript;
      const text = JSON.stringify({
        ...message,
        request_id: PLACE_OF_REQUEST_ID,
        turn_index: repetition,
        audio_window_start: message.audio_window_start + moveSeconds,
        audio_window_end: message.audio_window_end + moveSeconds,
        words: message.words.map((word) => ({
          ...word,
          start: word.start + moveSeconds,
          end: word.end + moveSeconds,
        })),
        sequence_id: repetition * this.#turn.length + index + 1,
      });
      const place = text.indexOf(PLACE_OF_REQUEST_ID);
      return {
        dueMs: Math.round((message.audio_window_end + moveSeconds) * 1_000),
        event: message.event,
        transcript,
        compared: started && (changed || message.event !== 'Update'),
        before: text.slice(0, place),
        behind: text.slice(place + PLACE_OF_REQUEST_ID.length),
      };
    });
  }
}
