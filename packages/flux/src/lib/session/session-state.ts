import { initialAudio, sameShape, type AudioDraft, type AudioLedger, type AudioRule } from '../audio/audio-ledger.ts';
import { initialConfig, type ConfigLedger } from '../config/config-ledger.ts';
import { INITIAL_CONNECTION, type ConnectionLedger } from '../connection/connection-phase.ts';
import type { RedialPolicy } from '../connection/redial-policy.ts';
import { NO_FORCE, type ForceEnd } from '../turns/force-end.ts';
import { INITIAL_TURNS, type TurnLedger } from '../turns/turn-ledger.ts';
import type { SessionSettings } from './listen-options.ts';
import type { SessionEffect } from './session-effect.ts';
import type { SessionInput } from './session-input.ts';

/** What a session goes by; never changes. */
export type SessionRule = {
  readonly policy: RedialPolicy;
  /** Where it dials, without the query. */
  readonly url: string;
  readonly audio: AudioRule;
  readonly maxReplaySeconds: number;
  readonly overflow: 'drop-oldest' | 'fail';
};

/** How a session is to end. */
export type Ending =
  | { readonly type: 'no' }
  /** All that was accepted is delivered first. */
  | { readonly type: 'finish' }
  /** What can be sent until `closeBy` is sent. */
  | { readonly type: 'stop'; readonly closeBy: number; readonly deadlineAt: number };

/** A whole session as data: four ledgers, a forced end that may be under way, and how it is to end. */
export type SessionMachine = {
  readonly connection: ConnectionLedger;
  readonly config: ConfigLedger;
  readonly turns: TurnLedger;
  readonly force: ForceEnd;
  readonly knowsForceEndTurn: boolean;
  readonly audio: AudioLedger;
  readonly ending: Ending;
  readonly startedAt: number;
  /** When the open prediction was made. */
  readonly eagerAt: number | undefined;
};

/** A step in the making: the machine so far, which belongs to the step alone, and what it wants done, in order. */
export type Draft = {
  /** The fact it is about. */
  readonly input: SessionInput;
  readonly rule: SessionRule;
  readonly machine: { -readonly [Part in keyof SessionMachine]: SessionMachine[Part] } & { audio: AudioDraft };
  readonly effects: SessionEffect[];
};

/** A session that has not begun. */
export function initialSession(settings: SessionSettings, at: number): SessionMachine {
  return {
    connection: INITIAL_CONNECTION,
    config: initialConfig(settings),
    turns: INITIAL_TURNS,
    force: NO_FORCE,
    knowsForceEndTurn: true,
    audio: initialAudio(at),
    ending: { type: 'no' },
    startedAt: at,
    eagerAt: undefined,
  };
}

/** Begins a step from a machine, which stays as it is. */
export function beginStep(machine: SessionMachine, input: SessionInput, rule: SessionRule): Draft {
  const { connection, config, turns, force, knowsForceEndTurn, ending, startedAt, eagerAt } = machine;
  const audio = sameShape(machine.audio);
  // Field by field, so that all machines have one shape: see `sameShape` in the audio ledger.
  return {
    input,
    rule,
    machine: { connection, config, turns, force, knowsForceEndTurn, audio, ending, startedAt, eagerAt },
    effects: [],
  };
}

/** Replaces parts of the machine in the making. */
export function patch(draft: Draft, part: Partial<SessionMachine>): void {
  Object.assign(draft.machine, part);
}
