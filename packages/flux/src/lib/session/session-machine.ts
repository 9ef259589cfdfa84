import {
  acceptChunk,
  closeAudio,
  addSilence,
  hearAnswer,
  isCaughtUp,
  positionAt,
  sameShape,
} from '../audio/audio-ledger.ts';
import { audioWakeAt, flowAudio, type AudioContext } from '../audio/flow-audio.ts';
import {
  changeSettings,
  configClock,
  configureRefused,
  configureSucceeded,
  configWakeAt,
  wantsRedial,
} from '../config/config-ledger.ts';
import { wantsEager } from '../config/settings.ts';
import {
  dial,
  fail,
  redial,
  replaceConnection,
  revived,
  revives,
  stepConnection,
} from '../connection/connection-ledger.ts';
import { connectionWakeAt, isOver } from '../connection/connection-phase.ts';
import { FluxError } from '../errors.ts';
import type { ServerMessage, TurnInfoMessage } from '../protocol/server-message.ts';
import { forceWakeAt, requestForce, stepForce } from '../turns/force-end.ts';
import { hearTurnInfo } from '../turns/hear-turn-info.ts';
import { readTurnInfo } from '../turns/turn-info.ts';
import { openTurn } from '../turns/turn-ledger.ts';
import { applyConfig, applyConnection } from './apply-connection.ts';
import { endingWakeAt, settleEnding } from './ending.ts';
import type { SessionEffect } from './session-effect.ts';
import type { SessionInput } from './session-input.ts';
import { beginStep, patch, type Draft, type SessionMachine, type SessionRule } from './session-state.ts';
import {
  audioContext,
  connectionContext,
  forceContext,
  isBetweenTurns,
  isCurrent,
  isOpen,
  messageOf,
} from './step-context.ts';
import { applyForce, applyTurnStep } from './turn-effects.ts';

/** The outcome of one step, and the next moment at which time alone matters. */
export type MachineStep = {
  readonly machine: SessionMachine;
  readonly effects: readonly SessionEffect[];
  readonly wakeAt: number;
};

/** Silence behind the last words of a forced turn, so that the server decodes them. */
const FLUSH_SILENCE_SECONDS = 0.32;

/**
 * Moves a session by one fact. Pure. The ledgers run in a fixed order (connection, config, turns, audio) and never
 * read each other: what one must know of another is handed on here.
 */
export function stepSession(machine: SessionMachine, input: SessionInput, rule: SessionRule): MachineStep {
  const wasOver = isOver(machine.connection.phase);
  const isBack = wasOver && revives(machine.connection.phase, input);
  if (wasOver && !isBack) return stepEnded(machine, input);
  const draft = beginStep(machine, input, rule);
  if (isBack) {
    patch(draft, { connection: revived(machine.connection), ending: { type: 'no' } });
    draft.effects.push({ type: 'revived' });
  }
  if (input.type === 'chunk') acceptChunk(draft.machine.audio, input.samples, input.quiet, input.at);
  const message = messageOf(draft);
  if (input.type === 'opened') logUpgrade(draft, input.headers);
  // What comes all the time, words about a turn and audio on an open connection, tells the connection nothing.
  if (message?.type !== 'TurnInfo' && !(input.type === 'chunk' && isOpen(draft.machine))) {
    applyConnection(draft, stepConnection(draft.machine.connection, input, connectionContext(draft)));
  }
  if (draft.machine.connection !== machine.connection && isOver(draft.machine.connection.phase))
    return { machine: draft.machine, effects: draft.effects, wakeAt: Infinity };
  hearConfig(draft, message);
  if (isBack) applyConnection(draft, dial(draft.machine.connection, input.at, connectionContext(draft)));
  hearTurns(draft, message);
  const context = audioContext(draft);
  const { connection, ending } = draft.machine;
  flow(draft, context);
  replaceForSettings(draft);
  settleEnding(draft);
  const isSame = connection === draft.machine.connection && ending === draft.machine.ending;
  const wakeAt = nextWakeAt(draft, isSame ? context : audioContext(draft));
  return { machine: draft.machine, effects: draft.effects, wakeAt };
}

function logUpgrade(draft: Draft, headers: Readonly<Record<string, string>>): void {
  draft.effects.push({ type: 'log', level: 'debug', message: 'The server upgraded the connection.', fields: headers });
}

function hearConfig(draft: Draft, message: ServerMessage | undefined): void {
  const { input } = draft;
  const { config } = draft.machine;
  if (input.type === 'configure') applyConfig(draft, changeSettings(config, input.id, input.delta, input.at));
  else if (input.type === 'wake') applyConfig(draft, configClock(config, input.at));
  else if (message?.type === 'ConfigureSuccess') applyConfig(draft, configureSucceeded(config, message, input.at));
  else if (message?.type === 'ConfigureFailure') applyConfig(draft, configureRefused(config, message, input.at));
}

function hearTurns(draft: Draft, message: ServerMessage | undefined): void {
  const { input } = draft;
  if (message?.type === 'TurnInfo') hearTurn(draft, message);
  else if (message !== undefined || (input.type === 'noise' && isCurrent(draft.machine, input))) {
    hearAnswer(draft.machine.audio, input.at);
  }
  if (message?.type === 'Warning') {
    const { code, description, request_id: requestId } = message;
    draft.effects.push({ type: 'warn', warning: { code, message: description, requestId, serverMessage: message } });
  }
  force(draft, message);
}

function hearTurn(draft: Draft, message: TurnInfoMessage): void {
  const { at } = draft.input;
  const { sampleRateHz, resumable } = draft.rule.audio;
  const { audio, turns, config } = draft.machine;
  // A container keeps one connection, and its seconds are the server's.
  const toAccepted = (seconds: number): number =>
    resumable ? positionAt(audio, Math.round(seconds * sampleRateHz)) / sampleRateHz : seconds;
  const windowEndSamples = Math.round(message.audio_window_end * sampleRateHz);
  if (audio.link !== undefined && message.event !== 'Update' && isCaughtUp(audio)) {
    const behindMs = ((audio.link.sentSamples - windowEndSamples) / sampleRateHz) * 1_000;
    const durationMs = Math.max(0, at - audio.link.sentAt + behindMs);
    draft.effects.push({ type: 'measure', metric: { name: 'event-latency', durationMs, event: message.event } });
  }
  hearAnswer(audio, at, windowEndSamples);
  const info = readTurnInfo(message, toAccepted, openTurn(turns)?.text.words);
  applyTurnStep(draft, hearTurnInfo(turns, info, !wantsEager(config.desired)));
}

function force(draft: Draft, message: ServerMessage | undefined): void {
  const { input, rule } = draft;
  if (input.type === 'force-end-turn') {
    const flushSeconds = draft.machine.audio.accepted / rule.audio.sampleRateHz;
    const context = forceContext(draft);
    applyForce(draft, requestForce(draft.machine.force, input.id, input.settleMs, flushSeconds, context));
    if (draft.machine.force.stage === 'settling' && rule.audio.resumable) flushWithSilence(draft);
    return;
  }
  if (draft.machine.force.stage === 'none') return;
  const isRefused = message?.type === 'Warning' && message.code === 'FORCE_END_TURN_NO_ACTIVE_TURN';
  const step =
    isRefused && draft.machine.force.stage === 'sent'
      ? { force: draft.machine.force, effects: [], endHere: true }
      : stepForce(draft.machine.force, forceContext(draft));
  applyForce(draft, step);
}

function flushWithSilence(draft: Draft): void {
  if (!isCaughtUp(draft.machine.audio)) return;
  const samples = Math.round(FLUSH_SILENCE_SECONDS * draft.rule.audio.sampleRateHz);
  addSilence(draft.machine.audio, samples, draft.input.at);
  draft.effects.push({ type: 'send-silence', samples });
}

function flow(draft: Draft, context: AudioContext): void {
  const { audio } = draft.machine;
  const { silence, lost, next } = audio;
  const lastGap = audio.gaps.at(-1);
  const { stalled, overflowed } = flowAudio(audio, context, draft.effects);
  if (audio.silence !== undefined && silence === undefined) {
    draft.effects.push({
      type: 'log',
      level: 'info',
      message: 'The audio source stalled in an open turn: sending silence.',
    });
  }
  // What was decoded before is not lost with its replay, and one outage is told once.
  const isNews = audio.lost > lost && lastGap?.to !== next;
  if (overflowed && (isNews || draft.rule.overflow === 'fail')) overflow(draft);
  else if (stalled !== undefined && isOpen(draft.machine)) stall(draft, stalled);
}

function overflow(draft: Draft): void {
  const { input, rule } = draft;
  const limit = rule.audio.maxBufferedSeconds;
  if (rule.overflow === 'fail') {
    const message = `More than ${limit} s of audio waits to be sent. Raise maxBufferedSeconds, or send no faster than it is spoken.`;
    applyConnection(draft, fail(draft.machine.connection, new FluxError('buffer-overflow', message), input.at));
  } else {
    const message = `More than ${limit} s of audio waits to be sent: the oldest is lost.`;
    draft.effects.push({ type: 'warn', warning: { code: 'buffer-overflow', message } });
  }
}

function stall(draft: Draft, direction: 'inbound' | 'outbound'): void {
  const { input } = draft;
  const { connection } = draft.machine;
  const requestId = connection.phase.status === 'open' ? connection.phase.requestId : undefined;
  const message = `The server stopped ${direction === 'inbound' ? 'answering' : 'reading'}: the connection is being replaced.`;
  const error = new FluxError('connection-lost', message, { retryable: true, requestId });
  const context = connectionContext(draft);
  applyConnection(draft, replaceConnection(connection, input, context, error, 'stalled'));
}

/** Some settings travel only with a dial: between turns it costs nobody a word. */
function replaceForSettings(draft: Draft): void {
  const { machine, input } = draft;
  if (!wantsRedial(machine.config) || !isOpen(machine) || !isBetweenTurns(machine)) return;
  applyConnection(draft, redial(machine.connection, input, connectionContext(draft)));
}

/** Once it is over, a session only says so to those who still ask. Audio that still comes counts as lost. */
function stepEnded(machine: SessionMachine, input: SessionInput): MachineStep {
  const { phase } = machine.connection;
  const effects: SessionEffect[] = [];
  if (input.type === 'configure') {
    const error = phase.status === 'failed' ? phase.error : new FluxError('session-ended', 'The session has ended.');
    effects.push({ type: 'configure-failed', id: input.id, error });
  }
  if (input.type === 'force-end-turn') effects.push({ type: 'turn-forced', id: input.id, end: undefined });
  if (input.type !== 'chunk') return { machine, effects, wakeAt: Infinity };
  const audio = sameShape(machine.audio);
  acceptChunk(audio, input.samples, false, input.at);
  return { machine: { ...machine, audio: closeAudio(audio, false) }, effects, wakeAt: Infinity };
}

function nextWakeAt({ machine }: Draft, context: AudioContext): number {
  if (isOver(machine.connection.phase)) return Infinity;
  return Math.min(
    connectionWakeAt(machine.connection.phase),
    configWakeAt(machine.config),
    forceWakeAt(machine.force),
    audioWakeAt(machine.audio, context),
    context.flows ? endingWakeAt(machine.ending) : Infinity,
  );
}
