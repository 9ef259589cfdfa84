import { ErrorFrame, InputAudioRawFrame, OutputAudioRawFrame } from '@turnstream/pipeline';
import { connected, waitFor } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { runFlux } from '../support/run-flux.ts';

it('the voice of the bot is never sent, audio at another rate is refused, both travel on', async () => {
  await using run = await runFlux([connected()]);
  await run.heard('connected');
  run.worker.queueFrame(new OutputAudioRawFrame({ audio: new Uint8Array(640).fill(9), sampleRate: 16_000 }));
  run.worker.queueFrame(new InputAudioRawFrame({ audio: new Uint8Array(640).fill(9), sampleRate: 44_100 }));
  run.worker.queueFrame(new InputAudioRawFrame({ audio: new Uint8Array(640).fill(9), sampleRate: 48_000 }));
  run.speak(0.08);
  await run.server.waitFor((server) => server.connections[0]?.audioBytes === 2_560);
  expect(run.server.connections[0]?.audio.every((byte) => byte === 32)).toBe(true);
  expect(findFrames(run.before.upstream, ErrorFrame).map((frame) => frame.error)).toEqual([
    'Audio at 44100 Hz was refused: the service was set up for 16000 Hz. Resample it, or set sampleRate.',
    'Audio at 48000 Hz was refused: the service was set up for 16000 Hz. Resample it, or set sampleRate.',
  ]);
  await waitFor(() => findFrames(run.after.downstream, OutputAudioRawFrame).length === 1);
  expect(findFrames(run.after.downstream, InputAudioRawFrame)).toHaveLength(6);
});
