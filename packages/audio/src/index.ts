export { Chunker, chunkByteLength } from './lib/chunker.ts';
export type { ChunkerOptions } from './lib/chunker.ts';
export { decodeSamples } from './lib/decode-samples.ts';
export { encodeSamples } from './lib/encode-samples.ts';
export { readWav } from './lib/read-wav.ts';
export type { ReadWav, WavAudio } from './lib/read-wav.ts';
export { SampleDecoder } from './lib/sample-decoder.ts';
export {
  bytesPerSample,
  bytesPerSecond,
  createSilence,
  durationSeconds,
  isRawEncoding,
  silenceByte,
} from './lib/sample-format.ts';
export type { RawEncoding, SampleFormat } from './lib/sample-format.ts';
export { MAX_WAV_HEADER_BYTES, parseWavHeader } from './lib/wav-header.ts';
export type { ParsedWavHeader, WavHeader } from './lib/wav-header.ts';
export { writeWav } from './lib/write-wav.ts';
export type { WavContent } from './lib/write-wav.ts';
