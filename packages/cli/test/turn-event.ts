import type { TurnEndReason, TurnEvent } from '@turnstream/flux';

/** What a test says about an event; the rest is a turn of two seconds. */
export type TurnEventFields =
  | { readonly type: 'turn-start' | 'turn-update'; readonly transcript: string }
  | { readonly type: 'turn-eager'; readonly transcript: string; readonly attempt: number }
  | {
      readonly type: 'turn-end';
      readonly transcript: string;
      readonly reason: TurnEndReason;
      readonly attempt?: number;
    };

/** A turn event with every field. */
export function turnEvent(fields: TurnEventFields): TurnEvent {
  const event = {
    'turn-start': 'StartOfTurn',
    'turn-update': 'Update',
    'turn-eager': 'EagerEndOfTurn',
    'turn-end': 'EndOfTurn',
  } as const;
  return {
    turnId: 0,
    words: [{ word: 'word', confidence: 0.9 }],
    startSeconds: 0,
    endSeconds: 2,
    languages: [],
    endOfTurnConfidence: 0.5,
    synthetic: false,
    message: {
      type: 'TurnInfo',
      request_id: 'id',
      event: event[fields.type],
      turn_index: 0,
      audio_window_start: 0,
      audio_window_end: 2,
      transcript: fields.transcript,
      words: [],
      end_of_turn_confidence: 0.5,
      sequence_id: 1,
    },
    ...fields,
  };
}
