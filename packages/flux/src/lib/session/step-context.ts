import { isCaughtUp, undecoded } from '../audio/audio-ledger.ts';
import type { AudioContext } from '../audio/flow-audio.ts';
import { settingsUnproven } from '../config/config-ledger.ts';
import { type ConnectionContext } from '../connection/connection-ledger.ts';
import { isLive } from '../connection/connection-phase.ts';
import type { ServerMessage } from '../protocol/server-message.ts';
import type { ForceContext } from '../turns/force-end.ts';
import { isQuiet, neededFromSeconds, openTurn, SPEECH_LEAD_SECONDS } from '../turns/turn-ledger.ts';
import type { Draft, SessionMachine } from './session-state.ts';

/** Quiet for this long, a connection that its server closes is not dialled again before there is audio. */
const IDLE_MS = 10_000;

/** What the connection must know of the other ledgers. */
export function connectionContext({ machine, input, rule }: Draft): ConnectionContext {
  const { force, config, audio, ending } = machine;
  return {
    policy: rule.policy,
    url: rule.url,
    settingsUnproven: settingsUnproven(config),
    unanswered: force.stage === 'sent' ? 'ForceEndTurn' : config.flight === undefined ? undefined : 'Configure',
    idle: isBetweenTurns(machine) && input.at - audio.lastChunkAt >= IDLE_MS,
    owed: ending.type === 'finish' && undecoded(audio, rule.audio),
  };
}

/** What audio must know of the other ledgers and of the moment. */
export function audioContext({ machine, input, rule }: Draft): AudioContext {
  const { at, bufferedBytes } = input;
  const { audio, turns, connection } = machine;
  const { sampleRateHz } = rule.audio;
  const acknowledgedSeconds = audio.acknowledged / sampleRateHz;
  const { idleSilenceIntervalMs: intervalMs, maxIdleSilenceMs: maxIdleMs } = rule.policy;
  const isUnpinged = connection.phase.status === 'open' && connection.phase.ping === 'off';
  return {
    at,
    bufferedBytes,
    rule: rule.audio,
    flows: isOpen(machine),
    idleSilence: isUnpinged && intervalMs > 0 ? { intervalMs, maxIdleMs } : undefined,
    speaking: !isQuiet(turns),
    neededFrom: Math.floor(
      Math.max(
        // A word may have begun a little before the end of the turn before it.
        neededFromSeconds(turns, acknowledgedSeconds) - SPEECH_LEAD_SECONDS,
        // A longer turn is not heard again whole.
        acknowledgedSeconds - rule.maxReplaySeconds - 2 * SPEECH_LEAD_SECONDS,
      ) * sampleRateHz,
    ),
    ending: machine.ending.type !== 'no',
  };
}

/** What a forced end must know of the other ledgers. */
export function forceContext({ machine, input, rule }: Draft): ForceContext {
  return {
    at: input.at,
    isOpen: isOpen(machine),
    isKnown: machine.knowsForceEndTurn,
    turnOpen: openTurn(machine.turns) !== undefined,
    acknowledgedSeconds: machine.audio.acknowledged / rule.audio.sampleRateHz,
  };
}

/** Whether audio and messages flow. */
export function isOpen(machine: SessionMachine): boolean {
  return machine.connection.phase.status === 'open';
}

/** Whether nobody speaks, nothing waits and nothing is wished for: a good moment for a new connection. */
export function isBetweenTurns(machine: SessionMachine): boolean {
  return isQuiet(machine.turns) && isCaughtUp(machine.audio) && machine.force.stage === 'none';
}

/** Whether a fact is of the connection that counts. */
export function isCurrent(machine: SessionMachine, fact: { readonly generation: number }): boolean {
  return fact.generation === machine.connection.generation && isLive(machine.connection.phase);
}

/** The message of the connection that counts, if the input is one. */
export function messageOf({ machine, input }: Draft): ServerMessage | undefined {
  return input.type === 'message' && isCurrent(machine, input) ? input.message : undefined;
}
