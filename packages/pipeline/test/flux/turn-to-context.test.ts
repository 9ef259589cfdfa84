import type { Frame } from '@turnstream/pipeline';
import {
  InterruptionFrame,
  LLMContext,
  LLMContextFrame,
  LLMUserAggregator,
  UserStartedSpeakingFrame,
  UserStoppedSpeakingFrame,
} from '@turnstream/pipeline';
import type { ConnectionScript } from '@turnstream/testing';
import { awaitAudio, close, connected, FakeClock, hold, refuse, reset, turnInfo, waitFor } from '@turnstream/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunFluxOptions, RunningFlux } from '../support/run-flux.ts';
import { runFlux } from '../support/run-flux.ts';

const hello = [
  connected(),
  awaitAudio({ seconds: 0.08 }),
  turnInfo({ event: 'StartOfTurn', transcript: 'Hello' }),
  turnInfo({ event: 'EagerEndOfTurn', transcript: 'Hello world.' }),
  turnInfo({ event: 'EndOfTurn', transcript: 'Hello world.' }),
];

type Agent = RunningFlux & { readonly context: LLMContext; readonly events: string[] };

async function runAgent(scripts: Parameters<typeof runFlux>[0], options: RunFluxOptions = {}): Promise<Agent> {
  const context = new LLMContext();
  const aggregator = new LLMUserAggregator(context);
  const run = await runFlux(scripts, { audioPassthrough: false, behind: [aggregator], ...options });
  return { ...run, context };
}

function names(frames: readonly Frame[]): string[] {
  return frames
    .map((frame) => frame.constructor.name)
    .filter((name) => /^(User|Interruption|LLM|Proposed)/u.test(name));
}

function said(agent: Agent): unknown[] {
  return agent.context.messages.map((message) => message.content);
}

function stops(agent: Agent): number {
  return agent.after.downstream.filter((frame) => frame instanceof UserStoppedSpeakingFrame).length;
}

describe('source, Flux service and aggregator', () => {
  for (const shouldInterrupt of [true, false]) {
    it(`${shouldInterrupt ? 'interrupt' : 'do not interrupt'} at StartOfTurn with shouldInterrupt: ${shouldInterrupt}`, async () => {
      await using agent = await runAgent(hello, { shouldInterrupt });
      agent.speak(0.2);
      await waitFor(() => stops(agent) === 1);
      const interruption = shouldInterrupt ? ['InterruptionFrame'] : [];
      expect(names(agent.after.downstream)).toEqual([
        'UserStartedSpeakingFrame',
        ...interruption,
        'LLMContextFrame',
        'UserStoppedSpeakingFrame',
      ]);
      expect(names(agent.before.upstream).filter((name) => !name.startsWith('Proposed'))).toEqual([
        'UserStartedSpeakingFrame',
        ...interruption,
        'UserStoppedSpeakingFrame',
      ]);
      expect(said(agent)).toEqual(['Hello world.']);
    });
  }

  it('ask the model at EndOfTurn while the clock of the pipeline stands still: no timer is in the way', async () => {
    const clock = new FakeClock();
    await using agent = await runAgent([...hello.slice(0, 3), hold('end'), ...hello.slice(4)], { worker: { clock } });
    agent.speak(0.2);
    // The session needs time to dial and to send; from here on it stands still.
    await waitFor(async () => {
      await clock.advanceAsync(10);
      return agent.events.includes('startOfTurn: Hello');
    });
    agent.server.release('end');
    await waitFor(() => stops(agent) === 1);
    expect(said(agent)).toEqual(['Hello world.']);
  });

  it('close a turn whose connection is lost for good, with the text that is known', async () => {
    await using agent = await runAgent([
      [...hello.slice(0, 3), awaitAudio({ seconds: 0.16 }), reset()],
      [refuse({ status: 401 })],
    ]);
    agent.speak(0.16);
    await agent.heard('startOfTurn');
    agent.speak(0.4);
    await waitFor(() => stops(agent) === 1);
    expect(said(agent)).toEqual(['Hello']);
  });

  it('deliver what was said last before the pipeline ends', async () => {
    await using agent = await runAgent([...hello.slice(0, 3), turnInfo({ event: 'Update', transcript: 'Hello wor' })]);
    agent.speak(0.2);
    await agent.heard('update');
    agent.worker.stopWhenDone();
    await agent.ended;
    expect(said(agent)).toEqual(['Hello wor']);
    expect(names(agent.after.downstream).slice(-2)).toEqual(['LLMContextFrame', 'UserStoppedSpeakingFrame']);
  });
});

type Turn = { readonly steps: readonly ('update' | 'eager' | 'resumed' | 'drop')[]; readonly end: 'text' | 'empty' };

const turn: fc.Arbitrary<Turn> = fc.record({
  steps: fc.array(fc.constantFrom('update', 'eager', 'resumed', 'drop'), { maxLength: 5 }),
  end: fc.constantFrom('text', 'text', 'text', 'empty'),
});

/** One script for each connection; a drop ends one in mid-turn, and the next goes on with the same turn. */
function scripted(turns: readonly Turn[]): ConnectionScript[] {
  const scripts: ConnectionScript[] = [];
  let script: ConnectionScript[number][] = [connected()];
  for (const [index, { steps, end }] of turns.entries()) {
    const text = `Turn ${index}`;
    const open = end === 'empty' ? '' : text;
    script.push(awaitAudio({ seconds: 0.08 }), turnInfo({ event: 'StartOfTurn', transcript: open }));
    for (const step of steps) {
      if (step === 'update') script.push(turnInfo({ event: 'Update', transcript: open }));
      else if (step === 'eager' && end === 'text') script.push(turnInfo({ event: 'EagerEndOfTurn', transcript: text }));
      else if (step === 'resumed' && end === 'text') script.push(turnInfo({ event: 'TurnResumed', transcript: text }));
      else if (step === 'drop' && scripts.length < 2) {
        script.push(close({ code: 1011 }));
        scripts.push(script);
        script = [connected(), awaitAudio({ seconds: 0.08 }), turnInfo({ event: 'StartOfTurn', transcript: open })];
      }
    }
    script.push(turnInfo({ event: 'EndOfTurn', transcript: end === 'empty' ? '' : `${text}.` }));
  }
  return [...scripts, script];
}

it('whatever the server says and however often it drops: one start, one end, and its own text for each turn', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(turn, { minLength: 1, maxLength: 4 }), async (turns) => {
      await using agent = await runAgent(scripted(turns), {
        settings: { eagerEotThreshold: 0.5 },
        session: { resume: { rate: 1_000 } },
      });
      const talking = setInterval(() => agent.speak(0.04), 5);
      try {
        await waitFor(() => stops(agent) >= turns.length, { description: JSON.stringify(turns) });
      } finally {
        clearInterval(talking);
      }
      const expected = turns.flatMap(({ end }) => [
        UserStartedSpeakingFrame.name,
        InterruptionFrame.name,
        ...(end === 'text' ? [LLMContextFrame.name] : []),
        UserStoppedSpeakingFrame.name,
      ]);
      expect(names(agent.after.downstream)).toEqual(expected);
      expect(said(agent)).toEqual(turns.flatMap(({ end }, index) => (end === 'text' ? [`Turn ${index}.`] : [])));
    }),
    { numRuns: 25, endOnFailure: true },
  );
}, 60_000);
