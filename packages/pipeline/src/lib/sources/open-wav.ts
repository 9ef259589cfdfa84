import { createReadStream } from 'node:fs';
import type { SampleFormat } from '@turnstream/audio';
import { parseWavHeader } from '@turnstream/audio';

/** The audio of a WAV file, as an `AudioSource` takes it. */
export type WavInput = {
  readonly audio: AsyncIterable<Uint8Array>;
  readonly encoding: SampleFormat;
  readonly sampleRateHz: number;
  readonly channelCount: number;
};

/**
 * Opens a WAV file, or a stream of one: reads its header now and its audio as it is asked for, so that a long recording
 * takes no memory.
 * @throws Error saying why it cannot be read
 */
export async function openWav(input: string | URL | AsyncIterable<Uint8Array>): Promise<WavInput> {
  const isPath = typeof input === 'string' || input instanceof URL;
  const name = isPath ? String(input) : 'the stream';
  const stream: AsyncIterable<Uint8Array> = isPath ? createReadStream(input) : input;
  const iterator = stream[Symbol.asyncIterator]();
  let head = new Uint8Array(0);
  while (true) {
    const next = await iterator.next();
    if (next.done === true) throw new Error(`${name} is no WAV file: it ends before its audio begins`);
    head = Buffer.concat([head, next.value]);
    const parsed = parseWavHeader(head);
    if (parsed.kind === 'needs-more') continue;
    if (parsed.kind === 'invalid') {
      await iterator.return?.();
      throw new Error(`${name} is no WAV file that can be read: ${parsed.reason}`);
    }
    const { sampleFormat, sampleRateHz, channelCount, dataOffsetBytes, dataByteLength } = parsed.header;
    const audio = withoutTrailer(head.subarray(dataOffsetBytes), iterator, dataByteLength ?? Infinity);
    return { audio, encoding: sampleFormat, sampleRateHz, channelCount };
  }
}

/**
 * What lies behind the audio, such as a list of titles, is not played.
 * @yields The audio in pieces
 */
async function* withoutTrailer(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
  byteLength: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let left = byteLength;
  let piece: Uint8Array | undefined = first;
  try {
    while (piece !== undefined && left > 0) {
      const part = piece.subarray(0, Math.min(left, piece.byteLength));
      left -= part.byteLength;
      yield part;
      if (left <= 0) return;
      const next = await rest.next();
      piece = next.done === true ? undefined : next.value;
    }
  } finally {
    await rest.return?.();
  }
}
