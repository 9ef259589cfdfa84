import { setImmediate } from 'node:timers/promises';
import type { Answer, TurnRequest } from '@turnstream/flux';
import { createDeferred } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { readAll, SpokenTurns } from './spoken-turns.ts';
import { turn } from './turn-events.ts';

/** Answers with two chunks, the second when `more` says so. */
function twoChunks(more: Promise<void>): (request: TurnRequest) => AsyncIterable<string> {
  return async function* ({ attempt }) {
    yield `first${attempt}`;
    await more;
    yield `second${attempt}`;
  };
}

// Chunks without end, as fast as they are asked for.
async function* endless(made: { count: number }): AsyncGenerator<string> {
  for (;;) {
    made.count += 1;
    yield String(made.count);
  }
}

describe('what is made for a prediction', () => {
  it('is held back until the end, and then comes out in order, with the rest as it is made', async () => {
    const turns = new SpokenTurns();
    const more = createDeferred();
    const responder = turns.respond(twoChunks(more.promise));
    const { said } = readAll(responder);
    await turns.say(turn.start(0, 'hi'), turn.eager(0, 'hi'));
    expect(responder.counters).toMatchObject({ calls: 1, answers: 0 });
    expect(said).toEqual([]);
    turns.clock.advance(400);
    await turns.say(turn.end(0, 'hi'));
    expect(said).toEqual(['0: first1']);
    more.resolve();
    await setImmediate();
    expect(said).toEqual(['0: first1 second1']);
    expect(responder.counters).toMatchObject({ calls: 1, answers: 1, hits: 1, wastedCalls: 0 });
  });

  it.each([
    ['the same words', 'Hello there', 'hello, there.', 1],
    ['other words', 'Hello there', 'Hello there you', 2],
  ])('counts for an end with %s', async (_name, predicted, final, calls) => {
    const turns = new SpokenTurns();
    const asked: string[] = [];
    const responder = turns.respond(({ transcript }) => {
      asked.push(transcript);
      return Promise.resolve('yes');
    });
    const { said } = readAll(responder);
    await turns.say(turn.eager(0, predicted), turn.end(0, final));
    expect(asked).toHaveLength(calls);
    expect(said).toEqual(['0: yes']);
    expect(responder.counters).toMatchObject({ hits: 2 - calls, restarts: calls - 1, answers: 1 });
  });

  it('must match exactly where that is wished for', async () => {
    const turns = new SpokenTurns();
    const responder = turns.respond(() => Promise.resolve('yes'), { match: 'exact' });
    const { said } = readAll(responder);
    await turns.say(turn.eager(0, 'Hello there'), turn.end(0, 'Hello there.'));
    expect(said).toEqual(['0: yes']);
    expect(responder.counters).toMatchObject({ calls: 2, restarts: 1, hits: 0 });
  });

  it('is aborted and thrown away when the speaker goes on', async () => {
    const turns = new SpokenTurns();
    const requests: TurnRequest[] = [];
    const responder = turns.respond((request) => {
      requests.push(request);
      return Promise.resolve(`answer to ${request.transcript}`);
    });
    const { said } = readAll(responder);
    await turns.say(turn.eager(0, 'hi'), turn.resumed(0, 'hi'));
    const [first] = requests;
    expect(first?.signal.aborted).toBe(true);
    await expect(first?.committed).rejects.toMatchObject({ name: 'AbortError' });
    await turns.say(turn.eager(0, 'hi there', 2), turn.end(0, 'hi there'));
    await expect(requests[1]?.committed).resolves.toBeUndefined();
    expect(requests[1]?.attempt).toBe(2);
    expect(said).toEqual(['0: answer to hi there']);
    expect(responder.counters).toMatchObject({ retractions: 1, wastedCalls: 1, wastedChunks: 1 });
  });

  it('has a bound in chunks: respond is not asked for more', async () => {
    const turns = new SpokenTurns();
    const made = { count: 0 };
    const responder = turns.respond(() => endless(made), { maxHeldChunks: 5 });
    await turns.say(turn.eager(0, 'hi'));
    expect(made.count).toBe(5);
    await turns.say(turn.end(0, 'hi'));
    for await (const answer of responder) {
      let read = 0;
      for await (const chunk of answer) {
        read += 1;
        expect(chunk).toBe(String(read));
        if (read === 100) break;
      }
      expect(await answer.ended).toEqual({ reason: 'cancelled', releasedChunks: 100 });
      break;
    }
    expect(made.count).toBeLessThanOrEqual(105);
  });

  it('has a bound in time', async () => {
    const turns = new SpokenTurns();
    const signals: AbortSignal[] = [];
    const responder = turns.respond(
      ({ signal }) => {
        signals.push(signal);
        return Promise.resolve('yes');
      },
      { maxSpeculationMs: 300 },
    );
    const { said } = readAll(responder);
    await turns.say(turn.eager(0, 'hi'));
    turns.clock.advance(299);
    expect(signals[0]?.aborted).toBe(false);
    turns.clock.advance(1);
    expect(signals[0]?.aborted).toBe(true);
    await turns.say(turn.end(0, 'hi'));
    expect(said).toEqual(['0: yes']);
    expect(responder.counters).toMatchObject({ expiries: 1, calls: 2, wastedMs: 300 });
    expect(turns.clock.pending).toBe(0);
  });

  it('has a bound in attempts: the turn is then answered at its end', async () => {
    const turns = new SpokenTurns();
    const responder = turns.respond(() => Promise.resolve('yes'), { maxAttempts: 2 });
    const { said } = readAll(responder);
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      await turns.say(turn.eager(0, 'a', attempt), turn.resumed(0, 'a', 'speech', attempt));
    }
    await turns.say(turn.end(0, 'a'));
    expect(said).toEqual(['0: yes']);
    expect(responder.counters).toMatchObject({ calls: 3, skipped: 2 });
  });

  it('that failed is tried again at the end', async () => {
    const turns = new SpokenTurns();
    const responder = turns.respond(({ attempt }) =>
      attempt === 1 ? Promise.reject(new Error('busy')) : Promise.resolve('yes'),
    );
    const { said } = readAll(responder);
    await turns.say(turn.eager(0, 'a'), turn.end(0, 'a'));
    expect(said).toEqual(['0: yes']);
    expect(responder.counters).toMatchObject({ failures: 1, calls: 2 });
  });
});

describe('what was gained', () => {
  it('is at most the lead, and at most what the first chunk took', async () => {
    for (const [chunkAfterMs, endAfterMs, gainedMs] of [
      [300, 500, 300],
      [300, 200, 200],
    ] as const) {
      const turns = new SpokenTurns();
      const chunk = createDeferred<string>();
      turns.clock.wake(chunkAfterMs, () => chunk.resolve('yes'));
      const responder = turns.respond(() => chunk.promise);
      await turns.say(turn.eager(0, 'a'));
      await turns.clock.advanceAsync(endAfterMs);
      await turns.say(turn.end(0, 'a'));
      await turns.clock.advanceAsync(500);
      expect(responder.counters.gainedMs).toBe(gainedMs);
    }
  });
});

describe('an answer', () => {
  it('is made at the end where nothing was predicted', async () => {
    const turns = new SpokenTurns();
    const responder = turns.respond(({ transcript }) => Promise.resolve(transcript));
    const { said } = readAll(responder);
    await turns.say(turn.start(0, ''), turn.end(0, 'a b'), turn.start(1, 'c'), turn.end(1, 'c'));
    expect(said).toEqual(['0: a b', '1: c']);
  });

  it.each([
    ['has no words', turn.end(0, '')],
    ['has only punctuation', turn.end(0, '…')],
    ['was stopped', turn.end(0, 'a', 'stopped')],
    ['was cancelled', turn.end(0, 'a', 'cancelled')],
  ])('is not made for a turn that %s', async (_name, end) => {
    const turns = new SpokenTurns();
    const responder = turns.respond(() => Promise.resolve('yes'));
    await turns.say(turn.start(0, ''), end);
    expect(responder.counters).toMatchObject({ calls: 0, answers: 0 });
  });

  it('may be a promise of a stream, or of nothing', async () => {
    const turns = new SpokenTurns();
    const responder = turns.respond<string>(async ({ turnId }) => {
      await setImmediate();
      return turnId === 0 ? twoChunks(Promise.resolve())(requestStub) : undefined;
    });
    const { said } = readAll(responder);
    await turns.say(turn.end(0, 'a'));
    await setImmediate();
    await turns.say(turn.end(1, 'b'));
    await setImmediate();
    expect(said).toEqual(['0: first1 second1', '1:']);
  });

  it('is cut by a new start, says what had got out, and makes no more', async () => {
    const turns = new SpokenTurns();
    const made = { count: 0 };
    let left = false;
    const responder = turns.respond(async function* ({ signal }) {
      try {
        yield 'one';
        yield 'two';
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        made.count += 1;
        yield 'three';
      } finally {
        left = true;
      }
    });
    const { said } = readAll(responder);
    await turns.say(turn.end(0, 'a'));
    expect(said).toEqual(['0: one two']);
    await turns.say(turn.start(1, ''));
    expect(said).toEqual(['0: one two (interrupted)']);
    expect(left).toBe(true);
    expect(responder.counters.interruptions).toBe(1);
  });

  it('tells who plays it that it was cut', async () => {
    const turns = new SpokenTurns();
    const responder = turns.respond(() => endless({ count: 0 }));
    const answers: Answer<string>[] = [];
    void (async (): Promise<void> => {
      for await (const answer of responder) answers.push(answer);
    })();
    await turns.say(turn.end(0, 'a'));
    expect(answers[0]?.signal.aborted).toBe(false);
    await turns.say(turn.start(1, ''));
    expect(answers[0]?.signal.aborted).toBe(true);
    expect(await answers[0]?.ended).toEqual({ reason: 'interrupted', releasedChunks: 0 });
  });

  it('is cut by what the application takes for an interruption, and by nothing else', async () => {
    const turns = new SpokenTurns();
    const responder = turns.respond(twoChunks(new Promise(() => undefined)), {
      interruptWhen: ({ transcript }) => transcript.split(' ').length >= 3,
    });
    const { said } = readAll(responder);
    await turns.say(turn.end(0, 'a'), turn.start(1, ''), turn.update(1, 'uh huh'));
    expect(said).toEqual(['0: first1']);
    await turns.say(turn.update(1, 'uh huh stop'));
    expect(said).toEqual(['0: first1 (interrupted)']);
  });

  it('that fails after the end throws to its reader, and the next turn is answered', async () => {
    const turns = new SpokenTurns();
    const responder = turns.respond(async function* ({ turnId }) {
      yield 'one';
      if (turnId === 0) throw new Error('gone');
    });
    const { said } = readAll(responder);
    await turns.say(turn.end(0, 'a'));
    await turns.say(turn.end(1, 'b'));
    expect(said).toEqual(['0: one threw Error: gone (failed)', '1: one']);
    expect(responder.counters.failures).toBe(1);
  });

  it('can be left, and the next turn is answered', async () => {
    const turns = new SpokenTurns();
    const signals: AbortSignal[] = [];
    const responder = turns.respond(({ signal }) => {
      signals.push(signal);
      return endless({ count: 0 });
    });
    const turnIds: number[] = [];
    void (async (): Promise<void> => {
      for await (const answer of responder) {
        turnIds.push(answer.turnId);
        answer.cancel();
      }
    })();
    await turns.say(turn.end(0, 'a'), turn.end(1, 'b'));
    expect(turnIds).toEqual([0, 1]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });
});

describe('the end', () => {
  it('of the session aborts predictions, lets answers be read, and ends the loop', async () => {
    const turns = new SpokenTurns();
    const more = createDeferred();
    const responder = turns.respond(twoChunks(more.promise));
    const { said, done } = readAll(responder);
    await turns.say(turn.end(0, 'a'), turn.eager(1, 'b'));
    await turns.end();
    more.resolve();
    expect(await done).toBe('ended');
    expect(said).toEqual(['0: first1 second1']);
    expect(responder.counters).toMatchObject({ calls: 2, answers: 1, wastedCalls: 1 });
  });

  it('of a failed session throws its error, after the answers', async () => {
    const turns = new SpokenTurns();
    const { said, done } = readAll(turns.respond(({ transcript }) => Promise.resolve(transcript)));
    await turns.say(turn.end(0, 'a'));
    const error = new Error('gone for good');
    await turns.end(error);
    expect(await done).toBe(error);
    expect(said).toEqual(['0: a']);
  });

  it('by close() or by leaving the loop cuts everything, and lets the session go', async () => {
    for (const how of ['close', 'leave', 'dispose'] as const) {
      const turns = new SpokenTurns();
      const signals: AbortSignal[] = [];
      const responder = turns.respond(({ signal }) => {
        signals.push(signal);
        return endless({ count: 0 });
      });
      await turns.say(turn.end(0, 'a'), turn.eager(1, 'b'));
      if (how === 'close') responder.close();
      else if (how === 'dispose') await responder[Symbol.asyncDispose]();
      else for await (const _ of responder) break;
      responder.close();
      expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
      expect(turns.isRead).toBe(false);
      expect(turns.clock.pending).toBe(0);
      expect(await readAll(responder).done).toBe('ended');
    }
  });

  it('a policy that throws ends it, with its error', async () => {
    const turns = new SpokenTurns();
    const responder = turns.respond(() => Promise.resolve('yes'), {
      interruptWhen: () => {
        throw new Error('my mistake');
      },
    });
    await turns.say(turn.end(0, 'a'), turn.start(1, ''));
    expect(String(await readAll(responder).done)).toBe('Error: my mistake');
    expect(turns.isRead).toBe(false);
  });
});

it.each([
  [{ maxAttempts: -1 }, /maxAttempts must be a whole number of 0 or more, got -1/u],
  [{ maxAttempts: 1.5 }, /maxAttempts/u],
  [{ maxSpeculationMs: 0 }, /maxSpeculationMs must be a number above 0, got 0/u],
  [{ maxHeldChunks: 0 }, /maxHeldChunks must be a whole number of 1 or more, got 0/u],
])('refuses %j', (options, message) => {
  expect(() => new SpokenTurns().respond(() => Promise.resolve(''), options)).toThrow(message);
});

const requestStub: TurnRequest = {
  transcript: 'a',
  turnId: 0,
  attempt: 1,
  signal: new AbortController().signal,
  committed: Promise.resolve(),
  event: turn.eager(0, 'a'),
};
