import type { AudioFields, Frame, RunningStrategy } from '@turnstream/pipeline';
import {
  AlwaysUserMuteStrategy,
  BotStartedSpeakingFrame,
  BotStoppedSpeakingFrame,
  ExternalUserTurnStrategies,
  InputAudioRawFrame,
  InterimTranscriptionFrame,
  InterruptionFrame,
  UserTurnProcessor,
  UserTurnStartStrategy,
  UserTurnStrategies,
} from '@turnstream/pipeline';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { runTurns, said, turnEnd, turnStart } from '../support/run-turns.ts';

/** Audio that goes through the queues and past everybody as any other frame does. */
class QueuedAudioFrame extends InputAudioRawFrame {
  override get isStreamed(): boolean {
    return false;
  }
}

/** Listens to the audio as a detector of voice activity would, and decides nothing. */
class ListeningStrategy extends UserTurnStartStrategy {
  readonly heard: string[] = [];

  override run(): RunningStrategy {
    return {
      processFrame: (frame) => {
        this.heard.push(frame instanceof InputAudioRawFrame ? 'audio' : frame.constructor.name);
        return 'continue';
      },
      turnStarted: () => void this.heard.push('turn started'),
      turnStopped: () => void this.heard.push('turn stopped'),
    };
  }
}

const step = fc.constantFrom(
  'audio',
  'audio',
  'start',
  'interim',
  'text',
  'end',
  'mute',
  'unmute',
  'interrupt',
  'wait',
);

function framesOf(
  next: string,
  turnId: number,
  Audio: new (fields: AudioFields) => InputAudioRawFrame,
): readonly Frame[] {
  switch (next) {
    case 'audio':
      return [new Audio({ audio: new Uint8Array(640), sampleRate: 16_000 })];
    case 'start':
      return [turnStart(turnId)];
    case 'interim':
      return [new InterimTranscriptionFrame({ text: 'so', userId: '', timestamp: '', turnId })];
    case 'text':
      return [said('so far')];
    case 'end':
      return turnEnd(turnId, `turn ${turnId}.`);
    case 'mute':
      return [new BotStartedSpeakingFrame()];
    case 'unmute':
      return [new BotStoppedSpeakingFrame()];
    default:
      return [new InterruptionFrame()];
  }
}

function names(frames: readonly Frame[]): string[] {
  return frames.map((frame) => (frame instanceof InputAudioRawFrame ? 'audio' : frame.constructor.name));
}

/** Everything that can be seen of a call: frames on both sides, events, messages, and what a strategy was told. */
async function play(
  steps: readonly string[],
  isDecidedBefore: boolean,
  Audio: new (fields: AudioFields) => InputAudioRawFrame,
): Promise<object> {
  const listening = new ListeningStrategy();
  const external = new ExternalUserTurnStrategies();
  const userTurnStrategies = new UserTurnStrategies({ start: [listening, ...external.start], stop: external.stop });
  await using run = await runTurns({
    userTurnStrategies,
    userMuteStrategies: [new AlwaysUserMuteStrategy()],
    before: isDecidedBefore ? [new UserTurnProcessor({ userTurnStrategies })] : [],
  });
  let turnId = 0;
  for (const next of steps) {
    if (next === 'start') turnId += 1;
    if (next === 'wait') await run.pass(700);
    else await run.send(...framesOf(next, turnId, Audio));
  }
  return {
    down: names(run.after.downstream),
    up: names(run.before.upstream),
    events: [...run.events],
    said: [...run.said],
    heard: [...listening.heard],
  };
}

it('audio that goes past the turns on its short way changes nothing of them, and strategies that want it hear it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.boolean(), async (steps, isDecidedBefore) => {
      const streamed = await play(steps, isDecidedBefore, InputAudioRawFrame);
      expect(streamed).toEqual(await play(steps, isDecidedBefore, QueuedAudioFrame));
    }),
    { numRuns: 200 },
  );
});
