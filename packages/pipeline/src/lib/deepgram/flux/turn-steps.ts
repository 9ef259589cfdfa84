import type { TurnEagerEvent, TurnEndEvent, TurnEvent } from '@turnstream/flux';
import {
  EagerTranscriptionConfirmedFrame,
  EagerTranscriptionFrame,
  EagerTranscriptionWithdrawnFrame,
} from '../../frames/eager-frames.ts';
import type { TranscriptionFields } from '../../frames/text-frames.ts';
import { InterimTranscriptionFrame, TranscriptionFrame } from '../../frames/text-frames.ts';
import type { ProposedStartFields } from '../../frames/user-turn-frames.ts';

/** One thing the service does for a turn event. */
export type TurnStep =
  | { readonly type: 'propose-start'; readonly start: ProposedStartFields }
  | { readonly type: 'propose-stop'; readonly turnId: number }
  | { readonly type: 'push'; readonly frame: TurnFrame }
  | { readonly type: 'report-usage' }
  | { readonly type: 'leave-out'; readonly meanConfidence: number; readonly minConfidence: number }
  | { readonly type: 'emit'; readonly name: TranscriptEvent; readonly transcript: string }
  | { readonly type: 'emit-resumed' };

/** What is pushed downstream for a turn. */
type TurnFrame =
  | TranscriptionFrame
  | InterimTranscriptionFrame
  | EagerTranscriptionFrame
  | EagerTranscriptionWithdrawnFrame
  | EagerTranscriptionConfirmedFrame;

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
  /** Whether predicted ends are pushed as predictions, and not as text that still changes. */
  readonly predicts: boolean;
};

/** What the service does for a turn event, in this order. */
export function turnSteps(event: TurnEvent, rule: TurnRule): readonly TurnStep[] {
  const { transcript, turnId } = event;
  switch (event.type) {
    case 'turn-start':
      return [
        { type: 'propose-start', start: proposedStart(event) },
        { type: 'emit', name: 'startOfTurn', transcript },
      ];
    case 'turn-update':
      if (transcript === '') return [];
      return [...(rule.interimOnUpdate ? [interim(event, rule)] : []), { type: 'emit', name: 'update', transcript }];
    case 'turn-eager':
      return [
        rule.predicts ? predicted(event, rule) : interim(event, rule),
        { type: 'emit', name: 'eagerEndOfTurn', transcript },
      ];
    case 'turn-resumed': {
      const { attempt, cause } = event;
      const withdrawn = new EagerTranscriptionWithdrawnFrame({ turnId, attempt, cause });
      return [...(rule.predicts ? [push(withdrawn)] : []), { type: 'emit-resumed' }];
    }
    case 'turn-end':
      return [
        ...finalText(event, rule),
        { type: 'propose-stop', turnId },
        { type: 'emit', name: 'endOfTurn', transcript },
      ];
  }
}

/** The mean confidence of the words; not a number where there are none. */
function meanConfidence(words: TurnEvent['words']): number {
  return words.reduce((sum, word) => sum + word.confidence, 0) / words.length;
}

function proposedStart(event: TurnEvent): ProposedStartFields {
  const { turnId, transcript, words, startSeconds, endSeconds } = event;
  return {
    turnId,
    transcript,
    confidence: words.length === 0 ? undefined : meanConfidence(words),
    audioStartSeconds: words[0]?.startSeconds ?? startSeconds,
    audioEndSeconds: endSeconds,
  };
}

function finalText(event: TurnEndEvent, rule: TurnRule): readonly TurnStep[] {
  if (event.transcript === '') return settled(event, rule, false);
  const { minConfidence } = rule;
  const mean = meanConfidence(event.words);
  // Without words the mean is no number, and no threshold is met.
  if (minConfidence !== null && minConfidence !== 0 && !(mean >= minConfidence)) {
    return [...settled(event, rule, false), { type: 'leave-out', meanConfidence: mean, minConfidence }];
  }
  const frame = new TranscriptionFrame({
    ...transcription(event, rule),
    finalized: true,
    endReason: event.reason,
    speechStartMs: rule.heardAtMs(event.words[0]?.startSeconds ?? event.startSeconds),
    speechEndMs: rule.heardAtMs(event.words.at(-1)?.endSeconds ?? event.endSeconds),
  });
  return [...settled(event, rule, true), { type: 'report-usage' }, push(frame)];
}

/** What the end says of the prediction that was open, if one was. */
function settled({ turnId, attempt }: TurnEndEvent, rule: TurnRule, isTextPushed: boolean): readonly TurnStep[] {
  if (!rule.predicts || attempt === undefined) return [];
  if (isTextPushed) return [push(new EagerTranscriptionConfirmedFrame({ turnId, attempt }))];
  return [push(new EagerTranscriptionWithdrawnFrame({ turnId, attempt, cause: 'confidence' }))];
}

function predicted(event: TurnEagerEvent, rule: TurnRule): TurnStep {
  const { attempt, turnId } = event;
  return push(new EagerTranscriptionFrame({ ...transcription(event, rule), turnId, attempt }));
}

function interim(event: TurnEvent, rule: TurnRule): TurnStep {
  return push(new InterimTranscriptionFrame(transcription(event, rule)));
}

function push(frame: TurnFrame): TurnStep {
  return { type: 'push', frame };
}

function transcription(event: TurnEvent, rule: TurnRule): TranscriptionFields {
  return {
    text: event.transcript,
    userId: rule.userId,
    timestamp: rule.timestamp,
    language: event.languages[0] ?? rule.language,
    result: event.message,
    turnId: event.turnId,
  };
}
