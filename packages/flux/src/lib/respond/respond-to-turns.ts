import { systemClock } from '../runner/system-clock.ts';
import type { Session } from '../session/session.ts';
import { sameWords } from '../turns/same-words.ts';
import type { Respond, RespondOptions } from './respond-options.ts';
import type { Responder } from './responder.ts';
import { TurnResponder } from './turn-responder.ts';

/**
 * Answers each turn of a session, beginning before the turn is over where its end is predicted (`eagerEotThreshold`). What is
 * made for a prediction is held back: it gets out, in order, once the turn has ended with the same words, and is thrown away
 * when it does not. Without predictions each turn is answered at its end. A turn without words is not answered.
 *
 * Read the answers with `for await`, and each answer with another. A new start of speech cuts the answer in progress; see
 * `interruptWhen`. Leaving the loop is `close()`. When the session ends, open predictions are aborted, answers in progress may be read
 * to their end, and then the loop ends; when it failed, the loop throws its error.
 *
 * @param session only its `events` are used
 * @throws TypeError naming the option that cannot be used
 */
export function respondToTurns<Chunk>(
  session: Pick<Session, 'events'>,
  respond: Respond<Chunk>,
  options: RespondOptions = {},
): Responder<Chunk> {
  const { maxAttempts = 3, maxSpeculationMs = 5_000, maxHeldChunks = 1_000, match = 'words' } = options;
  if (!Number.isInteger(maxAttempts) || maxAttempts < 0) {
    throw new TypeError(`maxAttempts must be a whole number of 0 or more, got ${maxAttempts}`);
  }
  if (!(maxSpeculationMs > 0))
    throw new TypeError(`maxSpeculationMs must be a number above 0, got ${maxSpeculationMs}`);
  if (!Number.isInteger(maxHeldChunks) || maxHeldChunks < 1) {
    throw new TypeError(`maxHeldChunks must be a whole number of 1 or more, got ${maxHeldChunks}`);
  }
  if (match !== 'words' && match !== 'exact') {
    throw new TypeError(`match must be 'words' or 'exact', got ${String(match)}`);
  }
  const rule = {
    maxAttempts,
    maxSpeculationMs,
    maxHeldChunks,
    isSameText: match === 'words' ? sameWords : (one: string, other: string): boolean => one === other,
    interruptWhen: options.interruptWhen ?? ((): boolean => true),
  };
  return new TurnResponder(session.events, respond, rule, options.clock ?? systemClock);
}
