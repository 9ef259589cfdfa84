import type { Frame } from '@turnstream/pipeline';
import {
  BotStartedSpeakingFrame,
  BotStoppedSpeakingFrame,
  InterimTranscriptionFrame,
  MinWordsUserTurnStartStrategy,
  TranscriptionUserTurnStartStrategy,
  UserTurnStrategies,
  VADUserStartedSpeakingFrame,
  VADUserTurnStartStrategy,
} from '@turnstream/pipeline';
import type { UserTurnStartStrategy } from '@turnstream/pipeline';
import { describe, expect, it } from 'vitest';
import type { RunningTurns } from '../support/run-turns.ts';
import { runTurns, said } from '../support/run-turns.ts';

function run(...start: UserTurnStartStrategy[]): Promise<RunningTurns> {
  return runTurns({ userTurnStrategies: new UserTurnStrategies({ start }) });
}

function interim(text: string): Frame {
  return new InterimTranscriptionFrame({ text, userId: '', timestamp: '' });
}

function starts(turns: RunningTurns): number {
  return turns.events.filter((event) => event === 'userTurnStarted').length;
}

it('voice activity begins a turn once', async () => {
  await using turns = await run(new VADUserTurnStartStrategy());
  await turns.send(new VADUserStartedSpeakingFrame(), new VADUserStartedSpeakingFrame());
  expect(starts(turns)).toBe(1);
  expect(turns.came()).toEqual([
    'VADUserStartedSpeakingFrame',
    'UserStartedSpeakingFrame',
    'InterruptionFrame',
    'VADUserStartedSpeakingFrame',
  ]);
});

it('a transcription begins a turn, one that may change too unless told otherwise, and an empty one never', async () => {
  await using turns = await run(new TranscriptionUserTurnStartStrategy());
  await turns.send(interim(' '));
  expect(starts(turns)).toBe(0);
  await turns.send(interim('Hel'));
  expect(starts(turns)).toBe(1);
  await using finalOnly = await run(new TranscriptionUserTurnStartStrategy({ useInterim: false }));
  await finalOnly.send(interim('Hel'));
  expect(starts(finalOnly)).toBe(0);
  await finalOnly.send(said('Hello'));
  expect(starts(finalOnly)).toBe(1);
});

describe('a minimum of words', () => {
  it('is one while the bot is silent', async () => {
    await using turns = await run(new MinWordsUserTurnStartStrategy({ minWords: 3 }));
    await turns.send(said('Yes'));
    expect(starts(turns)).toBe(1);
  });

  it('counts while the bot speaks; fewer are forgotten', async () => {
    await using turns = await run(new MinWordsUserTurnStartStrategy({ minWords: 3 }));
    await turns.send(new BotStartedSpeakingFrame());
    await turns.send(said('Uh huh'));
    expect(starts(turns)).toBe(0);
    await turns.send(said('please stop now'));
    expect(starts(turns)).toBe(1);
    await turns.pass(600);
    expect(turns.said).toEqual(['please stop now']);
  });

  it('is one again when the bot has stopped, and after a turn began', async () => {
    await using turns = await run(new MinWordsUserTurnStartStrategy({ minWords: 3 }));
    await turns.send(new BotStartedSpeakingFrame());
    await turns.send(new BotStoppedSpeakingFrame());
    await turns.send(said('Yes'));
    expect(starts(turns)).toBe(1);
    await turns.pass(600);
    await turns.send(new BotStartedSpeakingFrame());
    await turns.send(said('please stop now'));
    await turns.pass(600);
    await turns.send(said('Yes'));
    expect(starts(turns)).toBe(3);
  });

  it('of growing text counts unless told otherwise', async () => {
    await using turns = await run(new MinWordsUserTurnStartStrategy({ minWords: 2, useInterim: false }));
    await turns.send(new BotStartedSpeakingFrame());
    await turns.send(interim('please stop now'));
    expect(starts(turns)).toBe(0);
  });

  it('below one is refused', () => {
    for (const minWords of [0, -1, 1.5, Number.NaN]) {
      expect(() => new MinWordsUserTurnStartStrategy({ minWords })).toThrow(TypeError);
    }
  });
});

it('a strategy that says stop keeps the frame from those behind it', async () => {
  await using turns = await run(
    new VADUserTurnStartStrategy({ enableInterruptions: false }),
    new VADUserTurnStartStrategy(),
  );
  await turns.send(new VADUserStartedSpeakingFrame());
  expect(turns.came()).not.toContain('InterruptionFrame');
});
