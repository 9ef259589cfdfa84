import type { TurnInfoMessage } from '@turnstream/flux/protocol';
import { describe, expect, it } from 'vitest';

import { memoryIo } from '../../../test/memory-io.ts';
import { whenAborted } from '../io/when-aborted.ts';
import { UnheardAudio } from './unheard-audio.ts';

function heard(seconds: number): TurnInfoMessage {
  return {
    type: 'TurnInfo',
    request_id: 'id',
    event: 'Update',
    turn_index: 0,
    audio_window_start: 0,
    audio_window_end: seconds,
    transcript: '',
    words: [],
    end_of_turn_confidence: 0,
    sequence_id: 1,
  };
}

type Waits = { readonly audio: UnheardAudio; readonly waitsMs: () => Promise<number> };

/** Counts how long a sender would wait when nothing is said meanwhile. */
function waits(): Waits {
  const io = memoryIo();
  const audio = new UnheardAudio(2, io.clock);
  return {
    audio,
    waitsMs: async () => {
      const before = io.waitedMs();
      await audio.room(io.interrupted);
      return io.waitedMs() - before;
    },
  };
}

describe('UnheardAudio', () => {
  it('lets a sender wait only while much is on its way, and never for long', async () => {
    const { audio, waitsMs } = waits();
    audio.sent(2);
    expect(await waitsMs()).toBe(0);
    audio.sent(0.08);
    expect(await waitsMs()).toBe(250);
    audio.message(heard(0.08));
    expect(await waitsMs()).toBe(0);
  });

  it('lets a sender go on as soon as enough was heard', async () => {
    const { clock, interrupted } = memoryIo();
    const forever = { ...clock, wait: async (_delayMs: number, signal: AbortSignal) => await whenAborted(signal) };
    const audio = new UnheardAudio(2, forever);
    audio.sent(3);
    const room = audio.room(interrupted);
    audio.message(heard(0.5));
    audio.message(heard(1));
    await expect(room).resolves.toBeUndefined();
  });

  it('goes on counting where a new connection begins its own clock', async () => {
    const { audio, waitsMs } = waits();
    audio.sent(10);
    audio.message(heard(8));
    audio.sent(3);
    audio.message({ type: 'Connected', request_id: 'other', sequence_id: 0 });
    audio.message(heard(2.5));
    expect(await waitsMs()).toBe(250);
    audio.message(heard(3));
    expect(await waitsMs()).toBe(0);
  });
});
