import type { InputAudioRawFrame } from '../frames/audio-frames.ts';

/** A frame of audio longer than this is a mistake, not speech. */
const maxAudioFrameSeconds = 30;

/** Why a frame's audio cannot be transcribed at a sample rate, in a sentence; `undefined` when it can. */
export function audioProblem(frame: InputAudioRawFrame, sampleRate: number): string | undefined {
  const { audio, numChannels } = frame;
  if (frame.sampleRate !== sampleRate) {
    return `Audio at ${frame.sampleRate} Hz was refused: the service was set up for ${sampleRate} Hz. Resample it, or set sampleRate.`;
  }
  if (numChannels !== 1) {
    return `Audio with ${numChannels} channels was refused: one is wanted. Mix it down, or send one channel.`;
  }
  if (audio.byteLength === 0) return 'Audio without a sample was refused.';
  if (audio.byteLength % 2 !== 0) {
    return `Audio of ${audio.byteLength} bytes was refused: 16-bit samples take an even number.`;
  }
  if (audio.byteLength > maxAudioFrameSeconds * sampleRate * 2) {
    return `Audio of ${audio.byteLength} bytes in one frame was refused: the most is ${maxAudioFrameSeconds} s. Send shorter frames.`;
  }
  return undefined;
}
