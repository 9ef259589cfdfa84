import type { RetractionCause, TurnEagerEvent, TurnEndReason, TurnEvent } from '@turnstream/flux';

const COMMON = {
  words: [],
  startSeconds: 0,
  endSeconds: 0,
  languages: [],
  endOfTurnConfidence: 0.5,
  synthetic: false,
} as const;

/** Events as a session makes them, from what matters to who answers. */
export const turn = {
  start: (turnId: number, transcript: string): TurnEvent => ({ type: 'turn-start', turnId, transcript, ...COMMON }),
  update: (turnId: number, transcript: string): TurnEvent => ({ type: 'turn-update', turnId, transcript, ...COMMON }),
  eager: (turnId: number, transcript: string, attempt = 1): TurnEagerEvent => ({
    type: 'turn-eager',
    turnId,
    transcript,
    attempt,
    ...COMMON,
  }),
  resumed: (turnId: number, transcript: string, cause: RetractionCause = 'speech', attempt = 1): TurnEvent => ({
    type: 'turn-resumed',
    turnId,
    transcript,
    cause,
    attempt,
    ...COMMON,
  }),
  end: (turnId: number, transcript: string, reason: TurnEndReason = 'model'): TurnEvent => ({
    type: 'turn-end',
    turnId,
    transcript,
    reason,
    ...COMMON,
  }),
};
