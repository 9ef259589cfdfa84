import { GRID_SECONDS } from '../protocol/limits.ts';
import type { TurnEvent, TurnWord } from '../session/turn-event.ts';

/** The text of a turn as last heard. */
export type TurnText = {
  readonly transcript: string;
  readonly words: readonly TurnWord[];
  readonly languages: readonly string[];
  readonly endOfTurnConfidence: number;
  /** Seconds of accepted audio this text knows of. */
  readonly endSeconds: number;
};

/** A turn that has started and not ended. */
export type OpenTurn = {
  readonly turnId: number;
  readonly startSeconds: number;
  /** Where the first word began, as well as is known. */
  readonly firstSpeechSeconds: number;
  readonly text: TurnText;
  /** Words settled before a lost connection; the rest of the text comes after them. */
  readonly prefix: { readonly transcript: string; readonly words: readonly TurnWord[] } | undefined;
  /** Eager predictions made in this turn. */
  readonly attempts: number;
  readonly lastEagerTranscript: string;
  /** Wire words of this turn, for what the server says of it after it has ended here. */
  readonly wireWords: number;
};

/** Text that came before any start. */
export type HeldText = { readonly sinceSeconds: number; readonly firstSpeechSeconds: number };

/** Whether somebody speaks, and whether an end is predicted. */
export type TurnPhase =
  | { readonly type: 'quiet'; readonly held: HeldText | undefined }
  | { readonly type: 'open'; readonly turn: OpenTurn }
  | { readonly type: 'eager'; readonly turn: OpenTurn; readonly attempt: number; readonly transcript: string };

/** A new connection hears the open turn again, from its start to where the old one was cut. */
export type CatchUp = {
  readonly cutSeconds: number;
  /** Whether the new connection has found words. */
  readonly heard: boolean;
  readonly cause: 'connection' | 'stalled';
};

/** Everything about turns. */
export type TurnLedger = {
  readonly nextTurnId: number;
  readonly phase: TurnPhase;
  /** The server's index of the open turn on this connection. */
  readonly wireIndex: number | undefined;
  /** Words of a server's turn that belong to a turn ended here. */
  readonly settled: { readonly wireIndex: number; readonly words: number } | undefined;
  /** The last server's turn that ended on this connection. */
  readonly endedWireIndex: number;
  readonly catchUp: CatchUp | undefined;
  /** Seconds of accepted audio at the end of the last turn. */
  readonly lastEndSeconds: number;
};

/** The outcome of one step. */
export type TurnStep = { readonly ledger: TurnLedger; readonly events: readonly TurnEvent[] };

/** The ledger of a session that has heard nothing. */
export const INITIAL_TURNS: TurnLedger = {
  nextTurnId: 0,
  phase: { type: 'quiet', held: undefined },
  wireIndex: undefined,
  settled: undefined,
  endedWireIndex: -1,
  catchUp: undefined,
  lastEndSeconds: 0,
};

/** The open turn, if there is one. */
export function openTurn(ledger: TurnLedger): OpenTurn | undefined {
  return ledger.phase.type === 'quiet' ? undefined : ledger.phase.turn;
}

/** Whether nobody speaks, as far as is known. */
export function isQuiet(ledger: TurnLedger): boolean {
  return ledger.phase.type === 'quiet' && ledger.phase.held === undefined;
}

/** The earliest accepted second that a lost connection would have to replay. */
export function neededFromSeconds(ledger: TurnLedger, acknowledgedSeconds: number): number {
  const { phase } = ledger;
  if (phase.type !== 'quiet') return onGrid(leadOf(ledger, phase.turn.firstSpeechSeconds));
  if (phase.held !== undefined) return onGrid(leadOf(ledger, phase.held.firstSpeechSeconds));
  return onGrid(Math.max(ledger.lastEndSeconds, acknowledgedSeconds - UNHEARD_SECONDS));
}

/** The last place at or before a moment at which a replay may begin, so that the server's steps fall where they fell before. */
export function onGrid(seconds: number): number {
  return Math.floor(seconds / GRID_SECONDS + 1e-6) * GRID_SECONDS;
}

/** A little before the first word, and not in the turn before it, unless that was ended by force in the middle of this word. */
function leadOf({ lastEndSeconds }: TurnLedger, firstSpeechSeconds: number): number {
  if (firstSpeechSeconds < lastEndSeconds) return Math.max(firstSpeechSeconds, lastEndSeconds - SPEECH_LEAD_SECONDS);
  return Math.max(lastEndSeconds, firstSpeechSeconds - SPEECH_LEAD_SECONDS);
}

/** Audio kept before the first word: its onset is often later in the transcript than in the air. */
export const SPEECH_LEAD_SECONDS = 0.5;

/** Speech may have begun this long before a server shows its first word. */
export const UNHEARD_SECONDS = 1.5;
