import type { Frame, UserMuteStrategy } from '@turnstream/pipeline';
import {
  AlwaysUserMuteStrategy,
  BotStartedSpeakingFrame,
  BotStoppedSpeakingFrame,
  ExternalUserTurnStrategies,
  FirstSpeechUserMuteStrategy,
  FunctionCallResultFrame,
  FunctionCallsStartedFrame,
  FunctionCallUserMuteStrategy,
  InputAudioRawFrame,
  InterimTranscriptionFrame,
  InterruptionFrame,
  MuteUntilFirstBotCompleteUserMuteStrategy,
  TextFrame,
  UserStartedSpeakingFrame,
  UserStoppedSpeakingFrame,
  VADUserStartedSpeakingFrame,
  VADUserStoppedSpeakingFrame,
} from '@turnstream/pipeline';
import { describe, expect, it } from 'vitest';
import type { RunningTurns } from '../support/run-turns.ts';
import { runTurns, turnEnd, turnStart } from '../support/run-turns.ts';

function run(...userMuteStrategies: UserMuteStrategy[]): Promise<RunningTurns> {
  return runTurns({ userTurnStrategies: new ExternalUserTurnStrategies(), userMuteStrategies });
}

const botStarts = (): Frame => new BotStartedSpeakingFrame();
const botStops = (): Frame => new BotStoppedSpeakingFrame();

describe('a user who is muted', () => {
  it('is not heard in any way, and everything else goes on', async () => {
    await using turns = await run(new AlwaysUserMuteStrategy());
    await turns.send(botStarts());
    turns.came();
    await turns.send(
      new InterruptionFrame(),
      new VADUserStartedSpeakingFrame(),
      new VADUserStoppedSpeakingFrame(),
      new UserStartedSpeakingFrame(),
      new UserStoppedSpeakingFrame(),
      new InputAudioRawFrame({ audio: new Uint8Array(640), sampleRate: 16_000 }),
      new InterimTranscriptionFrame({ text: 'Hel', userId: '', timestamp: '' }),
      turnStart(0),
      ...turnEnd(0, 'Hello.'),
      new TextFrame({ text: 'other' }),
    );
    expect(turns.came()).toEqual(['TextFrame']);
    expect(turns.said).toEqual([]);
    await turns.send(botStops());
    await turns.send(turnStart(1), ...turnEnd(1, 'Now.'));
    expect(turns.said).toEqual(['Now.']);
  });

  it('is announced both ways and by events, behind the StartFrame', async () => {
    await using turns = await run(new MuteUntilFirstBotCompleteUserMuteStrategy());
    await turns.send(botStops());
    const names = turns.after.downstream.map((frame) => frame.constructor.name);
    expect(names.slice(0, 2)).toEqual(['StartFrame', 'UserMuteStartedFrame']);
    expect(turns.before.upstreamNames).toEqual(['UserMuteStartedFrame', 'UserMuteStoppedFrame']);
    expect(turns.events).toEqual(['userMuteStarted', 'userMuteStopped']);
  });

  it('has no turn open: it is stopped, and its text is kept when it comes after the mute', async () => {
    await using turns = await run(new AlwaysUserMuteStrategy());
    await turns.send(turnStart(0));
    await turns.send(botStarts());
    expect(turns.events.slice(-2)).toEqual(['userTurnStopped: ', 'userMuteStarted']);
    await turns.send(botStops());
    await turns.send(...turnEnd(0, 'Hello there.'));
    expect(turns.said).toEqual(['Hello there.']);
    expect(turns.came().slice(-1)).toEqual(['LLMContextFrame']);
  });

  it('does not hold up the end of the pipeline', async () => {
    await using turns = await run(new MuteUntilFirstBotCompleteUserMuteStrategy());
    turns.worker.stopWhenDone();
    expect(await turns.ended).toMatchObject({ kind: 'ended' });
  });
});

/** Whether the user is muted after each of the frames. */
async function muted(strategy: UserMuteStrategy, frames: readonly Frame[]): Promise<boolean[]> {
  await using turns = await run(strategy);
  const seen: boolean[] = [];
  for (const frame of frames) {
    await turns.send(frame);
    const last = turns.events.findLast((event) => event.startsWith('userMute'));
    seen.push(last === 'userMuteStarted');
  }
  return seen;
}

describe('mute strategies', () => {
  it('always: whenever the bot speaks', async () => {
    const frames = [botStarts(), botStops(), botStarts(), botStops()];
    expect(await muted(new AlwaysUserMuteStrategy(), frames)).toEqual([true, false, true, false]);
  });

  it('first speech: while the bot speaks for the first time', async () => {
    const frames = [new TextFrame({ text: '' }), botStarts(), botStops(), botStarts()];
    expect(await muted(new FirstSpeechUserMuteStrategy(), frames)).toEqual([false, true, false, false]);
  });

  it('until the first speech is complete: from the start on', async () => {
    const frames = [new TextFrame({ text: '' }), botStarts(), botStops(), botStarts()];
    expect(await muted(new MuteUntilFirstBotCompleteUserMuteStrategy(), frames)).toEqual([true, true, false, false]);
  });

  it('function calls: until all have their results', async () => {
    const frames = [
      new FunctionCallsStartedFrame({ callIds: ['a', 'b'] }),
      new FunctionCallResultFrame({ callId: 'a' }),
      new FunctionCallResultFrame({ callId: 'b' }),
    ];
    expect(await muted(new FunctionCallUserMuteStrategy(), frames)).toEqual([true, true, false]);
  });

  it('hold together: one is enough', async () => {
    await using turns = await run(new FirstSpeechUserMuteStrategy(), new MuteUntilFirstBotCompleteUserMuteStrategy());
    await turns.send(botStarts());
    expect(turns.events).toEqual(['userMuteStarted']);
  });
});
