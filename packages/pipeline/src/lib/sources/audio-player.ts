import { Chunker, chunkByteLength } from '@turnstream/audio';
import type { PcmConverter } from './pcm-converter.ts';
import type { PlayingPace } from './playing-pace.ts';

/** What a player is given. */
export type AudioPlayerOptions = {
  readonly converter: PcmConverter;
  readonly pace: PlayingPace;
  readonly sampleRateHz: number;
  /** Length of one chunk. */
  readonly chunkMs: number;
  /** Once it aborts nothing more is sent. */
  readonly signal: AbortSignal;
  /** Given each chunk when it is due. */
  readonly send: (chunk: Uint8Array) => void;
};

/** Makes chunks of one length of a stream of bytes, and sends each when it is due. */
export class AudioPlayer {
  readonly #options: AudioPlayerOptions;
  readonly #chunker: Chunker;
  #playedBytes = 0;

  constructor(options: AudioPlayerOptions) {
    this.#options = options;
    const chunkBytes = chunkByteLength('linear16', options.sampleRateHz, options.chunkMs);
    this.#chunker = new Chunker({ chunkBytes, alignBytes: 2 });
  }

  /** Sends what these bytes complete. A promise only where some of it has to wait: live audio is always due. */
  play(bytes: Uint8Array): void | Promise<void> {
    return this.#play(this.#chunker.push(this.#options.converter.convert(bytes)));
  }

  /** Sends the rest, the last chunk shorter than the others. */
  async finish(): Promise<void> {
    await this.#play(this.#chunker.push(this.#options.converter.flush()));
    const rest = this.#chunker.flush();
    if (rest !== undefined) await this.#play([rest]);
  }

  #play(chunks: readonly Uint8Array[]): void | Promise<void> {
    const { pace, signal } = this.#options;
    for (const [index, chunk] of chunks.entries()) {
      if (signal.aborted) return undefined;
      if (!pace.isDue(this.#playedMs())) return this.#playLater(chunks.slice(index));
      this.#send(chunk);
    }
    return undefined;
  }

  async #playLater(chunks: readonly Uint8Array[]): Promise<void> {
    const { pace, signal } = this.#options;
    for (const chunk of chunks) {
      if (!pace.isDue(this.#playedMs())) await pace.untilDue(this.#playedMs(), signal);
      if (signal.aborted) return;
      this.#send(chunk);
    }
  }

  #send(chunk: Uint8Array): void {
    this.#playedBytes += chunk.byteLength;
    this.#options.send(chunk);
  }

  #playedMs(): number {
    return this.#playedBytes / (this.#options.sampleRateHz * 0.002);
  }
}
