import { respondToTurns, type ResponseCounters, type TurnEvent } from '@turnstream/flux';
import { FakeClock } from '@turnstream/testing';

/** What answering came to. Seconds of the recording's audio. */
export type Replayed = {
  /** When the first token of each answer was with its reader. */
  readonly firstTokenSeconds: readonly number[];
  readonly counters: ResponseCounters;
};

/** Answers turns in audio time: every event comes when the audio it knows of has been spoken, and a model takes so long. */
export async function replayTurns(events: readonly TurnEvent[], firstTokenMs: number): Promise<Replayed> {
  const clock = new FakeClock();
  const heard = new TransformStream<TurnEvent, TurnEvent>();
  const writer = heard.writable.getWriter();
  const responder = respondToTurns(
    { events: heard.readable },
    async function* () {
      await new Promise<void>((resolve) => clock.wake(firstTokenMs, resolve));
      yield 'first token';
    },
    { clock },
  );
  const firstTokenSeconds: number[] = [];
  const reading = (async (): Promise<void> => {
    for await (const answer of responder) for await (const _ of answer) firstTokenSeconds.push(clock.now() / 1_000);
  })();
  for (const event of events) {
    await clock.advanceAsync(Math.max(0, event.endSeconds * 1_000 - clock.now()));
    void writer.write(event);
    await clock.advanceAsync(0);
  }
  void writer.close();
  await clock.advanceAsync(firstTokenMs * 2);
  await reading;
  return { firstTokenSeconds, counters: responder.counters };
}
