import { describe, expect, it } from 'vitest';
import { InputAudioRawFrame, OutputAudioRawFrame, TTSAudioRawFrame, UserAudioRawFrame } from './audio-frames.ts';
import {
  FrameProcessorPauseFrame,
  FrameProcessorResumeFrame,
  FrameProcessorResumeUrgentFrame,
  InterruptionFrame,
} from './flow-frames.ts';
import { copyFrame, DataFrame } from './frame.ts';
import { CancelFrame, EndFrame, StartFrame, StopFrame } from './lifecycle-frames.ts';
import { STTMuteFrame, STTUpdateSettingsFrame } from './service-frames.ts';
import { InterimTranscriptionFrame, TextFrame, TranscriptionFrame } from './text-frames.ts';
import { ProposedUserStartedSpeakingFrame, ProposedUserStoppedSpeakingFrame } from './user-turn-frames.ts';

const processor = { id: 1, name: 'one', isUsable: true };
const text = { text: 'hi', userId: 'ada', timestamp: '' };

describe('a frame', () => {
  it('has an id that increases and a name that counts per class', () => {
    class Counted extends DataFrame {}
    const frames = [new Counted(), new Counted()];
    expect(frames.map((frame) => frame.name)).toEqual(['Counted#0', 'Counted#1']);
    expect(String(frames[1])).toBe('Counted#1');
    expect((frames[1]?.id ?? 0) - (frames[0]?.id ?? 0)).toBe(1);
  });

  it('has its own metadata, and nothing else to begin with', () => {
    const [one, other] = [new TextFrame({ text: 'a' }), new TextFrame({ text: 'b' })];
    one.metadata['seen'] = true;
    expect(other).toMatchObject({
      metadata: {},
      pts: undefined,
      broadcastSiblingId: undefined,
      transportSource: undefined,
      transportDestination: undefined,
    });
  });

  it('copied has a new id and name and everything else the same, the metadata its own', () => {
    const frame = new UserAudioRawFrame({ audio: new Uint8Array(4), sampleRate: 8_000, userId: 'ada' });
    frame.pts = 5_000_000;
    frame.metadata['seen'] = true;
    frame.broadcastSiblingId = 3;
    const copy = copyFrame(frame);
    expect(copy).toBeInstanceOf(UserAudioRawFrame);
    expect(copy.audio).toBe(frame.audio);
    expect(copy).toMatchObject({
      userId: 'ada',
      pts: 5_000_000,
      metadata: { seen: true },
      broadcastSiblingId: undefined,
    });
    expect(copy.id).toBeGreaterThan(frame.id);
    expect(copy.name).not.toBe(frame.name);
    copy.metadata['seen'] = false;
    expect(frame.metadata['seen']).toBe(true);
  });
});

describe('the families', () => {
  for (const { frame, family, uninterruptible } of [
    { frame: new StartFrame(), family: 'system', uninterruptible: false },
    { frame: new CancelFrame(), family: 'system', uninterruptible: false },
    { frame: new InterruptionFrame(), family: 'system', uninterruptible: false },
    {
      frame: new InputAudioRawFrame({ audio: new Uint8Array(), sampleRate: 1 }),
      family: 'system',
      uninterruptible: false,
    },
    {
      frame: new OutputAudioRawFrame({ audio: new Uint8Array(), sampleRate: 1 }),
      family: 'data',
      uninterruptible: false,
    },
    {
      frame: new TTSAudioRawFrame({ audio: new Uint8Array(), sampleRate: 1 }),
      family: 'data',
      uninterruptible: false,
    },
    { frame: new ProposedUserStartedSpeakingFrame(), family: 'system', uninterruptible: false },
    { frame: new ProposedUserStoppedSpeakingFrame(), family: 'control', uninterruptible: true },
    { frame: new STTMuteFrame({ mute: true }), family: 'system', uninterruptible: false },
    { frame: new STTUpdateSettingsFrame({ delta: {} }), family: 'control', uninterruptible: true },
    { frame: new EndFrame(), family: 'control', uninterruptible: true },
    { frame: new StopFrame(), family: 'control', uninterruptible: true },
    { frame: new FrameProcessorPauseFrame({ processor }), family: 'control', uninterruptible: false },
    { frame: new FrameProcessorResumeFrame({ processor }), family: 'system', uninterruptible: false },
    { frame: new FrameProcessorResumeUrgentFrame({ processor }), family: 'system', uninterruptible: false },
    { frame: new TextFrame({ text: 'hi' }), family: 'data', uninterruptible: false },
    { frame: new InterimTranscriptionFrame(text), family: 'data', uninterruptible: false },
    { frame: new TranscriptionFrame(text), family: 'data', uninterruptible: true },
  ]) {
    it(`make a ${frame.constructor.name} ${family}${uninterruptible ? ' and uninterruptible' : ''}`, () => {
      expect({ family: frame.family, uninterruptible: frame.uninterruptible }).toEqual({ family, uninterruptible });
    });
  }
});

describe('audio frames', () => {
  it('count samples per channel, without an incomplete last one', () => {
    const frame = new InputAudioRawFrame({ audio: new Uint8Array(11), sampleRate: 16_000, numChannels: 2 });
    expect(frame.numFrames).toBe(2);
  });
});

describe('transcriptions', () => {
  it('that are interim are no final ones', () => {
    expect(new InterimTranscriptionFrame(text)).not.toBeInstanceOf(TranscriptionFrame);
    expect(new InterimTranscriptionFrame(text)).toBeInstanceOf(TextFrame);
  });

  it('are not finalized unless they say so', () => {
    expect(new TranscriptionFrame(text).finalized).toBe(false);
    expect(new TranscriptionFrame({ ...text, finalized: true }).finalized).toBe(true);
  });
});
