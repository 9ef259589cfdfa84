import type { TurnInfoEvent, TurnInfoMessage, WireWord } from '../protocol/server-message.ts';
import type { TurnWord } from '../session/turn-event.ts';

/** A server's word about a turn, with its times moved from the connection's clock to the caller's audio. */
export type TurnInfo = {
  readonly message: TurnInfoMessage;
  readonly event: TurnInfoEvent;
  readonly turnIndex: number;
  readonly transcript: string;
  readonly words: readonly TurnWord[];
  readonly startSeconds: number;
  readonly endSeconds: number;
};

/** Reads a message with the connection's clock mapped by `toAccepted`, seconds to seconds. */
export function readTurnInfo(message: TurnInfoMessage, toAccepted: (seconds: number) => number): TurnInfo {
  return {
    message,
    event: message.event,
    turnIndex: message.turn_index,
    transcript: message.transcript,
    words: message.words.map((word) => readWord(word, toAccepted)),
    startSeconds: toAccepted(message.audio_window_start),
    endSeconds: toAccepted(message.audio_window_end),
  };
}

/** Every message has all words of its turn: no object is made that is thrown away at once. */
function readWord({ word, confidence, start, end }: WireWord, toAccepted: (seconds: number) => number): TurnWord {
  if (start !== undefined && end !== undefined) {
    return { word, confidence, startSeconds: toAccepted(start), endSeconds: toAccepted(end) };
  }
  if (start !== undefined) return { word, confidence, startSeconds: toAccepted(start) };
  if (end !== undefined) return { word, confidence, endSeconds: toAccepted(end) };
  return { word, confidence };
}

/** The message without its first words, which belong to a turn that has ended here already. */
export function withoutWords(info: TurnInfo, count: number): TurnInfo {
  if (count === 0) return info;
  const words = info.words.slice(count);
  const transcript =
    info.words.length > 0 ? words.map(({ word }) => word).join(' ') : info.transcript.split(' ').slice(count).join(' ');
  return { ...info, words, transcript };
}

/** How many words a transcript has on the wire. */
export function countWords(info: { readonly transcript: string; readonly words: readonly TurnWord[] }): number {
  return info.words.length > 0 ? info.words.length : info.transcript.split(' ').filter((word) => word !== '').length;
}
