import type { SampleFormat, WavHeader } from '@turnstream/audio';
import { MAX_WAV_HEADER_BYTES, bytesPerSecond, parseWavHeader } from '@turnstream/audio';
import { LIMITS } from '@turnstream/flux/protocol';

import { inputError } from '../failure/cli-error.ts';
import type { CliIo } from '../io/cli-io.ts';
import type { AudioInput, InputEncoding } from './audio-input.ts';
import { openByteSource } from './byte-source.ts';
import type { ByteSource } from './byte-source.ts';
import { convertWithFfmpeg } from './ffmpeg.ts';
import type { InputChoices } from './input-options.ts';
import { toLinear16 } from './linear16.ts';
import { PeekableBytes } from './peekable-bytes.ts';

const magicBytes = 12;
const headerReadBytes = 4_096;

/**
 * Opens a recording by name, or standard input for `-`, and finds out what it holds: raw audio where the caller says so,
 * a WAV file by its first bytes, and anything else through ffmpeg.
 * @throws CliError that says why this recording cannot be used
 */
export async function openAudioInput(operand: string, choices: InputChoices, io: CliIo): Promise<AudioInput> {
  const source = await openByteSource(operand, io);
  const isWav = hasWavMagic(await source.bytes.peek(magicBytes));
  if (choices.raw !== undefined) {
    if (isWav)
      throw inputError(`${source.name} is a WAV file and no raw audio; leave out --encoding and --sample-rate`);
    const { encoding, sampleRateHz } = choices.raw;
    const seconds = secondsOf(source.totalBytes, bytesPerSecond(encoding, sampleRateHz));
    return describe(source.name, source.bytes, { format: encoding, channelCount: 1, sampleRateHz, seconds }, choices);
  }
  if (isWav) return await openWav(source, source.bytes, choices);

  const stop = new AbortController();
  const converted = new PeekableBytes(convertWithFfmpeg(source, io, stop.signal));
  const dispose = (): void => stop.abort();
  try {
    const input = await openWav({ ...source, totalBytes: undefined }, converted, choices);
    return { ...input, notices: ['Reading it with ffmpeg', ...input.notices], [Symbol.dispose]: dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** The same recording as 16-bit samples, whatever it is sent in otherwise. */
export function asLinear16(input: AudioInput): AudioInput {
  if (input.encoding === 'linear16') return input;
  const layout = { format: input.encoding, channelCount: 1 };
  return { ...input, encoding: 'linear16', chunks: toLinear16(input.chunks, layout, 'mix') };
}

type Recording = {
  readonly format: SampleFormat;
  readonly channelCount: number;
  readonly sampleRateHz: number;
  readonly seconds: number | undefined;
};

async function openWav(source: ByteSource, bytes: PeekableBytes, choices: InputChoices): Promise<AudioInput> {
  const header = await readHeader(source.name, bytes);
  const { dataOffsetBytes, dataByteLength, sampleFormat, sampleRateHz, channelCount } = header;
  const beginning = await bytes.peek(dataOffsetBytes + 1);
  if (beginning.byteLength <= dataOffsetBytes || dataByteLength === 0) {
    throw inputError(`${source.name} holds no audio; its header is all there is`);
  }
  const presentBytes = source.totalBytes === undefined ? undefined : source.totalBytes - dataOffsetBytes;
  const audioBytes = Math.min(dataByteLength ?? Infinity, presentBytes ?? dataByteLength ?? Infinity);
  const byteRate = bytesPerSecond(sampleFormat, sampleRateHz) * channelCount;
  const seconds = secondsOf(Number.isFinite(audioBytes) ? audioBytes : undefined, byteRate);
  const audio = between(bytes, dataOffsetBytes, dataByteLength);
  return describe(source.name, audio, { format: sampleFormat, channelCount, sampleRateHz, seconds }, choices);
}

async function readHeader(name: string, bytes: PeekableBytes): Promise<WavHeader> {
  for (let wanted = headerReadBytes; ; wanted += headerReadBytes) {
    const head = await bytes.peek(wanted);
    const parsed = parseWavHeader(head);
    if (parsed.kind === 'ok') return parsed.header;
    if (parsed.kind === 'invalid') throw inputError(`${name} cannot be used: ${parsed.reason}`);
    if (head.byteLength < wanted || wanted > MAX_WAV_HEADER_BYTES) {
      throw inputError(`${name} cannot be used: it ends before its audio begins`);
    }
  }
}

function describe(
  name: string,
  audio: AsyncIterable<Uint8Array>,
  recording: Recording,
  choices: InputChoices,
): AudioInput {
  const { format, channelCount, sampleRateHz, seconds } = recording;
  if (channelCount > 1 && choices.channel === undefined) {
    const many = channelCount === 2 ? 'is stereo' : `has ${String(channelCount)} channels`;
    throw inputError(`${name} ${many} and one voice is heard at a time; choose --channel left, right or mix`);
  }
  if (!LIMITS.sampleRatesHz.includes(sampleRateHz)) {
    const rates = LIMITS.sampleRatesHz.join(', ');
    throw inputError(`${name} has a sample rate of ${String(sampleRateHz)} Hz; convert it to one of ${rates} Hz`);
  }
  const common = { name, sampleRateHz, durationSeconds: seconds, [Symbol.dispose]: () => undefined };
  if (channelCount === 1 && isInputEncoding(format)) {
    return { ...common, encoding: format, notices: [], chunks: audio };
  }
  const channel = choices.channel ?? 'mix';
  const notices = channelCount === 1 ? [] : [channelNotice(channel, channelCount)];
  return { ...common, encoding: 'linear16', notices, chunks: toLinear16(audio, { format, channelCount }, channel) };
}

function channelNotice(channel: 'left' | 'right' | 'mix', channelCount: number): string {
  return channel === 'mix' ? `Mixing its ${String(channelCount)} channels` : `Hearing its ${channel} channel`;
}

function isInputEncoding(format: SampleFormat): format is InputEncoding {
  return format === 'linear16' || format === 'mulaw' || format === 'alaw';
}

function hasWavMagic(head: Uint8Array): boolean {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  return text.startsWith('RIFF') && text.slice(8) === 'WAVE';
}

function secondsOf(byteLength: number | undefined, byteRate: number): number | undefined {
  return byteLength === undefined ? undefined : byteLength / byteRate;
}

/**
 * The bytes of a stream from `offset` on, at most `byteLength` of them.
 * @yields parts of its chunks
 */
async function* between(
  bytes: AsyncIterable<Uint8Array>,
  offset: number,
  byteLength: number | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  let skip = offset;
  let left = byteLength ?? Infinity;
  for await (const chunk of bytes) {
    const part = chunk.subarray(Math.min(skip, chunk.byteLength)).subarray(0, left);
    skip -= Math.min(skip, chunk.byteLength);
    left -= part.byteLength;
    if (part.byteLength > 0) yield part;
    if (left === 0) return;
  }
}
