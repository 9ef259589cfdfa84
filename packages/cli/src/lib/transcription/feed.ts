import { Chunker, bytesPerSample, bytesPerSecond, chunkByteLength } from '@turnstream/audio';

import type { AudioInput } from '../input/audio-input.ts';
import type { CliClock } from '../io/cli-io.ts';

/** `realtime`: as fast as somebody speaks. `fast`: as fast as it is taken. */
export type Pace = 'realtime' | 'fast';

/** What {@link feed} hands audio to; resolves when there is room for more. */
export type AudioSink = (chunk: Uint8Array) => Promise<void> | void;

/**
 * Hands all audio of `input` to `sink`, in chunks of 80 ms, each no earlier than a microphone would have it when `pace`
 * is `realtime`. Ends early when `ended` is aborted. A sample that is cut off at the very end is left out.
 */
export async function feed(
  input: AudioInput,
  sink: AudioSink,
  pace: Pace,
  clock: CliClock,
  ended: AbortSignal,
): Promise<void> {
  const { encoding, sampleRateHz } = input;
  const chunker = new Chunker({
    chunkBytes: chunkByteLength(encoding, sampleRateHz),
    alignBytes: bytesPerSample(encoding),
  });
  const byteRate = bytesPerSecond(encoding, sampleRateHz);
  const startMs = clock.nowMs();
  let fedBytes = 0;
  const hand = async (chunk: Uint8Array): Promise<void> => {
    fedBytes += chunk.byteLength;
    if (pace === 'realtime') {
      const delayMs = startMs + (fedBytes / byteRate) * 1_000 - clock.nowMs();
      if (delayMs > 0) await clock.wait(delayMs, ended);
    }
    if (!ended.aborted) await sink(chunk);
  };

  for await (const bytes of input.chunks) {
    for (const chunk of chunker.push(bytes)) {
      await hand(chunk);
      if (ended.aborted) return;
    }
  }
  const rest = chunker.flush();
  if (rest !== undefined) await hand(rest);
}
