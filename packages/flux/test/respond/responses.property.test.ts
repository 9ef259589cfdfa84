import { setImmediate } from 'node:timers/promises';
import { respondToTurns, type TurnEvent } from '@turnstream/flux';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sameWords } from '../../src/lib/turns/same-words.ts';
import { generatedCall, happen, type GeneratedCall } from '../session/generated-calls.ts';
import { SessionWorld } from '../session/session-world.ts';
import { model, reading, Responses, type Chunk, type Model, type Reading } from './generated-responses.ts';

const runs = Math.ceil(Number(process.env['TURNSTREAM_PROPERTY_RUNS'] ?? 100_000) / 50);

/** What came to pass, in order: what the session said, and what a reader was given. */
type Seen = { readonly event: TurnEvent } | { readonly chunk: Chunk } | { readonly answered: number };

/** What a whole call breaks: a session on a network that fails, a model that fails, a reader that leaves. */
async function brokenRules(call: GeneratedCall, models: readonly Model[], how: Reading): Promise<readonly string[]> {
  const world = new SessionWorld({ ...call.options, eagerEotThreshold: 0.5 }, call.randomValues);
  const { session, clock } = world;
  const responses = new Responses(models, clock);
  const seen: Seen[] = [];
  const watching = watch(session.events, seen);
  const responder = respondToTurns(session, responses.respond, { clock, maxSpeculationMs: 800 });
  const answering = read(responder, how, seen);
  for (const thing of call.happenings) {
    happen(world, thing);
    await setImmediate();
  }
  // A session that failed for good has told so; a responder is for one life of it.
  const mayAnswer = !world.statuses.includes('failed');
  const isSilent = mayAnswer && !(await isAnswered(world, () => responder.counters.answers));
  session.cancel();
  await setImmediate();
  responder.close();
  await clock.advanceAsync(2_000);
  await Promise.all([watching, answering]);
  const broken = brokenBy(seen, responses);
  if (isSilent) broken.push('it is silent afterwards');
  if (responses.running > 0) broken.push(`${responses.running} calls are still running`);
  if (clock.pending > 0) broken.push('a timer is left behind');
  const { calls, wastedCalls, answers } = responder.counters;
  if (calls !== responses.calls.length || calls !== wastedCalls + answers) broken.push('calls are miscounted');
  return broken;
}

/** Whatever came before: dials go through again, and a turn is spoken. A few times, since a late stall may cost one connection. */
async function isAnswered(world: SessionWorld, answers: () => number): Promise<boolean> {
  const { clock, session } = world;
  const before = answers();
  session.unmute();
  world.server.bufferedBytes = 0;
  for (let round = 0; round < 10; round += 1) {
    if (world.server.state === 'dialing') world.connect();
    world.speak(400);
    await setImmediate();
    if (session.state.status === 'failed') return true;
    if (world.server.state === 'open' && session.state.status === 'open') {
      world.says('StartOfTurn', 'one more', { turn_index: 200 + round });
      world.says('EndOfTurn', 'one more', { turn_index: 200 + round });
      await setImmediate();
      await setImmediate();
      if (answers() > before) return true;
    } else clock.advance(10_000);
  }
  return false;
}

async function watch(events: AsyncIterable<TurnEvent>, seen: Seen[]): Promise<void> {
  try {
    for await (const event of events) seen.push({ event });
  } catch {
    // The session failed: its own tests look at that.
  }
}

async function read(
  answers: ReturnType<typeof respondToTurns<Chunk>>,
  { leavesAfter }: Reading,
  seen: Seen[],
): Promise<void> {
  try {
    for await (const answer of answers) {
      seen.push({ answered: answer.turnId });
      let count = 0;
      try {
        for await (const chunk of answer) {
          seen.push({ chunk });
          count += 1;
          if (count === leavesAfter) break;
        }
      } catch {
        // The model failed after the end of the turn.
      }
      await answer.ended;
    }
  } catch {
    // As above.
  }
}

/** Looks only at what got out, and at what the models were told. */
function brokenBy(seen: readonly Seen[], { calls }: Responses): string[] {
  const broken: string[] = [];
  const ended = new Map<number, string>();
  const chunks = new Map<number, number>();
  const callOf = new Map<number, number>();
  const answered = new Set<number>();
  for (const each of seen) {
    if ('event' in each) {
      if (each.event.type === 'turn-end') ended.set(each.event.turnId, each.event.transcript);
    } else if ('answered' in each) {
      if (answered.has(each.answered)) broken.push(`turn ${each.answered} is answered twice`);
      if (!ended.has(each.answered)) broken.push(`turn ${each.answered} is answered before it is over`);
      answered.add(each.answered);
    } else {
      const { call, turnId, index } = each.chunk;
      const final = ended.get(turnId);
      const { transcript } = calls[call]?.request ?? { transcript: '' };
      if (final === undefined) broken.push(`a chunk of turn ${turnId} gets out before it is over`);
      else if (!sameWords(final, transcript)) broken.push(`turn ${turnId} is answered for "${transcript}"`);
      if ((chunks.get(call) ?? 0) !== index) broken.push(`chunk ${index} of call ${call} is out of order`);
      if ((callOf.get(turnId) ?? call) !== call) broken.push(`turn ${turnId} has the answers of two calls`);
      chunks.set(call, index + 1);
      callOf.set(turnId, call);
    }
  }
  for (const [index, { request, settlements }] of calls.entries()) {
    if (settlements.length !== 1) broken.push(`call ${index} was settled ${settlements.length} times`);
    if (settlements[0] === 'taken back' && !request.signal.aborted) broken.push(`call ${index} was not aborted`);
    if (settlements[0] === 'taken back' && chunks.has(index)) broken.push(`call ${index} was taken back and got out`);
  }
  return broken;
}

it(
  `lets nothing unconfirmed out, answers once and is never silent, in ${runs} generated calls`,
  { timeout: 600_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        generatedCall,
        fc.array(model, { minLength: 1, maxLength: 4 }),
        reading,
        async (call, models, how) => {
          expect(await brokenRules(call, models, how)).toEqual([]);
        },
      ),
      { numRuns: runs },
    );
  },
);
