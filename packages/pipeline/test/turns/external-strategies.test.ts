import type { Frame, RunningStrategy, UserTurnStopHost } from '@turnstream/pipeline';
import {
  deferred,
  ExternalUserTurnCompletionStopStrategy,
  ExternalUserTurnStartStrategy,
  ExternalUserTurnStopStrategy,
  ExternalUserTurnStrategies,
  InterimTranscriptionFrame,
  ProposedUserStartedSpeakingFrame,
  ProposedUserStoppedSpeakingFrame,
  UserStartedSpeakingFrame,
  UserStoppedSpeakingFrame,
  UserTurnInferenceCompletedFrame,
  UserTurnStrategies,
} from '@turnstream/pipeline';
import { describe, expect, it } from 'vitest';
import type { RunningTurns } from '../support/run-turns.ts';
import { runTurns, said, turnEnd, turnStart } from '../support/run-turns.ts';

function run(options?: ConstructorParameters<typeof ExternalUserTurnStopStrategy>[0]): Promise<RunningTurns> {
  return runTurns({
    userTurnStrategies: new UserTurnStrategies({
      start: [new ExternalUserTurnStartStrategy()],
      stop: [new ExternalUserTurnStopStrategy(options)],
    }),
  });
}

function interim(): Frame {
  return new InterimTranscriptionFrame({ text: 'Hel', userId: '', timestamp: '' });
}

describe('the external start', () => {
  it('decides about a proposal: announced, and interrupting as told', async () => {
    for (const enableInterruptions of [true, false]) {
      await using turns = await runTurns({
        userTurnStrategies: new ExternalUserTurnStrategies({ enableInterruptions }),
      });
      await turns.send(new ProposedUserStartedSpeakingFrame());
      expect(turns.came()).toEqual(['UserStartedSpeakingFrame', ...(enableInterruptions ? ['InterruptionFrame'] : [])]);
    }
  });

  it('adopts a real start without a word', async () => {
    await using turns = await run();
    await turns.send(new UserStartedSpeakingFrame());
    expect(turns.came()).toEqual(['UserStartedSpeakingFrame']);
    expect(turns.before.upstreamNames).toEqual([]);
    expect(turns.events).toEqual(['userTurnStarted']);
  });

  it('takes no text for a start', async () => {
    await using turns = await run();
    await turns.send(interim());
    expect(turns.events).toEqual([]);
  });

  it('resolves proposals, and so does the external stop; others do not', () => {
    const mine = new ExternalUserTurnStrategies();
    expect(mine.start.map((strategy) => strategy.resolvesProposedTurnStartFrames)).toEqual([true]);
    expect(mine.stop.map((strategy) => strategy.resolvesProposedTurnStopFrames)).toEqual([true]);
    const others = new UserTurnStrategies();
    expect(others.start.some((strategy) => strategy.resolvesProposedTurnStartFrames)).toBe(false);
    expect(others.stop.some((strategy) => strategy.resolvesProposedTurnStopFrames)).toBe(false);
  });
});

describe('the external stop of a service that does not count its turns', () => {
  it('Pipecat #4283: does not end a turn without text; the text behind it does, at once when finalised', async () => {
    await using turns = await run();
    await turns.send(new ProposedUserStartedSpeakingFrame(), new ProposedUserStoppedSpeakingFrame());
    expect(turns.came()).not.toContain('UserStoppedSpeakingFrame');
    await turns.send(said('Hello.', { finalized: true }));
    expect(turns.came()).toEqual(['LLMContextFrame', 'UserStoppedSpeakingFrame']);
  });

  it('ends a turn with text at once', async () => {
    await using turns = await run();
    await turns.send(new ProposedUserStartedSpeakingFrame(), said('Hello.'), new ProposedUserStoppedSpeakingFrame());
    expect(turns.came().slice(-2)).toEqual(['LLMContextFrame', 'UserStoppedSpeakingFrame']);
  });

  it('waits for more behind a text that is not finalised, anew for each, and has them all', async () => {
    await using turns = await run();
    await turns.send(new ProposedUserStartedSpeakingFrame(), new ProposedUserStoppedSpeakingFrame());
    await turns.send(said('Hello'));
    await turns.pass(499);
    await turns.send(said('world.'));
    await turns.pass(499);
    expect(turns.came()).not.toContain('UserStoppedSpeakingFrame');
    await turns.pass(1);
    expect(turns.came()).toEqual(['LLMContextFrame', 'UserStoppedSpeakingFrame']);
    expect(turns.said).toEqual(['Hello world.']);
  });

  it('does not end while text grows behind the last that is final', async () => {
    await using turns = await run();
    await turns.send(new ProposedUserStartedSpeakingFrame(), said('Hello'), interim());
    await turns.send(new ProposedUserStoppedSpeakingFrame());
    await turns.pass(2_000);
    expect(turns.came()).not.toContain('UserStoppedSpeakingFrame');
    await turns.send(said('world.'));
    await turns.pass(500);
    expect(turns.came()).toEqual(['LLMContextFrame', 'UserStoppedSpeakingFrame']);
  });

  it('announces a proposed stop, by the timer too, and not a real one', async () => {
    await using proposed = await run();
    await proposed.send(new UserStartedSpeakingFrame(), new ProposedUserStoppedSpeakingFrame());
    await proposed.send(said('Hello'));
    await proposed.pass(500);
    expect(proposed.before.upstreamNames).toEqual(['UserStoppedSpeakingFrame']);
    await using real = await run();
    await real.send(new ProposedUserStartedSpeakingFrame(), new UserStoppedSpeakingFrame());
    await real.send(said('Hello'));
    await real.pass(500);
    expect(real.before.upstreamNames).toEqual(['UserStartedSpeakingFrame', 'InterruptionFrame']);
    expect(real.events.at(-1)).toBe('userTurnStopped: Hello');
  });

  it('is silent while no turn is open', async () => {
    await using turns = await run();
    const { pending } = turns.clock;
    await turns.send(new ProposedUserStoppedSpeakingFrame());
    expect(turns.clock.pending).toBe(pending);
    await turns.send(new ProposedUserStartedSpeakingFrame(), said('Hello.'), new ProposedUserStoppedSpeakingFrame());
    turns.came();
    await turns.pass(60_000);
    expect(turns.came()).toEqual([]);
  });

  it('ends a turn without text where it need not wait for one', async () => {
    await using turns = await run({ waitForTranscript: false });
    await turns.send(new ProposedUserStartedSpeakingFrame(), new ProposedUserStoppedSpeakingFrame());
    expect(turns.came().slice(-1)).toEqual(['UserStoppedSpeakingFrame']);
  });

  it('hears text between turns as a message of its own, and the next turn is not shorter for it', async () => {
    await using turns = await run();
    await turns.send(said('Late.', { finalized: true }));
    expect(turns.came()).toEqual(['LLMContextFrame']);
    await turns.send(new ProposedUserStartedSpeakingFrame(), new ProposedUserStoppedSpeakingFrame());
    expect(turns.came()).toEqual(['UserStartedSpeakingFrame', 'InterruptionFrame']);
    await turns.send(said('Next.', { finalized: true }));
    expect(turns.said).toEqual(['Late.', 'Next.']);
  });
});

/** Holds every stop for a while; a new start takes it back. */
class GraceStop extends ExternalUserTurnStopStrategy {
  override run(host: UserTurnStopHost): RunningStrategy {
    let forget: (() => void) | undefined;
    const inner = super.run({
      ...host,
      triggerUserTurnStopped: (stop) => {
        forget?.();
        forget = host.wakeAfter(300, () => host.triggerUserTurnStopped(stop));
      },
    });
    return {
      ...inner,
      processFrame(frame) {
        if (frame instanceof ProposedUserStartedSpeakingFrame) forget?.();
        return inner.processFrame(frame);
      },
    };
  }
}

/** Continues the open turn at a start. */
class JoiningStart extends ExternalUserTurnStartStrategy {
  override run(host: Parameters<ExternalUserTurnStartStrategy['run']>[0]): RunningStrategy {
    return super.run({
      ...host,
      triggerUserTurnStarted: (start) => host.triggerUserTurnStarted({ ...start, supersede: false }),
    });
  }
}

it('a strategy of the application can hold a turn for a while and go on at a new start', async () => {
  await using turns = await runTurns({
    userTurnStrategies: new UserTurnStrategies({ start: [new JoiningStart()], stop: [new GraceStop()] }),
  });
  const start = new ProposedUserStartedSpeakingFrame();
  const stop = new ProposedUserStoppedSpeakingFrame();
  await turns.send(start, said('I would like'), stop);
  await turns.pass(299);
  await turns.send(new ProposedUserStartedSpeakingFrame());
  await turns.pass(1_000);
  await turns.send(said('a coffee.'), new ProposedUserStoppedSpeakingFrame());
  expect(turns.said).toEqual([]);
  await turns.pass(300);
  expect(turns.said).toEqual(['I would like a coffee.']);
  expect(turns.events.filter((event) => event === 'userTurnStarted')).toHaveLength(1);
});

describe('a deferred stop', () => {
  it('asks the model and leaves the end to another; several inferences keep all text', async () => {
    await using turns = await runTurns({
      userTurnStrategies: new UserTurnStrategies({
        start: [new JoiningStart()],
        stop: [deferred(new ExternalUserTurnStopStrategy()), new ExternalUserTurnCompletionStopStrategy()],
      }),
    });
    await turns.send(turnStart(0), ...turnEnd(0, 'I would like'));
    expect(turns.came().slice(-1)).toEqual(['LLMContextFrame']);
    await turns.send(...turnEnd(0, 'a coffee.'));
    await turns.send(new UserTurnInferenceCompletedFrame());
    expect(turns.said).toEqual(['I would like', 'a coffee.']);
    expect(turns.events.at(-1)).toBe('userTurnStopped: I would like a coffee.');
    expect(turns.came().slice(-1)).toEqual(['UserStoppedSpeakingFrame']);
  });

  it('resolves proposals as the strategy in it does', () => {
    expect(deferred(new ExternalUserTurnStopStrategy()).resolvesProposedTurnStopFrames).toBe(true);
    expect(deferred(new ExternalUserTurnCompletionStopStrategy()).resolvesProposedTurnStopFrames).toBe(false);
  });

  it('is completed only while the user does not speak', async () => {
    await using turns = await runTurns({
      userTurnStrategies: new UserTurnStrategies({
        start: [new ExternalUserTurnStartStrategy()],
        stop: [deferred(new ExternalUserTurnStopStrategy()), new ExternalUserTurnCompletionStopStrategy()],
      }),
    });
    await turns.send(turnStart(0));
    await turns.send(new UserTurnInferenceCompletedFrame());
    expect(turns.events).toEqual(['userTurnStarted']);
    await turns.send(...turnEnd(0, 'Hello.'));
    await turns.send(new UserTurnInferenceCompletedFrame());
    expect(turns.events.at(-1)).toBe('userTurnStopped: Hello.');
  });
});
