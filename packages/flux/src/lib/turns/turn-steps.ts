import type { RetractionCause, TurnEndEvent, TurnEndReason, TurnEvent } from '../session/turn-event.ts';
import { sameWords } from './same-words.ts';
import { countWords, type TurnInfo } from './turn-info.ts';
import type { OpenTurn, TurnLedger, TurnStep, TurnText } from './turn-ledger.ts';

/** The longest a first word can be behind the audio it was found in, where it has no time of its own. */
const FIRST_WORD_SECONDS = 1;

/** What a message says of the text, behind the words settled before it. */
function textOf(info: TurnInfo, prefix: OpenTurn['prefix']): TurnText {
  const transcript = prefix === undefined ? info.transcript : `${prefix.transcript} ${info.transcript}`.trim();
  return {
    transcript,
    words: prefix === undefined ? info.words : [...prefix.words, ...info.words],
    languages: info.message.languages ?? [],
    endOfTurnConfidence: info.message.end_of_turn_confidence,
    endSeconds: info.endSeconds,
  };
}

/** Where the first word of a message began, as well as is known. */
export function firstSpeechSeconds(info: TurnInfo): number {
  return info.words[0]?.startSeconds ?? Math.max(info.startSeconds, info.endSeconds - FIRST_WORD_SECONDS);
}

/** Opens a turn. `synthetic` where the server said no start. */
export function startTurn(
  ledger: TurnLedger,
  info: TurnInfo,
  synthetic: boolean,
): TurnStep & { readonly turn: OpenTurn } {
  const held = ledger.phase.type === 'quiet' ? ledger.phase.held : undefined;
  const turn: OpenTurn = {
    turnId: ledger.nextTurnId,
    startSeconds: info.startSeconds,
    firstSpeechSeconds: Math.min(held?.firstSpeechSeconds ?? Infinity, firstSpeechSeconds(info)),
    text: textOf(info, undefined),
    prefix: undefined,
    attempts: 0,
    lastEagerTranscript: '',
    wireWords: countWords(info),
  };
  const event: TurnEvent = { type: 'turn-start', ...describe(turn), ...(synthetic ? { synthetic } : said(info)) };
  return {
    turn,
    ledger: { ...ledger, nextTurnId: turn.turnId + 1, wireIndex: info.turnIndex, phase: { type: 'open', turn } },
    events: [event],
  };
}

/**
 * Takes the text of a message into the open turn; says so when it changed. Most messages end here, so nothing is
 * spread: see `sameShape` in the audio ledger.
 */
export function updateTurn(ledger: TurnLedger, turn: OpenTurn, info: TurnInfo): TurnStep {
  const text = info.transcript === '' ? { ...turn.text, endSeconds: info.endSeconds } : textOf(info, turn.prefix);
  const { turnId, startSeconds, firstSpeechSeconds: speechSeconds, prefix, attempts, lastEagerTranscript } = turn;
  const updated: OpenTurn = {
    turnId,
    startSeconds,
    firstSpeechSeconds: speechSeconds,
    text,
    prefix,
    attempts,
    lastEagerTranscript,
    wireWords: info.transcript === '' ? turn.wireWords : countWords(info),
  };
  const { nextTurnId, settled, endedWireIndex, catchUp, lastEndSeconds } = ledger;
  const phase: TurnLedger['phase'] = { type: 'open', turn: updated };
  const wireIndex = info.turnIndex;
  return {
    ledger: { nextTurnId, phase, wireIndex, settled, endedWireIndex, catchUp, lastEndSeconds },
    events: text.transcript === turn.text.transcript ? [] : [updateEvent(updated, info)],
  };
}

function updateEvent({ turnId, startSeconds, text }: OpenTurn, { message }: TurnInfo): TurnEvent {
  const { transcript, words, languages, endOfTurnConfidence, endSeconds } = text;
  return {
    type: 'turn-update',
    turnId,
    transcript,
    words,
    startSeconds,
    endSeconds,
    languages,
    endOfTurnConfidence,
    synthetic: false,
    message,
  };
}

/** Withdraws the open prediction. Without a message the session withdraws it itself. */
export function retract(ledger: TurnLedger, cause: RetractionCause, info: TurnInfo | undefined): TurnStep {
  const { phase } = ledger;
  if (phase.type !== 'eager') return { ledger, events: [] };
  const event: TurnEvent = {
    type: 'turn-resumed',
    ...describe(phase.turn),
    ...(info === undefined ? { synthetic: true } : said(info)),
    attempt: phase.attempt,
    cause,
  };
  return { ledger: { ...ledger, phase: { type: 'open', turn: phase.turn } }, events: [event] };
}

/**
 * Ends the open turn, with the text of the message or else the best text known.
 * An open prediction is confirmed when a server's end has its words, and withdrawn otherwise.
 */
export function endTurn(ledger: TurnLedger, reason: TurnEndReason, info: TurnInfo | undefined): TurnStep {
  const { phase } = ledger;
  if (phase.type === 'quiet') return { ledger, events: [] };
  const text = finalText(phase.turn, info);
  const confirms = phase.type === 'eager' && info !== undefined && sameWords(text.transcript, phase.transcript);
  const before: TurnStep = confirms ? { ledger, events: [] } : retract(ledger, causeOf(reason), undefined);
  const turn: OpenTurn = { ...phase.turn, text };
  const event: TurnEndEvent = {
    type: 'turn-end',
    ...describe(turn),
    ...(info === undefined ? { synthetic: true } : said(info)),
    reason,
    ...(confirms ? { attempt: phase.attempt } : {}),
  };
  return {
    ledger: {
      ...before.ledger,
      phase: { type: 'quiet', held: undefined },
      wireIndex: undefined,
      catchUp: undefined,
      lastEndSeconds: Math.max(ledger.lastEndSeconds, info === undefined ? textEndSeconds(turn) : text.endSeconds),
      ...(info === undefined ? settledHere(ledger, turn) : { endedWireIndex: info.turnIndex, settled: undefined }),
    },
    events: [...before.events, event],
  };
}

/** Where the text of a turn ends in the audio: a server shows a word some time after it was said. */
export function textEndSeconds({ text }: OpenTurn): number {
  return Math.min(text.endSeconds, text.words.at(-1)?.endSeconds ?? Infinity);
}

/** The fields that every event has. */
export function describe(turn: OpenTurn): Omit<TurnEndEvent, 'type' | 'reason' | 'attempt'> {
  const { transcript, words, languages, endOfTurnConfidence, endSeconds } = turn.text;
  const { turnId, startSeconds } = turn;
  return { turnId, transcript, words, startSeconds, endSeconds, languages, endOfTurnConfidence, synthetic: false };
}

function said(info: TurnInfo): { readonly synthetic: false; readonly message: TurnInfo['message'] } {
  return { synthetic: false, message: info.message };
}

/** An end without text (seen in the wild) keeps the last prediction's text, else the last update's. */
function finalText(turn: OpenTurn, info: TurnInfo | undefined): TurnText {
  if (info === undefined) return turn.text;
  if (info.transcript !== '') return textOf(info, turn.prefix);
  return {
    ...turn.text,
    transcript: turn.text.transcript === '' ? turn.lastEagerTranscript : turn.text.transcript,
    endOfTurnConfidence: info.message.end_of_turn_confidence,
    endSeconds: info.endSeconds,
  };
}

/** The server goes on with a turn that has ended here: its words so far are not to be heard twice. */
function settledHere(ledger: TurnLedger, turn: OpenTurn): Pick<TurnLedger, 'settled'> {
  // In a replay the server is yet to begin this turn, as its next one.
  const wireIndex = ledger.wireIndex ?? (ledger.catchUp === undefined ? undefined : ledger.endedWireIndex + 1);
  if (wireIndex === undefined) return { settled: ledger.settled };
  const before = ledger.settled?.wireIndex === wireIndex ? ledger.settled.words : 0;
  return { settled: { wireIndex, words: before + turn.wireWords } };
}

function causeOf(reason: TurnEndReason): RetractionCause {
  if (reason === 'stopped' || reason === 'cancelled' || reason === 'stalled') return reason;
  return reason === 'connection-lost' ? 'connection' : 'speech';
}
