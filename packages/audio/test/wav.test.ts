import { MAX_WAV_HEADER_BYTES, parseWavHeader, readWav, writeWav, type WavAudio } from '@turnstream/audio';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataChunk, extensibleBody, formatBody, riffChunk, riffFile } from './wav-bytes.ts';

const MONO_16K = riffChunk('fmt ', formatBody(1, 1, 16_000, 16));
const HALF_AND_MINUS_HALF = [0x00, 0x40, 0x00, 0xc0];
const FORMATS = ['linear16', 'linear32', 'mulaw', 'alaw', 'pcm8', 'pcm24', 'pcm32'] as const;

function read(bytes: Uint8Array): WavAudio {
  const result = readWav(bytes);
  if (result.kind !== 'ok') throw new Error(result.reason);
  return result.audio;
}

function firstChannel(bytes: Uint8Array): readonly number[] {
  return [...(read(bytes).channels[0] ?? [])];
}

describe('writeWav and readWav', () => {
  it.each(FORMATS.flatMap((format) => [1, 2, 3].map((channelCount) => ({ format, channelCount }))))(
    'keep the samples of $channelCount channels in $format',
    ({ format, channelCount }) => {
      const channels = Array.from({ length: channelCount }, (_, channel) =>
        Float32Array.from({ length: 101 }, (__, index) => Math.sin(index / 5 + channel) * 0.8),
      );
      const audio = read(writeWav({ channels, sampleRateHz: 8000, sampleFormat: format }));
      expect(audio).toMatchObject({ sampleFormat: format, sampleRateHz: 8000, durationSeconds: 101 / 8000 });
      expect(audio.channels).toHaveLength(channelCount);
      const tolerance = { linear16: 16, linear32: 24, mulaw: 5, alaw: 5, pcm8: 8, pcm24: 23, pcm32: 23 }[format];
      audio.channels.forEach((channel, index) => {
        const errors = channel.map((sample, position) => Math.abs(sample - (channels[index]?.[position] ?? 9)));
        expect(Math.max(...errors)).toBeLessThanOrEqual(2 ** -tolerance);
      });
      const again = writeWav({ channels: audio.channels, sampleRateHz: 8000, sampleFormat: format });
      expect(read(again).channels).toEqual(audio.channels);
    },
  );

  it('write 16-bit PCM with the 44-byte header that everything reads', () => {
    const bytes = writeWav({ channels: [Float32Array.of(0.5, -0.5)], sampleRateHz: 16_000 });
    expect(bytes).toEqual(riffFile([MONO_16K, riffChunk('data', HALF_AND_MINUS_HALF)]));
    expect(bytes).toHaveLength(48);
  });

  it('write an odd number of bytes with a padding byte that is not audio', () => {
    const bytes = writeWav({ channels: [Float32Array.of(0, 0, 0)], sampleRateHz: 8000, sampleFormat: 'pcm8' });
    expect(bytes.length % 2).toBe(0);
    expect(firstChannel(bytes)).toEqual([0, 0, 0]);
  });

  it('read audio without samples', () => {
    expect(read(writeWav({ channels: [new Float32Array(0)], sampleRateHz: 8000 }))).toMatchObject({
      durationSeconds: 0,
      channels: [new Float32Array(0)],
    });
  });

  it.each([
    [{ channels: [], sampleRateHz: 8000 }, 'channels must hold at least one channel'],
    [
      { channels: [new Float32Array(1), new Float32Array(2)], sampleRateHz: 8000 },
      'channels must have one length, got 1 and 2 samples',
    ],
    [{ channels: [new Float32Array(1)], sampleRateHz: 0 }, 'sampleRateHz must be a whole number of at least 1, got 0'],
  ])('writing throws a TypeError: %#', (content, message) => {
    expect(() => writeWav(content)).toThrow(new TypeError(message));
  });
});

describe('readWav', () => {
  it('reads through a view at an odd offset', () => {
    const file = riffFile([MONO_16K, riffChunk('data', HALF_AND_MINUS_HALF)]);
    const buffer = new Uint8Array(file.length + 7).fill(0xaa);
    buffer.set(file, 3);
    expect(firstChannel(buffer.subarray(3, 3 + file.length))).toEqual([0.5, -0.5]);
  });

  it('skips chunks in front of the audio, padded ones too, and ignores what stands behind it', () => {
    const file = riffFile([
      riffChunk('LIST', [1, 2, 3]),
      MONO_16K,
      riffChunk('fact', [0, 0, 0, 0]),
      riffChunk('data', HALF_AND_MINUS_HALF),
      riffChunk('LIST', [9, 9]),
    ]);
    expect(firstChannel(file)).toEqual([0.5, -0.5]);
  });

  it.each([
    ['16-bit PCM', 1, 16, HALF_AND_MINUS_HALF],
    ['float', 3, 32, [0, 0, 0, 0x3f, 0, 0, 0, 0xbf]],
  ])('reads an extensible header around %s', (_, code, bits, body) => {
    const file = riffFile([riffChunk('fmt ', extensibleBody(code, 1, 16_000, bits)), riffChunk('data', body)]);
    expect(firstChannel(file)).toEqual([0.5, -0.5]);
  });

  it.each([
    ['all ones', 0xffff_ffff, 0xffff_ffff],
    ['zero with a RIFF length of zero', 0, 0],
    ['zero with a RIFF length of the header alone', 0, 36],
    ['more than there is', 1000, undefined],
  ])('reads to the end when the length of the data is %s', (_, announced, riffLength) => {
    const file = riffFile([MONO_16K, dataChunk(announced, HALF_AND_MINUS_HALF)], riffLength);
    expect(firstChannel(file)).toEqual([0.5, -0.5]);
  });

  it('takes a length of zero at its word when the file goes on', () => {
    const file = riffFile([MONO_16K, dataChunk(0, []), riffChunk('LIST', [1, 2, 3, 4])]);
    expect(firstChannel(file)).toEqual([]);
  });

  it('leaves out a frame that is cut off', () => {
    const stereo = riffChunk('fmt ', formatBody(1, 2, 16_000, 16));
    const file = riffFile([stereo, dataChunk(100, [...HALF_AND_MINUS_HALF, 1, 2, 3])]);
    expect(read(file).channels).toEqual([Float32Array.of(0.5), Float32Array.of(-0.5)]);
  });

  it.each([
    ['an empty file', new Uint8Array(0), 'it ends before its audio begins'],
    ['a file that ends in its header', riffFile([MONO_16K]).subarray(0, 30), 'it ends before its audio begins'],
    ['a file without audio', riffFile([MONO_16K]), 'it ends before its audio begins'],
    ['text', new TextEncoder().encode('hello, world'), 'it does not begin with RIFF and WAVE'],
    ['an Ogg file', new TextEncoder().encode('OggS'), 'it does not begin with RIFF and WAVE'],
    ['an AVI file', new TextEncoder().encode('RIFF0000AVI LIST'), 'it does not begin with RIFF and WAVE'],
    ['a 64-bit file', new TextEncoder().encode('RF640000WAVE'), 'it is of the RF64 kind, which is not supported'],
    ['data without a format', riffFile([riffChunk('data', [1])]), 'its data comes before its fmt chunk'],
    ['a short format', riffFile([riffChunk('fmt ', [1, 0])]), 'its fmt chunk has 2 bytes, at least 16 are needed'],
    [
      'a short extensible format',
      riffFile([riffChunk('fmt ', formatBody(0xfffe, 1, 8000, 16))]),
      'its extensible fmt chunk has 16 bytes, 40 are needed',
    ],
    [
      'ADPCM',
      riffFile([riffChunk('fmt ', formatBody(2, 1, 8000, 8))]),
      'its format (code 2, 8 bits) is not supported: use 8, 16, 24 or 32-bit PCM, 32-bit float, mu-law or A-law',
    ],
    ['no channels', riffFile([riffChunk('fmt ', formatBody(1, 0, 8000, 16))]), 'it has no channels'],
    ['no rate', riffFile([riffChunk('fmt ', formatBody(1, 1, 0, 16))]), 'its sample rate is 0 Hz'],
    [
      'frames of another size',
      riffFile([riffChunk('fmt ', [...formatBody(1, 1, 8000, 16).slice(0, 12), 4, 0, 16, 0])]),
      'its frames of 4 bytes do not fit 1 channels of 16 bits',
    ],
    [
      'a chunk that hides the audio',
      riffFile([riffChunk('fmt ', formatBody(1, 1, 8000, 16)), [0x4a, 0x55, 0x4e, 0x4b, 0xff, 0xff, 0xff, 0x7f]]),
      'no audio begins within its first 1048576 bytes and 100 chunks',
    ],
    [
      'chunks without end',
      riffFile(Array.from({ length: 200 }, () => riffChunk('JUNK', []))),
      'no audio begins within its first 1048576 bytes and 100 chunks',
    ],
  ])('says what is wrong with %s', (_, bytes, reason) => {
    expect(readWav(bytes)).toEqual({ kind: 'invalid', reason });
  });

  it('never throws, and makes at most one sample of each byte', () => {
    const file = riffFile([MONO_16K, riffChunk('LIST', [1]), riffChunk('data', HALF_AND_MINUS_HALF)]);
    const damaged = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 4 }).map((changes) => {
      const bytes = Uint8Array.from(file);
      for (const [position, value] of changes) bytes[position] = value;
      return bytes;
    });
    const property = fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 100 })), (bytes) => {
      const result = readWav(bytes);
      if (result.kind === 'invalid') return result.reason.length < 200;
      return result.audio.channels.reduce((sum, channel) => sum + channel.length, 0) <= bytes.length;
    });
    expect(() => fc.assert(property, { numRuns: 5000 })).not.toThrow();
  });
});

describe('parseWavHeader', () => {
  it.each([
    ['plain', riffFile([MONO_16K, riffChunk('data', HALF_AND_MINUS_HALF)])],
    [
      'extensible behind a list',
      riffFile([
        riffChunk('LIST', [1]),
        riffChunk('fmt ', extensibleBody(1, 1, 16_000, 16)),
        riffChunk('data', HALF_AND_MINUS_HALF),
      ]),
    ],
  ])('reads a %s header that comes byte by byte', (_, file) => {
    const whole = parseWavHeader(file);
    if (whole.kind !== 'ok') throw new Error(whole.kind);
    for (let length = 0; length <= file.length; length += 1) {
      const expected = length < whole.header.dataOffsetBytes ? { kind: 'needs-more' } : whole;
      expect(parseWavHeader(file.subarray(0, length))).toEqual(expected);
    }
    expect(whole.header).toEqual({
      sampleFormat: 'linear16',
      sampleRateHz: 16_000,
      channelCount: 1,
      dataOffsetBytes: file.length - 4,
      dataByteLength: 4,
    });
  });

  it('refuses at the first byte that cannot be of a WAV file', () => {
    expect(parseWavHeader(Uint8Array.of(0x52))).toEqual({ kind: 'needs-more' });
    expect(parseWavHeader(Uint8Array.of(0x4f)).kind).toBe('invalid');
  });

  it('has no length for audio of unknown length', () => {
    const parsed = parseWavHeader(riffFile([MONO_16K, dataChunk(0xffff_ffff, [])]));
    expect(parsed.kind === 'ok' && Object.hasOwn(parsed.header, 'dataByteLength')).toBe(false);
    expect(parsed.kind).toBe('ok');
  });

  it('waits for no more than its limit', () => {
    const long = riffChunk(
      'JUNK',
      Array.from({ length: MAX_WAV_HEADER_BYTES - 40 }, () => 0),
    );
    expect(parseWavHeader(riffFile([MONO_16K, long, dataChunk(2, [0, 0])])).kind).toBe('invalid');
    expect(parseWavHeader(riffFile([MONO_16K, riffChunk('JUNK', [0]), dataChunk(2, [0, 0])])).kind).toBe('ok');
  });
});
