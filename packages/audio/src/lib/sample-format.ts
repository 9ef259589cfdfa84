/**
 * The raw encodings of a Flux stream. `linear16` is signed 16-bit little-endian, `linear32` 32-bit little-endian
 * floating point from -1 to 1, `mulaw` and `alaw` are G.711.
 *
 * `linear32` follows Deepgram's encoding page; one line of its changelog calls the same name signed 32-bit integers.
 */
export type RawEncoding = 'linear16' | 'linear32' | 'mulaw' | 'alaw';

/** Every way this package reads and writes one sample: the raw encodings, and what else WAV files hold. */
export type SampleFormat = RawEncoding | 'pcm8' | 'pcm24' | 'pcm32';

const BYTES_PER_SAMPLE: { readonly [Format in SampleFormat]: number } = {
  linear16: 2,
  linear32: 4,
  mulaw: 1,
  alaw: 1,
  pcm8: 1,
  pcm24: 3,
  pcm32: 4,
};

const RAW_ENCODINGS: ReadonlySet<string> = new Set<RawEncoding>(['linear16', 'linear32', 'mulaw', 'alaw']);

/** Whether a name is one of the raw encodings. */
export function isRawEncoding(name: string): name is RawEncoding {
  return RAW_ENCODINGS.has(name);
}

/** Bytes of one sample of one channel: 1 to 4. */
export function bytesPerSample(format: SampleFormat): number {
  return BYTES_PER_SAMPLE[format];
}

/** Bytes of one second of one channel. */
export function bytesPerSecond(format: SampleFormat, sampleRateHz: number): number {
  return BYTES_PER_SAMPLE[format] * sampleRateHz;
}

/** Seconds that so many bytes of one channel last. */
export function durationSeconds(format: SampleFormat, sampleRateHz: number, byteLength: number): number {
  return byteLength / bytesPerSecond(format, sampleRateHz);
}

/** The byte that digital silence consists of: 0xFF for `mulaw`, 0xD5 for `alaw`, 0x80 for `pcm8`, else 0. */
export function silenceByte(format: SampleFormat): number {
  switch (format) {
    case 'mulaw':
      return 0xff;
    case 'alaw':
      return 0xd5;
    case 'pcm8':
      return 0x80;
    case 'linear16':
    case 'linear32':
    case 'pcm24':
    case 'pcm32':
      return 0;
    default:
      return format satisfies never;
  }
}

/** New bytes of digital silence. */
export function createSilence(format: SampleFormat, byteLength: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(byteLength).fill(silenceByte(format));
}
