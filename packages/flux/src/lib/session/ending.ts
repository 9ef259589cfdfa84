import { isCaughtUp } from '../audio/audio-ledger.ts';
import { drain, end } from '../connection/connection-ledger.ts';
import { applyConnection } from './apply-connection.ts';
import { patch, type Draft, type Ending } from './session-state.ts';

/** `stop()` promises 2 s; this much of it is for the server's last words. */
const STOP_WITHIN_MS = 1_900;
const LAST_WORDS_MS = 1_000;

/** After `finish()` a server may have much to decode before it closes. */
const FINISH_WITHIN_MS = 30_000;

/** The next moment at which an ending needs a `wake`. */
export function endingWakeAt(ending: Ending): number {
  return ending.type === 'stop' ? ending.closeBy : Infinity;
}

/**
 * Takes the wish to end, and says `CloseStream` once everything that is to be sent has been. Never `ForceEndTurn`:
 * that makes no decode pass, so it would cost the last words.
 */
export function settleEnding(draft: Draft): void {
  const { input } = draft;
  const { at } = input;
  if (input.type === 'finish' && draft.machine.ending.type === 'no') patch(draft, { ending: { type: 'finish' } });
  if (input.type === 'stop' && draft.machine.ending.type !== 'stop') {
    patch(draft, {
      ending: { type: 'stop', closeBy: at + STOP_WITHIN_MS - LAST_WORDS_MS, deadlineAt: at + STOP_WITHIN_MS },
    });
  }
  const { ending, connection, audio } = draft.machine;
  if (ending.type === 'no') return;
  switch (connection.phase.status) {
    case 'open':
      if (ending.type === 'finish' && isCaughtUp(audio)) close(draft, at + FINISH_WITHIN_MS);
      if (ending.type === 'stop' && (isCaughtUp(audio) || at >= ending.closeBy)) close(draft, ending.deadlineAt);
      return;
    case 'draining':
      // A stop during a finish shortens it.
      if (input.type === 'stop') {
        const deadlineAt = Math.min(connection.phase.deadlineAt, at + STOP_WITHIN_MS);
        patch(draft, { connection: { ...connection, phase: { ...connection.phase, deadlineAt } } });
      }
      return;
    case 'idle':
    case 'dialing':
    case 'handshaking':
    case 'waiting-to-redial':
    case 'parked':
      if (ending.type === 'stop' || isCaughtUp(audio)) applyConnection(draft, end(connection, 'stopped'));
      return;
    case 'closed':
    case 'failed':
      return;
  }
}

function close(draft: Draft, deadlineAt: number): void {
  patch(draft, { connection: drain(draft.machine.connection, deadlineAt) });
  draft.effects.push({ type: 'send-text', message: { type: 'CloseStream' } });
}
