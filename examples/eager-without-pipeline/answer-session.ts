import { respondToTurns, type Responder, type Session } from '@turnstream/flux';

/** Anything that makes text as it comes, and stops when it is told to. */
export type Model = (prompt: string, signal: AbortSignal) => AsyncIterable<string>;

/**
 * Answers every turn of a session. Where the session predicts ends (`eagerEotThreshold`), the model begins before the turn is over; what
 * it makes is spoken only once the turn has ended with the same words.
 */
export async function answerSession(
  session: Session,
  model: Model,
  speak: (text: string, signal: AbortSignal) => Promise<void> | void,
): Promise<Responder<string>['counters']> {
  await using answers = respondToTurns(session, ({ transcript, signal }) => model(transcript, signal), {
    // "uh-huh" does not cut the answer; three words do.
    interruptWhen: ({ transcript }) => transcript.split(' ').length >= 3,
  });
  for await (const answer of answers) {
    for await (const text of answer) await speak(text, answer.signal);
  }
  return answers.counters;
}
