import type { EngineStep, SpeechStreamOptions } from '@turnstream/engine';
import type { ConfigureMessage, FluxModel, ServerMessage, WireWord } from '@turnstream/flux/protocol';

import type { ActiveSettings } from './active-settings.ts';

/** What holds for the whole life of one stream. */
export type StreamFacts = {
  readonly requestId: string;
  readonly model: FluxModel;
  readonly engineName: string;
  /** Whether the engine makes use of keyterms. */
  readonly honoursKeyterms: boolean;
  /**
   * Silence that a prediction waits for, in seconds, by how many predictions of the turn were taken back; the last counts
   * for all further ones. None: predictions wait for their confidence alone.
   */
  readonly eagerCheckpointsSeconds: readonly number[];
  /** What to do to have an engine that does. */
  readonly keytermAdvice?: string;
};

/**
 * Where the turn stands: `waiting` before its `StartOfTurn`, `open` after it, `awaiting-end` while an
 * `EagerEndOfTurn` is neither confirmed nor taken back, `closed` when nothing more will be said. `retractions` counts the
 * predictions of this turn that were taken back.
 */
export type TurnPhase =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'open'; readonly retractions: number }
  | { readonly kind: 'awaiting-end'; readonly retractions: number; readonly eagerTranscript: string }
  | { readonly kind: 'closed' };

/** What the last message about the current turn told the client. */
export type ToldTurn = {
  readonly transcript: string;
  readonly words: readonly WireWord[];
  readonly languages: readonly string[];
};

/** Everything the turn machine knows. Positions are in engine steps since the stream's first sample. */
export type TurnMachineState = {
  readonly facts: StreamFacts;
  readonly settings: ActiveSettings;
  readonly turn: TurnPhase;
  /** The number of the next message. */
  readonly sequenceId: number;
  readonly turnIndex: number;
  readonly windowStartSteps: number;
  readonly heardSteps: number;
  /** Confidence after the last step. */
  readonly confidence: number;
  readonly told: ToldTurn;
};

/** What happens to a stream, in the order of its audio. */
export type TurnMachineInput =
  /** One more step of audio was heard. */
  | { readonly type: 'step'; readonly step: EngineStep }
  | { readonly type: 'configure'; readonly message: ConfigureMessage }
  /** A `Configure` over the number that may wait for their answer. */
  | { readonly type: 'excess-configure' }
  | { readonly type: 'force-end-turn' }
  /** `CloseStream` was asked for and everything that arrived is decoded; no step when no audio ever came. */
  | { readonly type: 'drained'; readonly step: EngineStep | undefined }
  /** The stream cannot go on. */
  | { readonly type: 'failed'; readonly code: string; readonly description: string };

/** What the owner of the machine must do, in this order. */
export type TurnMachineEffect =
  | { readonly type: 'send'; readonly message: ServerMessage }
  /** Tell the engine that its text so far belongs to a turn that is over. */
  | { readonly type: 'end-turn' }
  | { readonly type: 'configure-stream'; readonly options: SpeechStreamOptions }
  /** Close the connection without a status code. */
  | { readonly type: 'close' };

/** A new state and what must be done about it. */
export type TurnMachineTransition = {
  readonly state: TurnMachineState;
  readonly effects: readonly TurnMachineEffect[];
};
