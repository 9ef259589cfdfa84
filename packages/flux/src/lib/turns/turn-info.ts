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

/**
 * Reads a message with the connection's clock mapped by `toAccepted`, seconds to seconds.
 * @param before the words of the message before: every message has all words of its turn, and those that stay are not made anew
 */
export function readTurnInfo(
  message: TurnInfoMessage,
  toAccepted: (seconds: number) => number,
  before: readonly TurnWord[] = [],
): TurnInfo {
  return {
    message,
    event: message.event,
    turnIndex: message.turn_index,
    transcript: message.transcript,
    words: message.words.map((word, index) => readWord(word, toAccepted, before[index])),
    startSeconds: toAccepted(message.audio_window_start),
    endSeconds: toAccepted(message.audio_window_end),
  };
}

function readWord(
  { word, confidence, start, end }: WireWord,
  toAccepted: (seconds: number) => number,
  before: TurnWord | undefined,
): TurnWord {
  const startSeconds = start === undefined ? start : toAccepted(start);
  const endSeconds = end === undefined ? end : toAccepted(end);
  const stays =
    before?.word === word &&
    before.confidence === confidence &&
    before.startSeconds === startSeconds &&
    before.endSeconds === endSeconds;
  if (stays) return before;
  if (startSeconds !== undefined && endSeconds !== undefined) return { word, confidence, startSeconds, endSeconds };
  if (startSeconds !== undefined) return { word, confidence, startSeconds };
  if (endSeconds !== undefined) return { word, confidence, endSeconds };
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
