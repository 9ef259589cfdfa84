import { STEP_SECONDS } from '../protocol/limits.ts';
import type { TurnEndReason, TurnEvent } from '../session/turn-event.ts';
import { sameWords } from './same-words.ts';
import { openTurn, UNHEARD_SECONDS, type OpenTurn, type TurnLedger, type TurnStep } from './turn-ledger.ts';
import { withoutWords, type TurnInfo } from './turn-info.ts';
import { describe, endTurn, firstSpeechSeconds, retract, startTurn, updateTurn } from './turn-steps.ts';

/** Text may come this much audio before its start; then the start is made here. */
const HOLD_SECONDS = 0.5;

/**
 * Hears what the server says of a turn. Tolerates every order seen in the wild: text before a start, no start,
 * an end without text or without a start, predictions twice, a resumption without a prediction, a missing end.
 * @param withholdEager whether predictions are not wanted and count as updates
 */
export function hearTurnInfo(ledger: TurnLedger, message: TurnInfo, withholdEager: boolean): TurnStep {
  if (message.turnIndex <= ledger.endedWireIndex) return { ledger, events: [] };
  const settled = ledger.settled?.wireIndex === message.turnIndex ? ledger.settled.words : 0;
  const info = withoutWords(message, settled);
  const before = missingEnd(ledger, info);
  const step = hear(before.ledger, info, withholdEager);
  return before.events.length === 0 ? step : { ledger: step.ledger, events: [...before.events, ...step.events] };
}

/** The server is at a later turn than the open one: its end never came. */
function missingEnd(ledger: TurnLedger, info: TurnInfo): TurnStep {
  const isLater = ledger.wireIndex !== undefined && info.turnIndex > ledger.wireIndex;
  return isLater && ledger.phase.type !== 'quiet' ? endTurn(ledger, 'unspecified', undefined) : { ledger, events: [] };
}

function hear(ledger: TurnLedger, info: TurnInfo, withholdEager: boolean): TurnStep {
  if (ledger.phase.type === 'quiet') return hearInQuiet(ledger, info, withholdEager);
  if (ledger.catchUp !== undefined) return hearCatchingUp(ledger, ledger.phase.turn, info, withholdEager);
  return hearInTurn(ledger, ledger.phase.turn, info, withholdEager);
}

function hearInQuiet(ledger: TurnLedger, info: TurnInfo, withholdEager: boolean): TurnStep {
  const held = ledger.phase.type === 'quiet' ? ledger.phase.held : undefined;
  // A start that tells only of words settled before is none: what is new comes later.
  const isSettled = ledger.settled?.wireIndex === info.turnIndex && info.transcript === '';
  if (info.event === 'StartOfTurn' && !isSettled) return startTurn(ledger, info, false);
  if (info.event === 'EndOfTurn' && info.transcript === '' && held === undefined) {
    return {
      ledger: { ...ledger, endedWireIndex: info.turnIndex, settled: undefined, lastEndSeconds: info.endSeconds },
      events: [],
    };
  }
  if (info.event === 'EndOfTurn' || (info.event === 'EagerEndOfTurn' && info.transcript !== '')) {
    const start = startTurn(ledger, info, true);
    const step = hearInTurn(start.ledger, start.turn, info, withholdEager);
    return { ledger: step.ledger, events: [...start.events, ...step.events] };
  }
  if (info.transcript === '') return { ledger: { ...ledger, phase: { type: 'quiet', held: undefined } }, events: [] };
  if (held !== undefined && info.endSeconds - held.sinceSeconds >= HOLD_SECONDS) return startTurn(ledger, info, true);
  const first = held ?? { sinceSeconds: info.endSeconds, firstSpeechSeconds: firstSpeechSeconds(info) };
  return { ledger: { ...ledger, phase: { type: 'quiet', held: first } }, events: [] };
}

/**
 * A new connection hears the open turn again. Until it has heard as far as the text shown knows of (to within one
 * step, since the new steps fall between the old ones), that text stays; then the new one counts for the whole turn. When it finds no words, the turn ends with what is known.
 */
function hearCatchingUp(ledger: TurnLedger, turn: OpenTurn, info: TurnInfo, withholdEager: boolean): TurnStep {
  const { catchUp } = ledger;
  if (catchUp === undefined) return hearInTurn(ledger, turn, info, withholdEager);
  const heard = catchUp.heard || info.transcript !== '';
  if (info.event === 'EndOfTurn' || (heard && info.endSeconds > turn.text.endSeconds - STEP_SECONDS)) {
    return hearInTurn({ ...ledger, catchUp: undefined, wireIndex: info.turnIndex }, turn, info, withholdEager);
  }
  if (!heard && info.endSeconds >= catchUp.cutSeconds + UNHEARD_SECONDS) {
    const ended = endTurn(ledger, catchUp.cause === 'stalled' ? 'stalled' : 'connection-lost', undefined);
    return { ledger: { ...ended.ledger, settled: undefined, lastEndSeconds: info.endSeconds }, events: ended.events };
  }
  const wireIndex = heard ? info.turnIndex : ledger.wireIndex;
  return { ledger: { ...ledger, wireIndex, catchUp: { ...catchUp, heard } }, events: [] };
}

function hearInTurn(ledger: TurnLedger, turn: OpenTurn, info: TurnInfo, withholdEager: boolean): TurnStep {
  switch (info.event) {
    case 'EndOfTurn':
      return endTurn(ledger, reasonOf(info), info);
    case 'EagerEndOfTurn':
      return withholdEager ? hearUpdate(ledger, turn, info) : predict(ledger, turn, info);
    case 'TurnResumed':
    case 'StartOfTurn':
    case 'Update':
      return hearUpdate(ledger, turn, info);
  }
}

/** New words withdraw an open prediction: the end that confirms it must have the same ones. */
function hearUpdate(ledger: TurnLedger, turn: OpenTurn, info: TurnInfo): TurnStep {
  const { phase } = ledger;
  if (phase.type !== 'eager') return updateTurn(ledger, turn, info);
  const heard = openTurn(updateTurn(ledger, turn, info).ledger)?.text.transcript ?? '';
  const differs = info.transcript !== '' && !sameWords(heard, phase.transcript);
  if (info.event !== 'TurnResumed' && !differs) {
    const text = {
      ...turn.text,
      endSeconds: info.endSeconds,
      endOfTurnConfidence: info.message.end_of_turn_confidence,
    };
    return { ledger: { ...ledger, phase: { ...phase, turn: { ...turn, text } } }, events: [] };
  }
  const resumed = retract(ledger, 'speech', info.event === 'TurnResumed' ? info : undefined);
  const updated = updateTurn(resumed.ledger, turn, info);
  return { ledger: updated.ledger, events: [...resumed.events, ...updated.events] };
}

function predict(ledger: TurnLedger, turn: OpenTurn, info: TurnInfo): TurnStep {
  const retracted = retract(ledger, 'speech', undefined);
  const updated = updateTurn(retracted.ledger, turn, info);
  if (updated.ledger.phase.type === 'quiet') return updated;
  const { text, attempts } = updated.ledger.phase.turn;
  const events = [...retracted.events];
  // A prediction needs words to be about.
  if (text.transcript === '') return { ledger: updated.ledger, events };
  const attempt = attempts + 1;
  const predicted: OpenTurn = { ...updated.ledger.phase.turn, attempts: attempt, lastEagerTranscript: text.transcript };
  const event: TurnEvent = {
    type: 'turn-eager',
    ...describe(predicted),
    synthetic: false,
    message: info.message,
    attempt,
  };
  return {
    ledger: { ...updated.ledger, phase: { type: 'eager', turn: predicted, attempt, transcript: text.transcript } },
    events: [...events, event],
  };
}

function reasonOf(info: TurnInfo): TurnEndReason {
  const { trigger } = info.message;
  return trigger === 'model' || trigger === 'timeout' || trigger === 'manual' ? trigger : 'unspecified';
}
