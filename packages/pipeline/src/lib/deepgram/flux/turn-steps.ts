import type { TurnEndEvent, TurnEvent } from '@turnstream/flux';
import { InterimTranscriptionFrame, TranscriptionFrame } from '../../frames/text-frames.ts';

/** One thing the service does for a turn event. */
export type TurnStep =
  | { readonly type: 'propose'; readonly what: 'start' | 'stop'; readonly turnId: number }
  | { readonly type: 'push'; readonly frame: TranscriptionFrame | InterimTranscriptionFrame }
  | { readonly type: 'report-usage' }
  | { readonly type: 'leave-out'; readonly meanConfidence: number; readonly minConfidence: number }
  | { readonly type: 'emit'; readonly name: TranscriptEvent; readonly transcript: string }
  | { readonly type: 'emit-resumed' };

/** The service events that carry the text of the turn. */
export type TranscriptEvent = 'startOfTurn' | 'update' | 'eagerEndOfTurn' | 'endOfTurn';

/** What a turn event is turned into frames by. */
export type TurnRule = {
  /** Whose voice the turn is; empty when unknown. */
  readonly userId: string;
  /** Now, as transcriptions say it. */
  readonly timestamp: string;
  /** The language where the server names none. */
  readonly language: string | undefined;
  /** Lowest mean confidence of a final text that is pushed; `null` or 0: any. */
  readonly minConfidence: number | null;
  /** When a second of the session's audio was heard, in milliseconds since 1970. */
  readonly heardAtMs: (audioSeconds: number) => number | undefined;
  /** Whether text that still changes is pushed as it comes. */
  readonly interimOnUpdate: boolean;
};

/** What the service does for a turn event, in this order. */
export function turnSteps(event: TurnEvent, rule: TurnRule): readonly TurnStep[] {
  const { transcript, turnId } = event;
  switch (event.type) {
    case 'turn-start':
      return [
        { type: 'propose', what: 'start', turnId },
        { type: 'emit', name: 'startOfTurn', transcript },
      ];
    case 'turn-update':
      if (transcript === '') return [];
      return [...(rule.interimOnUpdate ? [interim(event, rule)] : []), { type: 'emit', name: 'update', transcript }];
    case 'turn-eager':
      return [interim(event, rule), { type: 'emit', name: 'eagerEndOfTurn', transcript }];
    case 'turn-resumed':
      return [{ type: 'emit-resumed' }];
    case 'turn-end':
      return [
        ...finalText(event, rule),
        { type: 'propose', what: 'stop', turnId },
        { type: 'emit', name: 'endOfTurn', transcript },
      ];
  }
}

/** The mean confidence of the words; not a number where there are none. */
function meanConfidence(words: TurnEvent['words']): number {
  return words.reduce((sum, word) => sum + word.confidence, 0) / words.length;
}

function finalText(event: TurnEndEvent, rule: TurnRule): readonly TurnStep[] {
  if (event.transcript === '') return [];
  const { minConfidence } = rule;
  const mean = meanConfidence(event.words);
  // Without words the mean is no number, and no threshold is met.
  if (minConfidence !== null && minConfidence !== 0 && !(mean >= minConfidence)) {
    return [{ type: 'leave-out', meanConfidence: mean, minConfidence }];
  }
  const frame = new TranscriptionFrame({
    ...transcription(event, rule),
    finalized: true,
    endReason: event.reason,
    speechStartMs: rule.heardAtMs(event.words[0]?.startSeconds ?? event.startSeconds),
    speechEndMs: rule.heardAtMs(event.words.at(-1)?.endSeconds ?? event.endSeconds),
  });
  return [{ type: 'report-usage' }, { type: 'push', frame }];
}

function interim(event: TurnEvent, rule: TurnRule): TurnStep {
  return { type: 'push', frame: new InterimTranscriptionFrame(transcription(event, rule)) };
}

function transcription(event: TurnEvent, rule: TurnRule): ConstructorParameters<typeof InterimTranscriptionFrame>[0] {
  return {
    text: event.transcript,
    userId: rule.userId,
    timestamp: rule.timestamp,
    language: event.languages[0] ?? rule.language,
    result: event.message,
    turnId: event.turnId,
  };
}
