import type { TurnWord } from '../session/turn-event.ts';
import {
  neededFromSeconds,
  onGrid,
  SPEECH_LEAD_SECONDS,
  type OpenTurn,
  type TurnLedger,
  type TurnStep,
} from './turn-ledger.ts';
import { endTurn, retract, textEndSeconds } from './turn-steps.ts';

/** What a lost connection knew. Seconds of accepted audio. */
export type Drop = {
  readonly cause: 'connection' | 'stalled';
  /** All audio before this was sent. */
  readonly sentSeconds: number;
  /** All audio before this was decoded. */
  readonly acknowledgedSeconds: number;
  /** Audio before this is no longer kept. */
  readonly keptFromSeconds: number;
  /** Longest open turn that is heard again whole. What the server had not decoded yet is sent again on top of it. */
  readonly maxReplaySeconds: number;
  /** Whether the same audio may be sent once more. */
  readonly mayReplay: boolean;
};

/** A pause at least this long settles the words before it. */
const SETTLING_GAP_SECONDS = 0.3;

/** Words this close to the end of what was decoded may still have been revised. */
const UNSETTLED_SECONDS = 2;

/**
 * The connection is lost. An open prediction is withdrawn; the open turn stays open, and its audio is heard again
 * from `replayFromSeconds` on the next connection.
 */
export function dropTurns(ledger: TurnLedger, drop: Drop): TurnStep & { readonly replayFromSeconds: number } {
  const retracted = retract(ledger, drop.cause, undefined);
  const fresh: TurnLedger = { ...retracted.ledger, wireIndex: undefined, settled: undefined, endedWireIndex: -1 };
  if (fresh.phase.type === 'quiet') {
    const replayFromSeconds = drop.mayReplay ? neededFromSeconds(fresh, drop.acknowledgedSeconds) : drop.sentSeconds;
    return { ledger: { ...fresh, phase: { type: 'quiet', held: undefined } }, events: [], replayFromSeconds };
  }
  const { turn } = fresh.phase;
  const from = neededFromSeconds(fresh, drop.acknowledgedSeconds);
  const catchUp = { cutSeconds: drop.sentSeconds, heard: false, cause: drop.cause };
  // A server that lags must be sent what it had not decoded in any case: only what it had decoded is too much to hear again.
  const heardSeconds = Math.min(drop.sentSeconds, Math.max(drop.acknowledgedSeconds, turn.text.endSeconds));
  // Heard from its middle on, the new text would be a part of the turn and not the turn.
  const isKept = drop.keptFromSeconds <= from + SPEECH_LEAD_SECONDS;
  if (drop.mayReplay && isKept && heardSeconds - from <= drop.maxReplaySeconds) {
    return { ledger: { ...fresh, catchUp }, events: retracted.events, replayFromSeconds: from };
  }
  const earliestSeconds = Math.max(drop.keptFromSeconds, heardSeconds - drop.maxReplaySeconds);
  const gap = drop.mayReplay ? settlingGap(turn, earliestSeconds, heardSeconds - UNSETTLED_SECONDS) : undefined;
  if (gap !== undefined) {
    const joined = joinAt(turn, gap);
    const ledgerJoined: TurnLedger = { ...fresh, catchUp, phase: { type: 'open', turn: joined } };
    return { ledger: ledgerJoined, events: retracted.events, replayFromSeconds: gap.middleSeconds };
  }
  const ended = endTurn(fresh, drop.cause === 'stalled' ? 'stalled' : 'connection-lost', undefined);
  return {
    ledger: { ...ended.ledger, settled: undefined },
    events: [...retracted.events, ...ended.events],
    replayFromSeconds: drop.mayReplay ? Math.min(drop.sentSeconds, textEndSeconds(turn)) : drop.sentSeconds,
  };
}

type Gap = { readonly wordsBefore: number; readonly middleSeconds: number };

/**
 * The last pause between words that lies between two moments; where there is none, the last place between two words: a
 * word may be cut there, but what the server had not shown yet is heard.
 */
function settlingGap(turn: OpenTurn, earliestSeconds: number, latestSeconds: number): Gap | undefined {
  const { words } = turn.text;
  let place: Gap | undefined;
  for (let index = words.length - 1; index > 0; index -= 1) {
    const end = words[index - 1]?.endSeconds;
    const start = words[index]?.startSeconds;
    if (end === undefined || start === undefined) return undefined;
    const gap = { wordsBefore: index, middleSeconds: (start + end) / 2 };
    if (start > latestSeconds) continue;
    if (gap.middleSeconds < earliestSeconds) break;
    if (start - end >= SETTLING_GAP_SECONDS) return { ...gap, middleSeconds: onGrid(gap.middleSeconds) };
    place ??= gap;
  }
  return place;
}

/** Settles the words before the gap; what follows is heard again behind them. */
function joinAt(turn: OpenTurn, gap: Gap): OpenTurn {
  const words: readonly TurnWord[] = turn.text.words.slice(0, gap.wordsBefore);
  const prefix = { words, transcript: words.map(({ word }) => word).join(' ') };
  return { ...turn, prefix, firstSpeechSeconds: gap.middleSeconds + SPEECH_LEAD_SECONDS };
}
