import { encodeSamples, writeWav } from '@turnstream/audio';
import {
  AudioSource,
  DeepgramFluxSTTService,
  ErrorFrame,
  InputAudioRawFrame,
  openWav,
  UserAudioRawFrame,
} from '@turnstream/pipeline';
import {
  awaitAudio,
  awaitText,
  close,
  connected,
  createDeferred,
  createScriptedServer,
  FakeClock,
  hold,
  repeat,
  startReading,
  stopReading,
  turnInfo,
  waitFor,
} from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import { runProcessors } from '../support/run-processors.ts';

const atOnce = { drained: Promise.resolve() };

function pcm(samples: number): Uint8Array {
  return encodeSamples(
    'linear16',
    Float32Array.from({ length: samples }, (_, index) => Math.sin(index / 9) / 2),
  );
}

function bytesOf(frames: readonly InputAudioRawFrame[]): Buffer {
  return Buffer.concat(frames.map((frame) => frame.audio));
}

async function* broken(): AsyncGenerator<Uint8Array> {
  yield pcm(320);
  throw new Error('the disk is gone');
}

describe('an AudioSource', () => {
  it('plays every byte in frames of 20 ms, the last one shorter, and ends the worker', async () => {
    const audio = pcm(1_000);
    const pieces = [audio.subarray(0, 333), audio.subarray(333, 335), audio.subarray(335)];
    await using run = await runProcessors([new AudioSource({ audio: pieces, sampleRateHz: 16_000, pace: atOnce })]);
    expect((await run.ended).kind).toBe('ended');
    const frames = findFrames(run.after.downstream, InputAudioRawFrame);
    expect(frames.map((frame) => frame.audio.byteLength)).toEqual([640, 640, 640, 80]);
    expect(bytesOf(frames).equals(audio)).toBe(true);
  });

  it('says whose voice it is, and leaves the worker running where that is wanted', async () => {
    const source = new AudioSource({
      audio: [pcm(640)],
      sampleRateHz: 16_000,
      pace: atOnce,
      userId: 'ada',
      endWhenDone: false,
    });
    await using run = await runProcessors([source]);
    await waitFor(() => findFrames(run.after.downstream, UserAudioRawFrame).length === 2);
    await nextTurnOfTheLoop();
    expect(run.worker.phase).toBe('running');
    expect(findFrames(run.after.downstream, UserAudioRawFrame)[0]?.userId).toBe('ada');
  });

  it('resamples, mixes channels down and reads other encodings', async () => {
    const samples = Float32Array.from({ length: 16_000 }, (_, index) => Math.sin(Math.floor(index / 2) / 9) / 2);
    const stereo = { encoding: 'alaw', channelCount: 2, sampleRateHz: 8_000 } as const;
    const source = new AudioSource({ ...stereo, audio: [encodeSamples('alaw', samples)], pace: atOnce });
    await using run = await runProcessors([source]);
    await run.ended;
    const frames = findFrames(run.after.downstream, InputAudioRawFrame);
    expect(bytesOf(frames).byteLength).toBe(32_000);
    expect(frames.every((frame) => frame.sampleRate === 16_000 && frame.numChannels === 1)).toBe(true);
  });

  it('keeps to the speed of speech', async () => {
    const clock = new FakeClock();
    const source = new AudioSource({ audio: [pcm(3_200)], sampleRateHz: 16_000 });
    await using run = await runProcessors([source], { clock });
    const played = (): number => findFrames(run.after.downstream, InputAudioRawFrame).length;
    await waitFor(() => played() === 1);
    for (let frame = 2; frame <= 10; frame += 1) {
      clock.advance(19);
      await nextTurnOfTheLoop();
      expect(played()).toBe(frame - 1);
      clock.advance(1);
      await waitFor(() => played() === frame);
    }
  });

  it('plays in step with the other sources of the process, whenever each began', async () => {
    const clock = new FakeClock();
    const begin = async (): Promise<{ readonly playedAtMs: number[] } & AsyncDisposable> => {
      const source = new AudioSource({ audio: [pcm(3_200)], sampleRateHz: 16_000 });
      const playedAtMs: number[] = [];
      source.on('afterPushFrame', (_source, frame) => {
        if (frame instanceof InputAudioRawFrame) playedAtMs.push(clock.now());
      });
      const run = await runProcessors([source], { clock });
      await waitFor(() => playedAtMs.length === 1);
      return { ...run, playedAtMs };
    };
    await using first = await begin();
    clock.advance(7);
    await using second = await begin();
    for (let passedMs = 8; passedMs <= 60; passedMs += 1) {
      clock.advance(1);
      await nextTurnOfTheLoop();
    }
    expect(first.playedAtMs).toEqual([0, 20, 40, 60]);
    expect(second.playedAtMs).toEqual([7, 40, 60]);
  });

  it('reads no further than it plays, and closes the iterable when the pipeline ends', async () => {
    let given = 0;
    let closed = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        while (true) {
          given += 1;
          yield pcm(320);
        }
      } finally {
        closed = true;
      }
    }
    const door = createDeferred();
    const source = new AudioSource({ audio: endless(), sampleRateHz: 16_000, pace: { drained: door.promise } });
    await using run = await runProcessors([source]);
    await nextTurnOfTheLoop();
    await nextTurnOfTheLoop();
    expect(given).toBe(1);
    run.worker.stopWhenDone();
    expect((await run.ended).kind).toBe('ended');
    await waitFor(() => closed);
    expect(findFrames(run.after.downstream, InputAudioRawFrame)).toEqual([]);
  });

  it('does not hang on an iterable that gives nothing', async () => {
    const silent: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }),
    };
    await using run = await runProcessors([new AudioSource({ audio: silent, sampleRateHz: 16_000 })]);
    run.worker.cancel();
    expect((await run.ended).kind).toBe('cancelled');
  });

  it('tells by one error that audio cannot be read, and ends as at the end of the audio', async () => {
    await using run = await runProcessors([new AudioSource({ audio: broken(), sampleRateHz: 16_000, pace: atOnce })]);
    expect((await run.ended).kind).toBe('ended');
    expect(findFrames(run.before.upstream, ErrorFrame).map((frame) => frame.error)).toEqual([
      'The audio could not be read to its end: the disk is gone',
    ]);
    expect(findFrames(run.after.downstream, InputAudioRawFrame)).toHaveLength(1);
  });

  for (const [what, options, message] of [
    ['a rate of 0', { sampleRateHz: 0 }, 'sampleRateHz must be a whole number of Hz, 8000 to 192000, got 0'],
    ['no channel', { channelCount: 0 }, 'channelCount must be a whole number of at least 1, got 0'],
    ['a frame of no length', { frameMs: 0 }, 'frameMs must be a number of milliseconds above 0, got 0'],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(() => new AudioSource({ audio: [], sampleRateHz: 16_000, ...options })).toThrow(new TypeError(message));
    });
  }
});

describe('a source as fast as the service takes it', () => {
  it('loses nothing of a file that is longer than the service keeps, and waits for a server that does not read', async () => {
    await using server = await createScriptedServer([
      connected(),
      stopReading(),
      hold('reading'),
      startReading(),
      turnInfo({ event: 'StartOfTurn', transcript: 'All' }),
      // A server that sets no pace says how far it has heard.
      repeat(20, [awaitAudio({ seconds: 1 }), turnInfo({ event: 'Update', transcript: 'All' })]),
      turnInfo({ event: 'EndOfTurn', transcript: 'All of it.' }),
      awaitText('CloseStream'),
      close(),
    ]);
    const service = new DeepgramFluxSTTService({
      apiKey: 'any',
      url: server.url,
      session: { resume: { rate: Infinity }, maxBufferedSeconds: 3 },
    });
    const texts: string[] = [];
    service.on('endOfTurn', (_service, transcript) => void texts.push(transcript));
    const pieces = Array.from({ length: 200 }, () => pcm(1_600));
    const source = new AudioSource({ audio: pieces, sampleRateHz: 16_000, pace: service });
    await using run = await runProcessors([source, service]);
    await server.connection(0);
    server.release('reading');
    expect((await run.ended).kind).toBe('ended');
    expect(server.connections[0]?.audioSeconds).toBeCloseTo(20, 1);
    expect(findFrames(run.before.upstream, ErrorFrame)).toEqual([]);
    expect(texts).toEqual(['All of it.']);
  });
});

describe('openWav', () => {
  it('gives what an AudioSource takes, without what lies behind the audio', async () => {
    const wav = writeWav({
      sampleFormat: 'linear16',
      sampleRateHz: 16_000,
      channels: [new Float32Array(1_000).fill(0.5)],
    });
    const trailer = Buffer.concat([wav, Buffer.from('LIST')]);
    for (const pieceBytes of [1, 7, 4_096]) {
      async function* pieces(): AsyncGenerator<Uint8Array> {
        for (let start = 0; start < trailer.byteLength; start += pieceBytes) {
          yield trailer.subarray(start, start + pieceBytes);
        }
      }
      const { audio, ...format } = await openWav(pieces());
      expect(format).toEqual({ encoding: 'linear16', sampleRateHz: 16_000, channelCount: 1 });
      const parts: Uint8Array[] = [];
      for await (const part of audio) parts.push(part);
      expect(Buffer.concat(parts).equals(wav.subarray(-2_000))).toBe(true);
    }
  });

  it('says what is wrong with a file that is none', async () => {
    await expect(openWav(new URL(import.meta.url))).rejects.toThrow('it does not begin with RIFF and WAVE');
    await expect(openWav('/no/such/file.wav')).rejects.toThrow('ENOENT');
  });
});
