import type { MemoryConnection } from '@turnstream/testing';

const SAMPLE_RATE_HZ = 16_000;
const BYTES_PER_SAMPLE = 4;

/** Numbers from the first to before the last. */
type Span = { readonly from: number; readonly to: number };

/**
 * Speech whose every sample is its own number, from 1: a 32-bit float holds 17 minutes of them exactly. So a test sees
 * which samples a server was sent, in what order and how often. Silence that a session puts in is 0.
 */
export class NumberedSpeech {
  #next = 1;
  readonly #decodedSamples = new Map<number, number>();

  /** The next samples, as linear32. */
  take(durationMs: number): Uint8Array {
    const from = this.#next;
    const samples = Float32Array.from({ length: (durationMs * SAMPLE_RATE_HZ) / 1_000 }, (_, index) => from + index);
    this.#next += samples.length;
    return new Uint8Array(samples.buffer);
  }

  /** Seconds that so many bytes are. */
  secondsOf(byteLength: number): number {
    return byteLength / BYTES_PER_SAMPLE / SAMPLE_RATE_HZ;
  }

  /** The first and last number a connection was sent; `undefined` when it got only silence. */
  spanOf(connection: MemoryConnection): readonly [first: number, last: number] | undefined {
    const spans = spansOf(connection, Infinity);
    const [first, last] = [spans[0], spans.at(-1)];
    return first === undefined || last === undefined ? undefined : [first.from, last.to - 1];
  }

  /** The server says how far it has decoded, in seconds of the connection. */
  decodedUpTo(connection: MemoryConnection, seconds: number): void {
    const samples = Math.round(seconds * SAMPLE_RATE_HZ);
    this.#decodedSamples.set(connection.index, Math.max(this.#decodedSamples.get(connection.index) ?? 0, samples));
  }

  /** Seconds of the first `acceptedSeconds` that no connection is known to have decoded. */
  secondsNotDecoded(connections: readonly MemoryConnection[], acceptedSeconds: number): number {
    const spans = connections
      .flatMap((connection) => spansOf(connection, this.#decodedOf(connection)))
      .toSorted((one, other) => one.from - other.from);
    let decoded = 0;
    let end = 1;
    for (const { from, to } of spans) {
      decoded += Math.max(0, to - Math.max(from, end));
      end = Math.max(end, to);
    }
    return acceptedSeconds - decoded / SAMPLE_RATE_HZ;
  }

  /** A server decodes all it got before it answers a CloseStream with a plain close. */
  #decodedOf(connection: MemoryConnection): number {
    const { end, endedByClient, texts } = connection;
    const isAnswer = endedByClient === undefined && [1_000, 1_005].includes(end?.code ?? 0);
    const saidClose = texts.some((text) => text.includes('CloseStream'));
    return isAnswer && saidClose ? Infinity : (this.#decodedSamples.get(connection.index) ?? 0);
  }
}

/** The numbers in the first `samples` samples of a connection. A chunk holds consecutive numbers, or silence. */
function spansOf(connection: MemoryConnection, samples: number): readonly Span[] {
  const spans: Span[] = [];
  let left = samples;
  for (const sent of connection.sent) {
    if (sent.kind !== 'audio' || left <= 0) continue;
    const view = new DataView(sent.bytes.buffer, sent.bytes.byteOffset, sent.bytes.byteLength);
    const count = Math.min(left, sent.bytes.length / BYTES_PER_SAMPLE);
    const from = view.getFloat32(0, true);
    if (from > 0) spans.push({ from, to: from + count });
    left -= count;
  }
  return spans;
}
