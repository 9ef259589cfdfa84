import { DeepgramFluxSTTService, InputAudioRawFrame, STTMetadataFrame, TranscriptionFrame } from '@turnstream/pipeline';
import { createMemoryTransport, waitFor } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { recordingLogger } from '../support/recording-logger.ts';
import { runProcessors } from '../support/run-processors.ts';

it('over another transport the service announces no time to the final text, and warns of nothing', async () => {
  const { logger, lines } = recordingLogger();
  const service = new DeepgramFluxSTTService({ apiKey: 'any', transport: createMemoryTransport(), logger });
  await using run = await runProcessors([service], { logger });
  await waitFor(() => findFrames(run.after.downstream, STTMetadataFrame).length === 1);
  expect(findFrames(run.after.downstream, STTMetadataFrame)[0]?.ttfsP99LatencyMs).toBe(0);
  expect(lines.filter((line) => line.startsWith('warn'))).toEqual([]);
});

it('w40: when the other end of another transport is gone, the service dials again and tells it once', async () => {
  const network = createMemoryTransport();
  const service = new DeepgramFluxSTTService({ apiKey: 'any', transport: network });
  const told: string[] = [];
  service.on('connected', () => void told.push('connected'));
  service.on('disconnected', () => void told.push('disconnected'));
  service.on('connectionError', () => void told.push('connectionError'));
  await using run = await runProcessors([service]);
  const first = network.latest;
  first.open();
  first.receive({ type: 'Connected', request_id: 'one', sequence_id: 0 });
  await waitFor(() => told.length === 1);
  first.close();
  const audio = new Uint8Array(2_560).fill(40);
  for (let times = 0; times < 20; times += 1) {
    run.worker.queueFrame(new InputAudioRawFrame({ audio, sampleRate: 16_000 }));
  }
  await waitFor(() => network.latest !== first);
  const second = network.latest;
  second.open();
  second.receive({ type: 'Connected', request_id: 'two', sequence_id: 0 });
  await waitFor(() => told.filter((event) => event === 'connected').length === 2);
  expect(told).toEqual(['connected', 'connectionError', 'disconnected', 'connected']);
  second.receive({
    type: 'TurnInfo',
    request_id: 'two',
    event: 'EndOfTurn',
    turn_index: 0,
    audio_window_start: 0,
    audio_window_end: 0,
    transcript: 'Still here.',
    words: [],
    end_of_turn_confidence: 0.9,
    sequence_id: 1,
  });
  await waitFor(() => findFrames(run.after.downstream, TranscriptionFrame).length === 1);
  expect(findFrames(run.after.downstream, TranscriptionFrame)[0]?.text).toBe('Still here.');
});
