import { closeAudio, linkAudio, MAX_UNSPOKEN_SECONDS, mayReplay, unlinkAudio } from '../audio/audio-ledger.ts';
import {
  configEnded,
  connectionDropped,
  dialling,
  settingsDialled,
  settingsRefused,
  type ConfigStep,
} from '../config/config-ledger.ts';
import { fail, type ConnectionNews, type ConnectionStep } from '../connection/connection-ledger.ts';
import { sameConnectionShape } from '../connection/connection-phase.ts';
import { FluxError } from '../errors.ts';
import { answerForce } from '../turns/force-end.ts';
import { dropTurns } from '../turns/turn-drop.ts';
import { neededFromSeconds } from '../turns/turn-ledger.ts';
import { endTurn } from '../turns/turn-steps.ts';
import { patch, type Draft } from './session-state.ts';
import { applyForce, applyTurnStep } from './turn-effects.ts';

/**
 * Carries out what a connection step came to: hands the news to config, turns and audio, in this order, and then
 * dials or hangs up. News go first, since a dial takes the settings that they leave.
 */
export function applyConnection(draft: Draft, step: ConnectionStep): void {
  if (step.ledger !== draft.machine.connection) draft.machine.connection = sameConnectionShape(step.ledger);
  for (const news of step.news) applyNews(draft, news);
  for (const effect of step.effects) {
    if (effect.type === 'dial') {
      const config = dialling(draft.machine.config);
      patch(draft, { config });
      draft.effects.push({ type: 'dial', generation: effect.generation, settings: config.desired });
    } else draft.effects.push(effect);
  }
}

/** Takes a config step. */
export function applyConfig(draft: Draft, step: ConfigStep): void {
  patch(draft, { config: step.ledger });
  draft.effects.push(...step.effects);
}

/** Drops that are no trouble have warning codes of their own. */
const DROP_CODES: Readonly<Partial<Record<'redial' | 'park' | 'replace', string>>> = {
  park: 'parked',
  replace: 'connection-replaced',
};

function applyNews(draft: Draft, news: ConnectionNews): void {
  switch (news.type) {
    case 'connected':
      connected(draft, news.requestId);
      break;
    case 'dropped':
      dropped(draft, news);
      break;
    case 'dial-failed': {
      const { error, redialInMs } = news;
      const message = `${error.message} Next try in ${(redialInMs / 1_000).toFixed(1)} s.`;
      draft.effects.push({ type: 'warn', warning: { code: error.code, message, requestId: error.requestId } });
      break;
    }
    case 'settings-refused':
      applyConfig(draft, settingsRefused(draft.machine.config, news.error));
      break;
    case 'ended':
      ended(draft, news);
      break;
  }
}

function connected(draft: Draft, requestId: string): void {
  const {
    input: { at },
    rule,
  } = draft;
  const { connection, startedAt } = draft.machine;
  const isFirst = connection.connections === 1;
  draft.effects.push({ type: 'opened' });
  draft.effects.push({ type: 'log', level: 'info', message: 'Connected.', fields: { requestId } });
  const since = isFirst ? startedAt : (connection.lostAt ?? at);
  draft.effects.push({ type: 'measure', metric: { name: isFirst ? 'connect' : 'redial-gap', durationMs: at - since } });
  applyConfig(draft, settingsDialled(draft.machine.config, at));
  // What was said while the first dial was under way may follow at once; after a drop the replay keeps to the rate.
  const savedSeconds = isFirst ? (at - startedAt) / 1_000 : 0;
  patch(draft, { audio: linkAudio(draft.machine.audio, rule.audio, at, savedSeconds) });
}

function dropped(draft: Draft, news: Extract<ConnectionNews, { type: 'dropped' }>): void {
  const {
    input: { at },
    rule,
  } = draft;
  const { error } = news;
  if (error.code === 'force-end-turn-unsupported') {
    patch(draft, { knowsForceEndTurn: false });
    draft.effects.push({ type: 'report', error });
  } else {
    const code = DROP_CODES[news.outcome] ?? error.code;
    draft.effects.push({ type: 'warn', warning: { code, message: error.message, requestId: error.requestId } });
  }
  patch(draft, { config: connectionDropped(draft.machine.config, error) });
  const { force, audio } = draft.machine;
  if (force.stage !== 'none') applyForce(draft, { force, effects: [], endHere: true });
  const { sampleRateHz } = rule.audio;
  const { turns } = draft.machine;
  const acknowledgedSeconds = audio.acknowledged / sampleRateHz;
  const neededFrom = Math.round(neededFromSeconds(turns, acknowledgedSeconds) * sampleRateHz);
  const step = dropTurns(turns, {
    cause: news.cause,
    sentSeconds: audio.sentHigh / sampleRateHz,
    acknowledgedSeconds,
    keptFromSeconds: audio.oldest / sampleRateHz,
    maxReplaySeconds: rule.maxReplaySeconds,
    mayReplay: mayReplay(audio, rule.audio, neededFrom),
  });
  applyTurnStep(draft, step);
  patch(draft, { audio: unlinkAudio(audio, Math.round(step.replayFromSeconds * sampleRateHz)) });
  if (rule.audio.resumable) return;
  const text =
    'The connection ended inside a container stream, which cannot be taken up again. Send raw audio, or start a new session.';
  const failed = new FluxError('stream-not-resumable', text, { requestId: error.requestId, cause: error });
  patch(draft, { connection: fail(draft.machine.connection, failed, at).ledger });
  ended(draft, { reason: 'failed', error: failed, decoded: false });
}

function ended(
  draft: Draft,
  { reason, error, decoded }: Pick<Extract<ConnectionNews, { type: 'ended' }>, 'reason' | 'error' | 'decoded'>,
): void {
  const { rule } = draft;
  applyConfig(
    draft,
    configEnded(draft.machine.config, error ?? new FluxError('session-ended', `The session was ${reason}.`)),
  );
  applyTurnStep(draft, endTurn(draft.machine.turns, reason === 'failed' ? 'connection-lost' : reason, undefined));
  applyForce(draft, answerForce(draft.machine.force, [], true));
  const { audio } = draft.machine;
  patch(draft, { audio: closeAudio(audio, decoded || !rule.audio.resumable) });
  const lostSeconds = (draft.machine.audio.lost - audio.lost) / rule.audio.sampleRateHz;
  if (reason === 'stopped' && lostSeconds > MAX_UNSPOKEN_SECONDS) {
    const message = `The session ended before the server had decoded the last ${lostSeconds.toFixed(2)} s of audio.`;
    draft.effects.push({ type: 'warn', warning: { code: 'audio-lost', message } });
  }
  draft.effects.push({ type: 'ended', error });
}
