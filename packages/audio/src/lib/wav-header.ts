import { bytesPerSample, type SampleFormat } from './sample-format.ts';

/** What a WAV header says about the audio behind it. */
export type WavHeader = {
  readonly sampleFormat: SampleFormat;
  readonly sampleRateHz: number;
  readonly channelCount: number;
  /** Where the first sample stands. */
  readonly dataOffsetBytes: number;
  /** Bytes of audio; absent where the header was written before the length was known, as by a stream. */
  readonly dataByteLength?: number;
};

/** What came of reading the start of a WAV stream. */
export type ParsedWavHeader =
  | { readonly kind: 'ok'; readonly header: WavHeader }
  | { readonly kind: 'needs-more' }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Bytes in front of the audio beyond which a file is refused, so that a stream cannot make its reader wait for ever. */
export const MAX_WAV_HEADER_BYTES = 1_048_576;

/** Chunks in front of the audio beyond which a file is refused: each costs its reader time, again on every attempt. */
const MAX_CHUNKS = 100;

const FORMAT_PCM = 1;
const FORMAT_FLOAT = 3;
const FORMAT_ALAW = 6;
const FORMAT_MULAW = 7;
const FORMAT_EXTENSIBLE = 0xfffe;
const UNKNOWN_LENGTH = 0xffff_ffff;

type AudioFormat = Pick<WavHeader, 'sampleFormat' | 'sampleRateHz' | 'channelCount'>;

/**
 * Reads a WAV header from the bytes that have come so far. Never throws; call it again with a longer prefix after
 * `needs-more`.
 *
 * Reads integers of 8, 16, 24 and 32 bits, 32-bit floating point, mu-law and A-law, plain or `EXTENSIBLE`, and skips
 * every other chunk in front of the audio, up to {@link MAX_WAV_HEADER_BYTES}.
 */
export function parseWavHeader(bytes: Uint8Array): ParsedWavHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = checkMagic(bytes);
  if (magic !== undefined) return magic;
  let format: AudioFormat | undefined;
  let offset = 12;
  for (let chunks = 0; chunks < MAX_CHUNKS && offset <= MAX_WAV_HEADER_BYTES; chunks += 1) {
    if (offset + 8 > bytes.byteLength) return { kind: 'needs-more' };
    const id = ascii(bytes, offset);
    const byteLength = view.getUint32(offset + 4, true);
    const body = offset + 8;
    if (id === 'data') {
      if (format === undefined) return invalid('its data comes before its fmt chunk');
      const known = dataLength(byteLength, view.getUint32(4, true), body);
      const length = known === undefined ? {} : { dataByteLength: known };
      return { kind: 'ok', header: { ...format, dataOffsetBytes: body, ...length } };
    }
    if (id === 'fmt ') {
      if (byteLength < 16) return invalid(`its fmt chunk has ${byteLength} bytes, at least 16 are needed`);
      if (body + Math.min(byteLength, 40) > bytes.byteLength) return { kind: 'needs-more' };
      const read = readFormat(view, body, byteLength);
      if ('kind' in read) return read;
      format = read;
    }
    // Chunks begin at even positions.
    offset = body + byteLength + (byteLength % 2);
  }
  return invalid(`no audio begins within its first ${MAX_WAV_HEADER_BYTES} bytes and ${MAX_CHUNKS} chunks`);
}

function checkMagic(bytes: Uint8Array): ParsedWavHeader | undefined {
  const riff = ascii(bytes, 0);
  if (riff === 'RF64' || riff === 'RIFX') return invalid(`it is of the ${riff} kind, which is not supported`);
  if (!'RIFF'.startsWith(riff) || !'WAVE'.startsWith(ascii(bytes, 8))) {
    return invalid('it does not begin with RIFF and WAVE');
  }
  return bytes.byteLength < 12 ? { kind: 'needs-more' } : undefined;
}

function readFormat(view: DataView, body: number, byteLength: number): AudioFormat | ParsedWavHeader {
  let code = view.getUint16(body, true);
  const channelCount = view.getUint16(body + 2, true);
  const sampleRateHz = view.getUint32(body + 4, true);
  const blockBytes = view.getUint16(body + 12, true);
  const bits = view.getUint16(body + 14, true);
  if (code === FORMAT_EXTENSIBLE) {
    if (byteLength < 40) return invalid(`its extensible fmt chunk has ${byteLength} bytes, 40 are needed`);
    // The first two bytes of the sub-format's GUID are the plain code.
    code = view.getUint16(body + 24, true);
  }
  const sampleFormat = sampleFormatOf(code, bits);
  if (sampleFormat === undefined) {
    return invalid(
      `its format (code ${code}, ${bits} bits) is not supported: use 8, 16, 24 or 32-bit PCM, 32-bit float, mu-law or A-law`,
    );
  }
  if (channelCount === 0) return invalid('it has no channels');
  if (sampleRateHz === 0) return invalid('its sample rate is 0 Hz');
  if (blockBytes !== bytesPerSample(sampleFormat) * channelCount) {
    return invalid(`its frames of ${blockBytes} bytes do not fit ${channelCount} channels of ${bits} bits`);
  }
  return { sampleFormat, sampleRateHz, channelCount };
}

function sampleFormatOf(code: number, bits: number): SampleFormat | undefined {
  switch (`${code}/${bits}`) {
    case `${FORMAT_PCM}/8`:
      return 'pcm8';
    case `${FORMAT_PCM}/16`:
      return 'linear16';
    case `${FORMAT_PCM}/24`:
      return 'pcm24';
    case `${FORMAT_PCM}/32`:
      return 'pcm32';
    case `${FORMAT_FLOAT}/32`:
      return 'linear32';
    case `${FORMAT_ALAW}/8`:
      return 'alaw';
    case `${FORMAT_MULAW}/8`:
      return 'mulaw';
    default:
      return undefined;
  }
}

/**
 * The length of the audio, or `undefined` when the writer did not know it. A length of 0 is taken at its word only when
 * the file goes on behind the empty chunk.
 */
function dataLength(written: number, riffLength: number, body: number): number | undefined {
  if (written === UNKNOWN_LENGTH) return undefined;
  if (written > 0) return written;
  const fileGoesOn = riffLength !== UNKNOWN_LENGTH && riffLength + 8 > body;
  return fileGoesOn ? 0 : undefined;
}

function ascii(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}

function invalid(reason: string): { readonly kind: 'invalid'; readonly reason: string } {
  return { kind: 'invalid', reason };
}
