import { setImmediate } from 'node:timers/promises';
import { respondToTurns, type RespondOptions, type Responder, type TurnRequest } from '@turnstream/flux';
import {
  awaitAudio,
  close,
  connected,
  hangUp,
  hold,
  silence,
  turnInfo,
  type ConnectionScript,
  type ServerStep,
} from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { createWorld, type DemandWorld } from './demand-world.ts';

const start = (transcript: string): ServerStep => turnInfo({ event: 'StartOfTurn', transcript });
const eager = (transcript: string): ServerStep => turnInfo({ event: 'EagerEndOfTurn', transcript });
const resumed = (transcript: string): ServerStep => turnInfo({ event: 'TurnResumed', transcript });
const update = (transcript: string): ServerStep => turnInfo({ event: 'Update', transcript });
const end = (transcript: string): ServerStep => turnInfo({ event: 'EndOfTurn', transcript });

/** Scripts follow each other faster than anybody reads; here nothing is to be cut. */
const PATIENT: RespondOptions = { interruptWhen: () => false };

/** What came of a call: the calls of `respond` with how each was settled, and what got out. */
type Outcome = { readonly calls: readonly string[]; readonly said: readonly string[] };

type Answering = {
  readonly world: DemandWorld;
  readonly responder: Responder<string>;
  readonly calls: string[];
  readonly said: string[];
};

/** A session that answers every turn with one chunk; a chunk says for which words it was made. */
async function answering(
  scripts: ConnectionScript | readonly ConnectionScript[],
  options: RespondOptions = {},
): Promise<Answering> {
  const world = await createWorld(scripts, { eagerEotThreshold: 0.5, resume: { rate: 4 } });
  const calls: string[] = [];
  const said: string[] = [];
  const respond = async ({ transcript, committed }: TurnRequest): Promise<string> => {
    const index = calls.push(`${transcript}: open`) - 1;
    committed.then(
      () => (calls[index] = `${transcript}: confirmed`),
      () => (calls[index] = `${transcript}: taken back`),
    );
    return transcript;
  };
  const responder = respondToTurns(world.session, respond, { clock: world.clock, ...PATIENT, ...options });
  void (async (): Promise<void> => {
    for await (const answer of responder) for await (const chunk of answer) said.push(`${answer.turnId}: ${chunk}`);
  })().catch(() => undefined);
  return { world, responder, calls, said };
}

/** Lets one connection say what it says, and then a plain turn, which must be answered. */
async function outcomeOf(steps: readonly ServerStep[], options: RespondOptions = {}): Promise<Outcome> {
  const last = [start('last'), end('last')];
  const script = [connected(), awaitAudio({ seconds: 0.48 }), ...steps, ...last];
  const { world, responder, calls, said } = await answering(script, options);
  await using _ = world;
  world.speak(1);
  await world.until(() => said.some((line) => line.endsWith('last')), { description: 'an answer to the last turn' });
  responder.close();
  await setImmediate();
  return { calls: calls.slice(0, -1), said: said.slice(0, -1) };
}

describe('demand 12: an eager end is answered early, and each prediction is settled once', () => {
  it.each<[string, readonly ServerStep[], readonly string[], readonly string[]]>([
    ['E-F: confirmed', [start('a'), eager('a'), end('a')], ['a: confirmed'], ['0: a']],
    [
      'E-R-E-F: the second is confirmed',
      [start('a'), eager('a'), resumed('a'), update('a b'), eager('a b'), end('a b')],
      ['a: taken back', 'a b: confirmed'],
      ['0: a b'],
    ],
    [
      'E-R-E-R-F: both are taken back, and the end is answered',
      [start('a'), eager('a'), resumed('a'), eager('a b'), resumed('a b'), end('a b c')],
      ['a: taken back', 'a b: taken back', 'a b c: confirmed'],
      ['0: a b c'],
    ],
    [
      'E then a different F: begun anew',
      [start('a'), eager('a'), end('a b')],
      ['a: taken back', 'a b: confirmed'],
      ['0: a b'],
    ],
    [
      'E then an F that only writes it differently: confirmed (LiveKit #2209)',
      [start('hello'), eager('hello there'), end('Hello there.')],
      ['hello there: confirmed'],
      ['0: hello there'],
    ],
    [
      'E then an update that only writes it differently, then F: confirmed (LiveKit #2209)',
      [start('hello'), eager('hello there'), update('Hello, there'), end('Hello there.')],
      ['hello there: confirmed'],
      ['0: hello there'],
    ],
    ['E then an F without text: confirmed', [start('a'), eager('a'), end('')], ['a: confirmed'], ['0: a']],
    [
      'E twice without R: the first is taken back',
      [start('a'), eager('a'), eager('a b'), end('a b')],
      ['a: taken back', 'a b: confirmed'],
      ['0: a b'],
    ],
    ['R without E: nothing happens', [start('a'), resumed('a'), end('a')], ['a: confirmed'], ['0: a']],
    ['E without a start: confirmed', [eager('a'), end('a')], ['a: confirmed'], ['0: a']],
    [
      'E, then the start of the next turn: the session ends the first, and it is answered',
      [
        start('a'),
        eager('a'),
        turnInfo({ event: 'StartOfTurn', transcript: 'b', turn_index: 1 }),
        turnInfo({ event: 'EndOfTurn', transcript: 'b', turn_index: 1 }),
      ],
      ['a: taken back', 'a: confirmed', 'b: confirmed'],
      ['0: a', '1: b'],
    ],
    ['F without E: answered at the end', [start('a'), end('a')], ['a: confirmed'], ['0: a']],
    ['no words: not answered', [start(''), end('')], [], []],
  ])('%s', async (_name, steps, calls, said) => {
    const outcome = await outcomeOf(steps);
    expect(outcome).toEqual({ calls, said });
  });

  it('strictly, an F that writes it differently begins anew', async () => {
    const outcome = await outcomeOf([start('hello'), eager('hello there'), end('Hello there.')], { match: 'exact' });
    expect(outcome.calls).toEqual(['hello there: taken back', 'Hello there.: confirmed']);
    expect(outcome.said).toEqual(['0: Hello there.']);
  });

  const second: ConnectionScript = [connected(), awaitAudio({ seconds: 0.24 }), start('a'), eager('a b'), end('a b')];

  it.each<[string, readonly ServerStep[]]>([
    ['E-drop', [hangUp()]],
    ['E-close', [close({ code: 1011 })]],
    ['E-stall', [silence()]],
  ])('%s: taken back; the turn goes on on the next connection and is answered', async (_name, fault) => {
    const first = [connected(), awaitAudio({ seconds: 0.48 }), start('a'), eager('a'), ...fault];
    const { world, calls, said } = await answering([first, second], { maxSpeculationMs: 60_000 });
    await using _ = world;
    world.speak(0.5);
    await world.until(() => calls.length === 1);
    await world.until(() => {
      world.speak(0.02);
      return said.length > 0;
    });
    expect(calls).toEqual(['a: taken back', 'a b: confirmed']);
    expect(said).toEqual(['0: a b']);
  });

  it.each(['stop', 'cancel', 'close'] as const)('E, then %s(): taken back, nothing gets out', async (how) => {
    const script = [connected(), awaitAudio({ seconds: 0.48 }), start('a'), eager('a'), hold('never')];
    const { world, responder, calls, said } = await answering(script);
    await using _ = world;
    world.speak(0.5);
    await world.until(() => calls.length === 1);
    if (how === 'close') responder.close();
    else if (how === 'cancel') world.session.cancel();
    else void world.session.stop();
    await world.until(() => calls[0] === 'a: taken back');
    await world.until(() => how === 'close' || world.session.state.status === 'closed');
    expect(calls).toHaveLength(1);
    expect(said).toEqual([]);
    expect(world.clock.pending).toBe(how === 'close' ? world.clock.pending : 0);
  });

  it('a long pause after E: given up in time, and the turn is answered at its end', async () => {
    const script = [
      connected(),
      awaitAudio({ seconds: 0.48 }),
      start('a'),
      eager('a'),
      hold('pause'),
      end('a'),
      hold('never'),
    ];
    const { world, responder, calls, said } = await answering(script, { maxSpeculationMs: 400 });
    await using _ = world;
    world.speak(0.5);
    await world.until(() => calls.length === 1);
    await world.until(() => calls[0] === 'a: taken back');
    world.server.release('pause');
    await world.until(() => said.length > 0);
    expect(said).toEqual(['0: a']);
    expect(responder.counters).toMatchObject({ expiries: 1, calls: 2 });
  });

  it('barge-in: a new start cuts the answer, and the next turn is answered', async () => {
    const script = [
      connected(),
      awaitAudio({ seconds: 0.48 }),
      start('a'),
      eager('a'),
      end('a'),
      hold('answer'),
      start('b'),
      eager('b'),
      end('b'),
      hold('never'),
    ];
    const { world } = await answering(script);
    await using _ = world;
    const said: string[] = [];
    const responder = respondToTurns(
      world.session,
      async function* ({ transcript }) {
        yield transcript;
        await new Promise(() => undefined);
      },
      { clock: world.clock },
    );
    const ends: unknown[] = [];
    void (async (): Promise<void> => {
      for await (const answer of responder) {
        for await (const chunk of answer) said.push(chunk);
        ends.push(await answer.ended);
      }
    })();
    world.speak(0.5);
    await world.until(() => said.length === 1);
    world.server.release('answer');
    await world.until(() => said.length === 2);
    expect(said).toEqual(['a', 'b']);
    expect(ends).toEqual([{ reason: 'interrupted', releasedChunks: 1 }]);
  });
});
