import type { UserTurnStartStrategy } from '@turnstream/pipeline';
import {
  BotStartedSpeakingFrame,
  BotStoppedSpeakingFrame,
  ConfirmBeforeCutUserTurnStartStrategy,
  IgnoreNoiseUserTurnStartStrategy,
  InterimTranscriptionFrame,
  MinWordsUserTurnStartStrategy,
  ProposedUserStartedSpeakingFrame,
} from '@turnstream/pipeline';
import { describe, expect, it } from 'vitest';
import { eager, runEager } from '../support/run-eager.ts';
import { turnEnd, turnStart } from '../support/run-turns.ts';

const slow = { behaviour: () => ({ pieces: 3, delayMs: 100 }) };
const interim = (turnId: number, text: string): InterimTranscriptionFrame =>
  new InterimTranscriptionFrame({ text, turnId, userId: '', timestamp: '' });
const proposed = (turnId: number, transcript: string, confidence?: number): ProposedUserStartedSpeakingFrame =>
  new ProposedUserStartedSpeakingFrame({ turnId, transcript, confidence });

describe('barge-in', () => {
  it('cuts the answer in progress, and the context has what was out before the cut', async () => {
    await using run = await runEager(slow);
    const cut: unknown[] = [];
    run.pair.assistant.on('assistantTurnStopped', (_assistant, message) => void cut.push(message));
    await run.send(turnStart(0), eager(0, 'a'));
    await run.send(...turnEnd(0, 'a'));
    await run.pass(100);
    await run.pass(100);
    await run.send(turnStart(1));
    await run.pass(100);
    await run.send(...turnEnd(1, 'b'));
    for (let pieces = 0; pieces < 3; pieces += 1) await run.pass(100);
    expect(run.context.messages.map(({ content }) => content)).toEqual(['a', '0:a 0:a', 'b', '1:b 1:b 1:b']);
    expect(run.model.calls[0]?.call.signal.aborted).toBe(true);
    expect(cut).toEqual([
      expect.objectContaining({ content: '0:a 0:a', interrupted: true }),
      expect.objectContaining({ content: '1:b 1:b 1:b', interrupted: false }),
    ]);
  });

  it('a turn without words that cut an answer nobody had heard: the model is asked again', async () => {
    await using run = await runEager(slow);
    await run.send(turnStart(0), ...turnEnd(0, 'a'));
    await run.send(turnStart(1));
    await run.send(...turnEnd(1));
    for (let pieces = 0; pieces < 3; pieces += 1) await run.pass(100);
    expect(run.answers()).toEqual(['…', '1:a 1:a 1:a']);
    expect(run.context.messages.map(({ content }) => content)).toEqual(['a', '1:a 1:a 1:a']);
  });

  it('a turn without words that cut an answer half-way: it is not begun again', async () => {
    await using run = await runEager(slow);
    await run.send(turnStart(0), ...turnEnd(0, 'a'));
    await run.pass(100);
    await run.send(turnStart(1));
    await run.send(...turnEnd(1));
    for (let pieces = 0; pieces < 3; pieces += 1) await run.pass(100);
    expect(run.answers()).toEqual(['0:a…']);
  });

  it('a turn without words that cut nothing: the answer in progress is the only one', async () => {
    await using run = await runEager({ ...slow, eager: { enableInterruptions: false } });
    await run.send(turnStart(0), ...turnEnd(0, 'a'));
    await run.send(turnStart(1));
    await run.send(...turnEnd(1));
    for (let pieces = 0; pieces < 3; pieces += 1) await run.pass(100);
    expect(run.answers()).toEqual(['0:a 0:a 0:a']);
  });
});

describe('demand 18: whether the bot is interrupted is the application’s business', () => {
  const policies: readonly [string, UserTurnStartStrategy][] = [
    ['minimum words', new MinWordsUserTurnStartStrategy({ minWords: 2 })],
    ['ignore noise', new IgnoreNoiseUserTurnStartStrategy()],
    ['confirm before the cut', new ConfirmBeforeCutUserTurnStartStrategy()],
  ];

  it.each(policies)('%s: a start without text interrupts nobody, words do', async (_name, strategy) => {
    await using run = await runEager({ ...slow, eager: { start: [strategy] } });
    const interruptions = (): number => run.after.downstreamNames.filter((name) => name === 'InterruptionFrame').length;
    await run.send(turnStart(0), interim(0, 'one two'), ...turnEnd(0, 'one two'));
    const before = interruptions();
    await run.send(new BotStartedSpeakingFrame(), proposed(1, ''), ...turnEnd(1));
    for (let pieces = 0; pieces < 3; pieces += 1) await run.pass(100);
    expect(interruptions()).toBe(before);
    expect(run.answers()).toEqual(['0:one two 0:one two 0:one two']);
    await run.send(proposed(2, ''), interim(2, 'stop it now'));
    expect(interruptions()).toBe(before + 1);
    await run.send(...turnEnd(2, 'stop it now'));
    for (let pieces = 0; pieces < 3; pieces += 1) await run.pass(100);
    expect(run.answers().at(-1)).toBe('1:stop it now 1:stop it now 1:stop it now');
  });

  it('confirm before the cut: "uh-huh" over the bot is no turn to answer', async () => {
    const start = [new ConfirmBeforeCutUserTurnStartStrategy()];
    await using run = await runEager({ ...slow, eager: { start } });
    await run.send(turnStart(0), ...turnEnd(0, 'a'));
    await run.send(new BotStartedSpeakingFrame(), proposed(1, 'uh-huh'), eager(1, 'uh-huh'), ...turnEnd(1, 'uh-huh'));
    for (let pieces = 0; pieces < 3; pieces += 1) await run.pass(100);
    expect(run.answers()).toEqual(['0:a 0:a 0:a']);
    expect(run.context.messages).toHaveLength(2);
    await run.send(new BotStoppedSpeakingFrame(), proposed(2, 'yes'), ...turnEnd(2, 'yes'));
    for (let pieces = 0; pieces < 3; pieces += 1) await run.pass(100);
    expect(run.answers()).toHaveLength(2);
  });

  it('ignore noise: words below the confidence wait for more', async () => {
    const start = [new IgnoreNoiseUserTurnStartStrategy({ minConfidence: 0.6 })];
    await using run = await runEager({ eager: { start } });
    await run.send(proposed(0, 'mm', 0.3));
    expect(run.after.downstreamNames).not.toContain('UserStartedSpeakingFrame');
    await run.send(interim(0, 'mm hello'));
    expect(run.after.downstreamNames).toContain('UserStartedSpeakingFrame');
    await run.send(...turnEnd(0, 'mm hello'));
    expect(run.answers()).toHaveLength(1);
  });

  it('refuses settings that cannot be', () => {
    expect(() => new ConfirmBeforeCutUserTurnStartStrategy({ minWords: 0 })).toThrow('minWords must be');
    expect(() => new IgnoreNoiseUserTurnStartStrategy({ minConfidence: 2 })).toThrow('minConfidence must be 0 to 1');
  });
});
