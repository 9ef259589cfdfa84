import type { SampleFormat } from '@turnstream/audio';
import { InputAudioRawFrame, UserAudioRawFrame } from '../frames/audio-frames.ts';
import type { Frame } from '../frames/frame.ts';
import { CancelFrame, EndFrame, EndWorkerFrame, StartFrame, StopFrame } from '../frames/lifecycle-frames.ts';
import type { FrameDirection } from '../processor/frame-direction.ts';
import type { FrameProcessorOptions } from '../processor/frame-processor-options.ts';
import { FrameProcessor } from '../processor/frame-processor.ts';
import { checkDuration } from '../services/check-duration.ts';
import { readEach } from '../object/read-each.ts';
import { AudioPlayer } from './audio-player.ts';
import { PcmConverter } from './pcm-converter.ts';
import { type Drain, drainPace, realTimePace } from './playing-pace.ts';

/** Audio to be played, and how it is encoded. What `openWav` gives. */
export type AudioInput = {
  /** Bytes in pieces of any length. Read no faster than they are played. */
  readonly audio: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  /** In Hz. Resampled where the pipeline's input has another rate. */
  readonly sampleRateHz: number;
  /** Default `linear16`. */
  readonly encoding?: SampleFormat | undefined;
  /** Interleaved channels; several are mixed down. Default 1. */
  readonly channelCount?: number | undefined;
};

/** Options of an audio source. */
export type AudioSourceOptions = FrameProcessorOptions &
  AudioInput & {
    /** At the speed of speech, in steps of 20 ms, or as fast as whoever is named here takes it. Default `'real-time'`. */
    readonly pace?: 'real-time' | Drain | undefined;
    /** Length of one frame. Default 20. */
    readonly frameMs?: number | undefined;
    /** Whose voice it is. Default: unknown. */
    readonly userId?: string | undefined;
    /** Whether the worker is asked to end when the audio has ended. Default true. */
    readonly endWhenDone?: boolean | undefined;
  };

/**
 * The first processor of a pipeline: turns a file or any stream of audio into audio frames, from the StartFrame on.
 *
 * Reading stops at an EndFrame, StopFrame or CancelFrame, and the iterable is closed. Audio that cannot be read is one error,
 * and the end of the audio.
 */
export class AudioSource extends FrameProcessor {
  readonly #options: AudioSourceOptions;
  readonly #stop = new AbortController();
  #begun = false;

  /** @throws TypeError naming the option that cannot be used */
  constructor(options: AudioSourceOptions) {
    super(options);
    checkDuration('frameMs', options.frameMs);
    const { sampleRateHz, channelCount = 1 } = options;
    if (!Number.isInteger(sampleRateHz) || sampleRateHz < 8_000 || sampleRateHz > 192_000) {
      throw new TypeError(`sampleRateHz must be a whole number of Hz, 8000 to 192000, got ${sampleRateHz}`);
    }
    if (!Number.isInteger(channelCount) || channelCount < 1) {
      throw new TypeError(`channelCount must be a whole number of at least 1, got ${channelCount}`);
    }
    this.#options = options;
  }

  override processFrame(frame: Frame, direction: FrameDirection): void {
    if (frame instanceof EndFrame || frame instanceof StopFrame || frame instanceof CancelFrame) this.#stop.abort();
    this.pushFrame(frame, direction);
    if (frame instanceof StartFrame && !this.#begun) {
      this.#begun = true;
      this.createTask('play', (signal) => this.#play(AbortSignal.any([signal, this.#stop.signal])));
    }
  }

  async #play(signal: AbortSignal): Promise<void> {
    try {
      await this.#playAll(signal);
    } catch (error) {
      if (signal.aborted) return;
      const reason = error instanceof Error ? error.message : String(error);
      this.pushError(`The audio could not be read to its end: ${reason}`, { exception: error });
    }
    if (!signal.aborted && (this.#options.endWhenDone ?? true)) {
      this.pushFrame(new EndWorkerFrame({ reason: 'the audio has ended' }), 'upstream');
    }
  }

  async #playAll(signal: AbortSignal): Promise<void> {
    const { audio, sampleRateHz, encoding = 'linear16', channelCount = 1 } = this.#options;
    const { frameMs: chunkMs = 20, pace = 'real-time' } = this.#options;
    const outputRateHz = this.processorSetup.audioInSampleRate;
    const converter = await PcmConverter.create({ encoding, channelCount, inputRateHz: sampleRateHz, outputRateHz });
    const player = new AudioPlayer({
      converter,
      pace: pace === 'real-time' ? realTimePace(this.clock) : drainPace(pace),
      sampleRateHz: outputRateHz,
      chunkMs,
      signal,
      send: (chunk) => this.#pushAudio(chunk, outputRateHz),
    });
    try {
      await readEach(audio, signal, (bytes) => {
        if (!(bytes instanceof Uint8Array)) throw new TypeError('the audio must come as Uint8Array');
        return player.play(bytes);
      });
      await player.finish();
      if (converter.pendingBytes > 0) this.logger.warn(`${this.name}: the audio ended inside a sample`);
    } finally {
      converter.dispose();
    }
  }

  #pushAudio(audio: Uint8Array, sampleRate: number): void {
    const { userId } = this.#options;
    this.pushFrame(
      userId === undefined
        ? new InputAudioRawFrame({ audio, sampleRate })
        : new UserAudioRawFrame({ audio, sampleRate, userId }),
    );
  }
}
