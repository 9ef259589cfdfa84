import { createMemoryTransport, FakeClock } from '@turnstream/testing';
import { listen, type FluxTransport } from '@turnstream/flux';
import { describe, expect, it } from 'vitest';

const FRAME_SAMPLES = 320;

/** A session of ten minutes whose transport keeps copies, and says so or not. */
function talk(copiesAudio: boolean): { readonly memories: number; readonly wrong: number; readonly sent: number } {
  const clock = new FakeClock();
  const memory = createMemoryTransport({ keepAudio: false });
  const memories = new Set<ArrayBufferLike>();
  let next = 0;
  let wrong = 0;
  const transport: FluxTransport = {
    dial: (url, credential, handlers) => {
      const connection = memory.dial(url, credential, handlers);
      return Object.assign(Object.create(connection), {
        copiesAudio,
        sendAudio: (chunk: Uint8Array<ArrayBuffer>) => {
          memories.add(chunk.buffer);
          for (const sample of new Int16Array(chunk.slice().buffer)) {
            if (sample !== next % 30_000) wrong += 1;
            next += 1;
          }
        },
      });
    },
  };
  const session = listen({ apiKey: 'secret', clock, transport });
  memory.latest.open({});
  memory.latest.receive({ type: 'Connected', request_id: 'request', sequence_id: 0 });
  for (let frame = 0; frame < 10 * 60 * 50; frame += 1) {
    session.send(frameAt(frame));
    clock.advance(20);
    if (frame % 50 === 49) memory.latest.receive(update((frame - 4) / 50));
    memory.latest.pong();
  }
  session.cancel();
  return { memories: memories.size, wrong, sent: next };
}

function frameAt(frame: number): Uint8Array {
  const samples = Int16Array.from({ length: FRAME_SAMPLES }, (_, index) => (frame * FRAME_SAMPLES + index) % 30_000);
  return new Uint8Array(samples.buffer);
}

function update(seconds: number): string {
  return JSON.stringify({
    type: 'TurnInfo',
    request_id: 'request',
    event: 'Update',
    turn_index: 0,
    audio_window_start: 0,
    audio_window_end: seconds,
    transcript: '',
    words: [],
    end_of_turn_confidence: 0,
    sequence_id: 1,
  });
}

describe('the memory of audio that is done with', () => {
  it('is used again where the transport copies what it sends, and nothing else is heard', () => {
    const { memories, wrong, sent } = talk(true);
    expect([wrong, sent]).toEqual([0, 10 * 60 * 16_000]);
    // Blocks of 32 chunks: those of the audio that a lost connection would replay, and no more in ten minutes.
    expect(memories).toBeLessThan(15);
  });

  it('is left alone where it may still be read', () => {
    const { memories, wrong, sent } = talk(false);
    expect([wrong, sent]).toEqual([0, 10 * 60 * 16_000]);
    expect(memories).toBe(sent / 1_280);
  });
});
