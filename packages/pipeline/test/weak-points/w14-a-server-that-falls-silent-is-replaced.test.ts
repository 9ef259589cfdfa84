import { DeepgramFluxSTTService, InputAudioRawFrame, TranscriptionFrame } from '@turnstream/pipeline';
import { createMemoryTransport, FakeClock, waitFor } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import { runProcessors } from '../support/run-processors.ts';

it('a turn does not stay open for ever when the server stops answering while audio flows', async () => {
  const clock = new FakeClock();
  const network = createMemoryTransport();
  const service = new DeepgramFluxSTTService({
    apiKey: 'any',
    transport: network,
    session: { connection: { maxFailedDials: 2 } },
  });
  const ends: string[] = [];
  service.on('turn', (_service, event) => {
    if (event.type === 'turn-end') ends.push(event.reason);
  });
  await using run = await runProcessors([service], { clock });
  const first = network.latest;
  first.open();
  first.receive({ type: 'Connected', request_id: 'one', sequence_id: 0 });
  const speakAsecond = async (): Promise<void> => {
    for (let frame = 0; frame < 50; frame += 1) {
      run.worker.queueFrame(new InputAudioRawFrame({ audio: new Uint8Array(640).fill(40), sampleRate: 16_000 }));
      await nextTurnOfTheLoop();
      clock.advance(20);
    }
  };
  await speakAsecond();
  first.receive({
    type: 'TurnInfo',
    request_id: 'one',
    event: 'StartOfTurn',
    turn_index: 0,
    audio_window_start: 0,
    audio_window_end: 1,
    transcript: 'Hello',
    words: [],
    end_of_turn_confidence: 0.1,
    sequence_id: 1,
  });
  for (let seconds = 0; seconds < 5 && network.latest === first; seconds += 1) await speakAsecond();
  expect(network.latest).not.toBe(first);
  for (let dial = 0; dial < 3 && service.isUsable; dial += 1) {
    network.latest.fail({ message: 'no route' });
    clock.advance(11_000);
    await nextTurnOfTheLoop();
  }
  await waitFor(() => ends.length === 1);
  expect(['stalled', 'connection-lost']).toContain(ends[0]);
  expect(findFrames(run.after.downstream, TranscriptionFrame).map((frame) => frame.text)).toEqual(['Hello']);
});
