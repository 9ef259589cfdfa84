import type { Frame } from '@turnstream/pipeline';
import {
  EagerUserTurnStrategies,
  InterruptionFrame,
  LLMMessagesAppendFrame,
  MinWordsUserTurnStartStrategy,
} from '@turnstream/pipeline';
import { describe, expect, it } from 'vitest';
import { eager, runEager, withdrawn } from '../support/run-eager.ts';
import { runTurns, turnEnd, turnStart } from '../support/run-turns.ts';

type Order = readonly [
  name: string,
  frames: readonly (readonly Frame[])[],
  settlements: readonly string[],
  answers: readonly string[],
  said: readonly string[],
];

const orders: readonly Order[] = [
  ['E-F', [[turnStart(0)], [eager(0, 'a')], turnEnd(0, 'a')], ['confirmed'], ['0:a 0:a'], ['a']],
  [
    'E-F with other case and punctuation',
    [[turnStart(0)], [eager(0, 'hello there')], turnEnd(0, 'Hello, there.')],
    ['confirmed'],
    ['0:hello there 0:hello there'],
    ['Hello, there.'],
  ],
  [
    'E-R-E-F',
    [[turnStart(0)], [eager(0, 'a')], [withdrawn(0)], [eager(0, 'a b', 2)], turnEnd(0, 'a b')],
    ['withdrawn', 'confirmed'],
    ['1:a b 1:a b'],
    ['a b'],
  ],
  [
    'E-R-E-R-F',
    [[turnStart(0)], [eager(0, 'a')], [withdrawn(0)], [eager(0, 'b', 2)], [withdrawn(0, 2)], turnEnd(0, 'c')],
    ['withdrawn', 'withdrawn'],
    ['2:c 2:c'],
    ['c'],
  ],
  ['E then another F', [[turnStart(0)], [eager(0, 'a')], turnEnd(0, 'a b')], ['changed'], ['1:a b 1:a b'], ['a b']],
  [
    'E twice without R',
    [[turnStart(0)], [eager(0, 'a')], [eager(0, 'a b', 2)], turnEnd(0, 'a b')],
    ['withdrawn', 'confirmed'],
    ['1:a b 1:a b'],
    ['a b'],
  ],
  ['R without E', [[turnStart(0)], [withdrawn(0)], turnEnd(0, 'a')], [], ['0:a 0:a'], ['a']],
  ['E, then an end without text', [[turnStart(0)], [eager(0, 'a')], turnEnd(0)], ['turn-over'], [], []],
  [
    'E, then the start of the next turn',
    [[turnStart(0)], [eager(0, 'a')], [turnStart(1)], turnEnd(1, 'b')],
    ['turn-over'],
    ['1:b 1:b'],
    ['b'],
  ],
  ['E without a start', [[eager(0, 'a')], turnEnd(0, 'a')], [], ['0:a 0:a'], ['a']],
  [
    'E behind the end of its turn',
    [[turnStart(0)], turnEnd(0, 'a'), [eager(0, 'a')], [turnStart(1)], turnEnd(1, 'b')],
    [],
    ['0:a 0:a', '1:b 1:b'],
    ['a', 'b'],
  ],
  [
    'E, then somebody interrupts, then F',
    [[turnStart(0)], [eager(0, 'a')], [new InterruptionFrame()], turnEnd(0, 'a')],
    ['disturbed'],
    ['1:a 1:a'],
    ['a'],
  ],
  [
    'E, then the conversation goes on elsewhere, then F',
    [
      [turnStart(0)],
      [eager(0, 'a')],
      [new LLMMessagesAppendFrame({ messages: [{ role: 'user', content: 'x' }] })],
      turnEnd(0, 'a'),
    ],
    ['changed'],
    ['1:a 1:a'],
    ['x', 'a'],
  ],
  [
    'more predictions than are followed',
    [
      [turnStart(0)],
      ...[1, 2, 3, 4].flatMap((attempt) => [[eager(0, `a${attempt}`, attempt)], [withdrawn(0, attempt)]]),
      turnEnd(0, 'b'),
    ],
    ['withdrawn', 'withdrawn', 'withdrawn'],
    ['3:b 3:b'],
    ['b'],
  ],
];

type Outcome = {
  readonly settled: readonly string[][];
  readonly answers: readonly string[];
  readonly said: readonly string[];
};

async function outcomeOf(frames: readonly (readonly Frame[])[]): Promise<Outcome> {
  await using run = await runEager();
  for (const some of frames) await run.send(...some);
  expect(run.gate.heldFrames).toBe(0);
  return {
    settled: [...run.speculations.values()].map(({ settlements }) => settlements),
    answers: run.answers(),
    said: run.context.messages.filter(({ role }) => role === 'user').map(({ content }) => String(content)),
  };
}

describe('demand 12: every order of predictions', () => {
  it.each(orders)('%s', async (_name, frames, settlements, answers, said) => {
    const outcome = await outcomeOf(frames);
    expect(outcome).toEqual({ settled: settlements.map((settlement) => [settlement]), answers, said });
  });

  // Starts and interruptions get ahead of the rest, so fewer are predicted, and more is late.
  it.each(orders)('%s, all at once', async (_name, frames, _settlements, _answers, said) => {
    const outcome = await outcomeOf([frames.flat()]);
    expect(outcome.settled.filter((each) => each.length !== 1)).toEqual([]);
    expect(new Set(outcome.said)).toEqual(new Set(said));
    expect(outcome.said).toHaveLength(said.length);
  });
});

describe('eager turns', () => {
  it('nothing is in the context and nothing gets out before the end', async () => {
    await using run = await runEager();
    await run.send(turnStart(0), eager(0, 'a'));
    expect(run.model.calls.map(({ asked }) => asked)).toEqual(['a']);
    expect(run.context.messages).toEqual([]);
    expect(run.answers()).toEqual([]);
    expect(run.gate.heldFrames).toBe(4);
    await run.send(...turnEnd(0, 'a.'));
    expect(run.answers()).toEqual(['0:a 0:a']);
    expect(run.context.messages).toEqual([
      { role: 'user', content: 'a.' },
      { role: 'assistant', content: '0:a 0:a' },
    ]);
  });

  it('a long pause behind a prediction: given up in time, and answered at the end', async () => {
    await using run = await runEager({ eager: { maxSpeculationMs: 400 } });
    await run.send(turnStart(0), eager(0, 'a'));
    await run.pass(399);
    expect(run.model.calls[0]?.settlements).toEqual([]);
    await run.pass(1);
    expect(run.model.calls[0]?.settlements).toEqual(['refused']);
    await run.send(...turnEnd(0, 'a'));
    expect(run.answers()).toEqual(['1:a 1:a']);
  });

  it('strictly, a text that is written differently is asked anew', async () => {
    await using run = await runEager({ eager: { match: 'exact' } });
    await run.send(turnStart(0), eager(0, 'a'));
    await run.send(...turnEnd(0, 'A.'));
    expect(run.answers()).toEqual(['1:A. 1:A.']);
  });

  it('a model that fails for a prediction is asked again at the end', async () => {
    await using run = await runEager({ behaviour: (index) => (index === 0 ? { failsAfter: 1 } : {}) });
    await run.send(turnStart(0), eager(0, 'a'));
    expect([...run.speculations.values()][0]?.settlements).toEqual(['disturbed']);
    await run.send(...turnEnd(0, 'a'));
    expect(run.answers()).toEqual(['1:a 1:a']);
    expect(run.before.upstreamNames).toContain('ErrorFrame');
  });

  it('a model that does not listen holds up nothing', async () => {
    await using run = await runEager({
      behaviour: (index) => (index === 0 ? { listens: false, delayMs: 10_000 } : {}),
    });
    await run.send(turnStart(0), eager(0, 'a'));
    await run.send(withdrawn(0));
    await run.send(...turnEnd(0, 'b'));
    expect(run.answers()).toEqual(['1:b 1:b']);
    await run.pass(20_000);
    await run.pass(20_000);
    expect(run.answers()).toEqual(['1:b 1:b']);
  });

  it('without a gate nothing is predicted, and each turn is answered at its end', async () => {
    await using run = await runTurns({ userTurnStrategies: new EagerUserTurnStrategies() });
    await run.send(turnStart(0), eager(0, 'a'));
    expect(run.came()).not.toContain('LLMContextFrame');
    await run.send(...turnEnd(0, 'a'));
    expect(run.came()).toContain('LLMContextFrame');
  });

  it('an earlier answer that goes on is let out; the next is asked for anew, since the conversation went on', async () => {
    await using run = await runEager({ eager: { enableInterruptions: false }, behaviour: () => ({ delayMs: 100 }) });
    await run.send(turnStart(0), ...turnEnd(0, 'a'));
    await run.send(turnStart(1), eager(1, 'b'));
    await run.pass(100);
    await run.pass(100);
    expect(run.answers()).toEqual(['0:a 0:a']);
    await run.send(...turnEnd(1, 'b'));
    await run.pass(100);
    await run.pass(100);
    expect(run.answers()).toEqual(['0:a 0:a', '2:b 2:b']);
    expect(run.model.calls[2]?.messages.map(({ content }) => content)).toEqual(['a', '0:a 0:a', 'b']);
  });

  it('minimum words: what cuts nothing is not answered, though it was predicted', async () => {
    const start = [new MinWordsUserTurnStartStrategy({ minWords: 3 })];
    await using run = await runEager({ eager: { start } });
    await run.send(turnStart(0), eager(0, 'a'), ...turnEnd(0, 'a'));
    expect(run.answers()).toEqual(['0:a 0:a']);
  });
});
