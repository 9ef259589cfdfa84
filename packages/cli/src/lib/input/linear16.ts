import type { SampleFormat } from '@turnstream/audio';
import { SampleDecoder, encodeSamples } from '@turnstream/audio';

/** Which channel of a recording is heard, or the mean of all. */
export type ChannelChoice = 'left' | 'right' | 'mix';

/** How interleaved samples lie in a stream. */
export type SampleLayout = { readonly format: SampleFormat; readonly channelCount: number };

/**
 * Turns audio of any format and number of channels into one channel of linear16.
 * @yields the converted audio, as it comes
 */
export async function* toLinear16(
  chunks: AsyncIterable<Uint8Array>,
  layout: SampleLayout,
  channel: ChannelChoice,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = new SampleDecoder(layout.format, layout.channelCount);
  for await (const chunk of chunks) {
    const samples = decoder.push(chunk);
    if (samples.length > 0) yield encodeSamples('linear16', oneChannel(samples, layout.channelCount, channel));
  }
}

function oneChannel(samples: Float32Array, channelCount: number, channel: ChannelChoice): Float32Array {
  if (channelCount === 1) return samples;
  const frames = samples.length / channelCount;
  if (channel !== 'mix') {
    const offset = channel === 'left' ? 0 : 1;
    return Float32Array.from({ length: frames }, (_, frame) => samples[frame * channelCount + offset] ?? 0);
  }
  return Float32Array.from({ length: frames }, (_, frame) => {
    let sum = 0;
    for (let index = 0; index < channelCount; index += 1) sum += samples[frame * channelCount + index] ?? 0;
    return sum / channelCount;
  });
}
