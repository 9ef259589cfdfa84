/**
 * The five things a Flux server says about a turn. The wire leaves the set open; a name outside it is kept
 * by the parser as an unknown message.
 */
export type TurnInfoEvent = 'StartOfTurn' | 'Update' | 'EagerEndOfTurn' | 'TurnResumed' | 'EndOfTurn';

/** One recognised word. Times are seconds since the first audio of the connection. */
export type WireWord = {
  /** The word with its case and punctuation; may hold a space. */
  readonly word: string;
  /** 0 to 1. */
  readonly confidence: number;
  /** Seconds; absent from servers before June 2026. */
  readonly start?: number;
  /** Seconds; absent from servers before June 2026. */
  readonly end?: number;
};

/** The first message of every connection: audio may follow. */
export type ConnectedMessage = {
  readonly type: 'Connected';
  readonly request_id: string;
  readonly sequence_id: number;
};

/** The state of the open (or coming) turn after another piece of audio. */
export type TurnInfoMessage = {
  readonly type: 'TurnInfo';
  readonly request_id: string;
  readonly event: TurnInfoEvent;
  /** Counts from 0 on each connection; goes up right after an `EndOfTurn`. */
  readonly turn_index: number;
  /** Seconds; constant for a turn, and the previous turn's last `audio_window_end`. */
  readonly audio_window_start: number;
  /** Seconds of audio decoded so far on this connection. */
  readonly audio_window_end: number;
  /** The whole turn so far; replaces what came before. */
  readonly transcript: string;
  readonly words: readonly WireWord[];
  /** Multilingual model only; most frequent first. */
  readonly languages?: readonly string[];
  /** Multilingual model only. */
  readonly languages_hinted?: readonly string[];
  /** 0 to 1. Absent only from trimmed third-party messages, where it reads as 0. */
  readonly end_of_turn_confidence: number;
  /** On `EndOfTurn` only, since August 2026; an open set. */
  readonly trigger?: string;
  readonly sequence_id: number;
};

/** The thresholds in force, as the server acknowledges them. */
export type WireThresholds = {
  readonly eot_threshold?: number;
  readonly eager_eot_threshold?: number;
  readonly eot_timeout_ms?: number;
};

/** A `Configure` was applied; carries the full configuration in force. */
export type ConfigureSuccessMessage = {
  readonly type: 'ConfigureSuccess';
  readonly request_id: string;
  readonly thresholds: WireThresholds;
  readonly keyterms: readonly string[];
  readonly language_hints?: readonly string[];
  readonly profanity_filter?: boolean;
  readonly numerals?: boolean;
  readonly sequence_id: number;
};

/** A `Configure` was refused as a whole; the stream goes on unchanged. */
export type ConfigureFailureMessage = {
  readonly type: 'ConfigureFailure';
  readonly request_id: string;
  readonly code?: string;
  readonly description?: string;
  readonly sequence_id: number;
};

/** Something was ignored or has no effect; the stream goes on. */
export type WarningMessage = {
  readonly type: 'Warning';
  readonly request_id?: string;
  readonly code: string;
  readonly description: string;
  readonly sequence_id: number;
};

/** The server gives up; a close follows. */
export type ErrorMessage = {
  readonly type: 'Error';
  readonly request_id?: string;
  readonly code: string;
  readonly description: string;
  readonly sequence_id: number;
};

/** Every text message a Flux server sends. */
export type ServerMessage =
  | ConnectedMessage
  | TurnInfoMessage
  | ConfigureSuccessMessage
  | ConfigureFailureMessage
  | WarningMessage
  | ErrorMessage;
