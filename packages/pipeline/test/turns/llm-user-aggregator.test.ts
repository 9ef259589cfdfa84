import {
  ExternalUserTurnStrategies,
  InterimTranscriptionFrame,
  LLMContextFrame,
  LLMMessagesAppendFrame,
  LLMMessagesTransformFrame,
  LLMMessagesUpdateFrame,
  LLMRunFrame,
  ProposedUserStartedSpeakingFrame,
  ProposedUserStoppedSpeakingFrame,
  STTMetadataFrame,
  TranslationFrame,
  UserStartedSpeakingFrame,
  UserStoppedSpeakingFrame,
  UserTurnStrategies,
} from '@turnstream/pipeline';
import type { UserTurnMessage } from '@turnstream/pipeline';
import { describe, expect, it } from 'vitest';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import { recordingLogger } from '../support/recording-logger.ts';
import { runTurns, said, turnEnd, turnStart } from '../support/run-turns.ts';

const external = { userTurnStrategies: new ExternalUserTurnStrategies() };

function interim(text: string): InterimTranscriptionFrame {
  return new InterimTranscriptionFrame({ text, userId: '', timestamp: '' });
}

describe('proposals', () => {
  it('become a start, an interruption, a context and a stop, in that order and both ways', async () => {
    await using run = await runTurns(external);
    await run.send(new ProposedUserStartedSpeakingFrame());
    await run.send(said('Hello.', { finalized: true }));
    await run.send(new ProposedUserStoppedSpeakingFrame());
    expect(run.came()).toEqual([
      'UserStartedSpeakingFrame',
      'InterruptionFrame',
      'LLMContextFrame',
      'UserStoppedSpeakingFrame',
    ]);
    expect(run.before.upstreamNames).toEqual([
      'UserStartedSpeakingFrame',
      'InterruptionFrame',
      'UserStoppedSpeakingFrame',
    ]);
    expect(run.said).toEqual(['Hello.']);
  });

  it('are told as events: start, message, inference, stop with the whole text', async () => {
    await using run = await runTurns(external);
    await run.send(turnStart(0), ...turnEnd(0, 'Hello.'));
    expect(run.events).toEqual([
      'userTurnStarted',
      'userTurnMessageAdded: Hello.',
      'userTurnInferenceTriggered',
      'userTurnStopped: Hello.',
    ]);
  });

  it('without interruptions interrupt nobody', async () => {
    await using run = await runTurns({
      userTurnStrategies: new ExternalUserTurnStrategies({ enableInterruptions: false }),
    });
    await run.send(turnStart(0), ...turnEnd(0, 'Hello.'));
    expect(run.came()).toEqual(['UserStartedSpeakingFrame', 'LLMContextFrame', 'UserStoppedSpeakingFrame']);
  });

  it('are ignored and forwarded where other strategies were chosen', async () => {
    await using run = await runTurns({ userTurnStrategies: new UserTurnStrategies() });
    await run.send(new ProposedUserStartedSpeakingFrame(), new ProposedUserStoppedSpeakingFrame());
    expect(run.came()).toEqual(['ProposedUserStartedSpeakingFrame', 'ProposedUserStoppedSpeakingFrame']);
    expect(run.events).toEqual([]);
  });
});

describe('turns that somebody upstream decided', () => {
  it('are adopted without a repetition', async () => {
    await using run = await runTurns(external);
    await run.send(new UserStartedSpeakingFrame());
    await run.send(new UserStoppedSpeakingFrame());
    await run.send(said('Hello.', { finalized: true }));
    expect(run.came()).toEqual(['UserStartedSpeakingFrame', 'UserStoppedSpeakingFrame', 'LLMContextFrame']);
    expect(run.before.upstreamNames).toEqual([]);
    expect(run.events.at(-1)).toBe('userTurnStopped: Hello.');
  });
});

function recommends(enableInterruptions: boolean): STTMetadataFrame {
  return new STTMetadataFrame({
    serviceName: 'stt',
    ttfsP99LatencyMs: 0,
    userTurnStrategies: new ExternalUserTurnStrategies({ enableInterruptions }),
  });
}

describe('metadata of a service', () => {
  it('decides how turns are found, and travels on', async () => {
    await using run = await runTurns();
    await run.send(recommends(false));
    await run.send(turnStart(0), ...turnEnd(0, 'Hello.'));
    expect(run.after.downstreamNames[0]).toBe('STTMetadataFrame');
    expect(run.came()).toEqual(['UserStartedSpeakingFrame', 'LLMContextFrame', 'UserStoppedSpeakingFrame']);
  });

  it('gives way to what the application chose, with a warning where that interrupts and the service would not', async () => {
    const { logger, lines } = recordingLogger();
    await using run = await runTurns({ userTurnStrategies: new UserTurnStrategies(), worker: { logger } });
    await run.send(recommends(false));
    await run.send(turnStart(0));
    expect(run.came()).toEqual(['ProposedUserStartedSpeakingFrame']);
    const warnings = lines.filter((line) => line.startsWith('warn'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('stt asks for turns that do not interrupt');
  });

  it('gives no warning where both interrupt', async () => {
    const { logger, lines } = recordingLogger();
    await using run = await runTurns({ userTurnStrategies: new UserTurnStrategies(), worker: { logger } });
    await run.send(recommends(true));
    expect(lines.filter((line) => line.startsWith('warn'))).toEqual([]);
  });
});

describe('text', () => {
  it('that may change and translations go no further', async () => {
    await using run = await runTurns(external);
    await run.send(interim('Hel'), new TranslationFrame({ text: 'Hallo', userId: '', timestamp: '' }));
    expect(run.came()).toEqual([]);
    expect(run.said).toEqual([]);
  });

  it('in several parts is one message, joined by spaces unless a part brings its own', async () => {
    await using run = await runTurns(external);
    const joined = said(', world.');
    joined.includesInterFrameSpaces = true;
    await run.send(new ProposedUserStartedSpeakingFrame(), said('Oh'), said('  '), said(' hello '), joined);
    await run.send(new ProposedUserStoppedSpeakingFrame());
    expect(run.said).toEqual(['Oh hello, world.']);
  });

  it('that is pending at the end is told with no strategy', async () => {
    await using run = await runTurns();
    const strategies: unknown[] = [];
    run.aggregator.on('userTurnStopped', (_self, strategy) => void strategies.push(strategy));
    await run.send(said('Wait'));
    run.worker.stopWhenDone();
    await run.ended;
    expect(run.events.slice(-2)).toEqual(['userTurnMessageAdded: Wait', 'userTurnStopped: Wait']);
    expect(strategies).toEqual([undefined]);
    expect(run.said).toEqual(['Wait']);
  });

  it('that is pending at a cancel is told too', async () => {
    await using run = await runTurns();
    await run.send(said('Wait'));
    run.worker.cancel();
    await run.ended;
    expect(run.events.at(-1)).toBe('userTurnStopped: Wait');
  });

  it('comes with the time of the start, the speaker and the turn', async () => {
    await using run = await runTurns({ userTurnStrategies: new ExternalUserTurnStrategies() });
    const messages: UserTurnMessage[] = [];
    run.aggregator.on('userTurnStopped', (_self, _strategy, message) => void messages.push(message));
    await run.send(turnStart(4), said('Hello.'), ...turnEnd(4));
    expect(messages).toEqual([
      { content: 'Hello.', timestamp: '2026-08-21T00:00:00.000+00:00', userId: 'ada', turnId: 4 },
    ]);
  });
});

function fails(): never {
  throw new Error('no');
}

describe('frames for the context', () => {
  it('add, replace and change messages, and ask the model when told to', async () => {
    await using run = await runTurns(external);
    await run.send(new LLMMessagesAppendFrame({ messages: [{ role: 'system', content: 'Be brief.' }] }));
    expect(run.came()).toEqual([]);
    await run.send(new LLMMessagesAppendFrame({ messages: [{ role: 'user', content: 'Hi' }], runLlm: true }));
    expect(run.came()).toEqual(['LLMContextFrame']);
    await run.send(new LLMMessagesTransformFrame({ transform: (messages) => messages.slice(1), runLlm: true }));
    expect(run.said).toEqual(['Hi']);
    await run.send(new LLMMessagesUpdateFrame({ messages: [{ role: 'system', content: 'New.' }], runLlm: true }));
    expect(run.said).toEqual(['New.']);
    await run.send(new LLMRunFrame());
    expect(run.came()).toEqual(['LLMContextFrame', 'LLMContextFrame', 'LLMContextFrame']);
    const last = run.after.downstream.at(-1);
    expect(last instanceof LLMContextFrame && last.context).toBe(run.context);
  });

  it('that fail are reported, and the next turn is heard', async () => {
    await using run = await runTurns(external);
    await run.send(new LLMMessagesTransformFrame({ transform: fails }));
    expect(run.before.upstreamNames).toEqual(['ErrorFrame']);
    await run.send(turnStart(0), ...turnEnd(0, 'Hello.'));
    expect(run.said).toEqual(['Hello.']);
  });
});

it('an open turn is stopped before the pipeline ends', async () => {
  await using run = await runTurns(external);
  await run.send(turnStart(0));
  run.worker.stopWhenDone();
  await run.ended;
  await nextTurnOfTheLoop();
  const names = run.after.downstream.map((frame) => frame.constructor.name);
  expect(names.slice(-2)).toEqual(['UserStoppedSpeakingFrame', 'EndFrame']);
  expect(run.events.at(-1)).toBe('userTurnStopped: ');
});
