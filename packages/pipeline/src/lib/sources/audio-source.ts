import type { SampleFormat } from '@turnstream/audio';
import { Chunker, chunkByteLength } from '@turnstream/audio';
import { InputAudioRawFrame, UserAudioRawFrame } from '../frames/audio-frames.ts';
import type { Frame } from '../frames/frame.ts';
import { CancelFrame, EndFrame, EndWorkerFrame, StartFrame, StopFrame } from '../frames/lifecycle-frames.ts';
import type { FrameDirection } from '../processor/frame-direction.ts';
import type { FrameProcessorOptions } from '../processor/frame-processor-options.ts';
import { FrameProcessor } from '../processor/frame-processor.ts';
import { checkDuration } from '../services/check-duration.ts';
import { readUntilAborted, untilAborted } from '../object/until-aborted.ts';
import { PcmConverter } from './pcm-converter.ts';

/** Whatever says when it wants more: a `DeepgramFluxSTTService`, or a session of `@turnstream/flux`. */
export type Drain = {
  /** Resolves when less than a second of audio waits. */
  readonly drained: Promise<void>;
};

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
    /** At the speed of speech, or as fast as whoever is named here takes it. Default `'real-time'`. */
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
    const { audio, sampleRateHz, encoding = 'linear16', channelCount = 1, frameMs = 20 } = this.#options;
    const outputRateHz = this.processorSetup.audioInSampleRate;
    const converter = await PcmConverter.create({ encoding, channelCount, inputRateHz: sampleRateHz, outputRateHz });
    const chunkBytes = chunkByteLength('linear16', outputRateHz, frameMs);
    const chunker = new Chunker({ chunkBytes, alignBytes: 2 });
    const startedMs = this.clock.now();
    let playedBytes = 0;
    const dueMs = (): number => startedMs + playedBytes / (outputRateHz * 0.002);
    const send = (chunk: Uint8Array): void => {
      signal.throwIfAborted();
      playedBytes += chunk.byteLength;
      this.#pushAudio(chunk, outputRateHz);
    };
    try {
      for await (const bytes of readUntilAborted(audio, signal)) {
        if (!(bytes instanceof Uint8Array)) throw new TypeError('the audio must come as Uint8Array');
        for (const chunk of chunker.push(converter.convert(bytes))) {
          // Live audio is always due: no promise for it.
          if (!this.#isDue(dueMs())) await this.#untilDue(dueMs(), signal);
          send(chunk);
        }
      }
      const rest = [...chunker.push(converter.flush()), chunker.flush()];
      for (const chunk of rest) {
        if (chunk === undefined || chunk.byteLength === 0) continue;
        if (!this.#isDue(dueMs())) await this.#untilDue(dueMs(), signal);
        send(chunk);
      }
      if (converter.pendingBytes > 0) this.logger.warn(`${this.name}: the audio ended inside a sample`);
    } finally {
      converter.dispose();
    }
  }

  #pushAudio(audio: Uint8Array, sampleRate: number): void {
    const { userId } = this.#options;
    const fields = { audio, sampleRate };
    this.pushFrame(
      userId === undefined ? new InputAudioRawFrame(fields) : new UserAudioRawFrame({ ...fields, userId }),
    );
  }

  #isDue(dueMs: number): boolean {
    const { pace = 'real-time' } = this.#options;
    return pace === 'real-time' && dueMs <= this.clock.now();
  }

  /** Waits until the next frame may go. */
  async #untilDue(dueMs: number, signal: AbortSignal): Promise<void> {
    const { pace = 'real-time' } = this.#options;
    if (pace === 'real-time') {
      await this.#untilTime(dueMs, signal);
    } else {
      // The frame before has to arrive before whoever takes it can say that it is enough.
      await new Promise((resolve) => setImmediate(resolve));
      await untilAborted(pace.drained, signal);
    }
  }

  async #untilTime(dueMs: number, signal: AbortSignal): Promise<void> {
    const waitMs = dueMs - this.clock.now();
    if (waitMs <= 0) return;
    await new Promise<void>((resolve) => {
      const forget = this.clock.wake(waitMs, () => {
        signal.removeEventListener('abort', give);
        resolve();
      });
      const give = (): void => {
        forget();
        resolve();
      };
      signal.addEventListener('abort', give, { once: true });
    });
  }
}
