import { Chunker, createSilence } from '@turnstream/audio';
import { OPUS_SILENCE, opusPacketSamples } from '../audio/opus-packet.ts';
import type { AudioShape } from '../session/check-options.ts';

/** A shorter chunk goes out when no audio came for this long. */
const PARTIAL_CHUNK_MS = 100;

/** It is looked at on this grid, on which the sessions of a process wake together: each by itself costs far more. */
const WAKE_GRID_MS = 20;

/** Makes chunks of what a caller sends, in pieces of any size. Copies each byte once and keeps only the chunk being filled. */
export class AudioIntake {
  readonly #shape: AudioShape;
  readonly #chunker: Chunker | undefined;
  readonly #take: (bytes: Uint8Array<ArrayBuffer>, samples: number) => void;
  #lastAudioAt = 0;

  /**
   * @param take given each finished chunk, which does not change until it is spare, and its length in samples
   * @param takeSpare gives the memory of a whole chunk that is done with
   */
  constructor(
    shape: AudioShape,
    take: (bytes: Uint8Array<ArrayBuffer>, samples: number) => void,
    takeSpare: () => Uint8Array<ArrayBuffer> | undefined,
  ) {
    this.#shape = shape;
    this.#take = take;
    if (shape.type === 'packets') return;
    const alignBytes = shape.type === 'samples' ? shape.bytesPerSample : 1;
    this.#chunker = new Chunker({ chunkBytes: shape.chunkBytes, alignBytes, takeSpare });
  }

  /** When the chunk being filled is to go out as it is; `Infinity` when there is none. */
  get partialDueAt(): number {
    if (this.#chunker === undefined || this.#chunker.pendingBytes === 0) return Infinity;
    return Math.ceil((this.#lastAudioAt + PARTIAL_CHUNK_MS) / WAKE_GRID_MS) * WAKE_GRID_MS;
  }

  /** Takes audio. */
  accept(bytes: Uint8Array, at: number): void {
    this.#lastAudioAt = at;
    if (this.#chunker === undefined) this.#give(bytes.slice());
    else for (const chunk of this.#chunker.push(bytes)) this.#give(chunk);
  }

  /** Takes silence as long as so many bytes of audio; nothing for a container, which has no bytes of silence. */
  acceptSilence(byteLength: number, at: number): void {
    if (this.#shape.type === 'samples') this.accept(createSilence(this.#shape.encoding, byteLength), at);
    else if (this.#shape.type === 'packets') this.accept(OPUS_SILENCE, at);
  }

  /** Gives out the chunk being filled as it is. */
  flush(): void {
    const chunk = this.#chunker?.flush();
    if (chunk !== undefined) this.#give(chunk);
  }

  #give(bytes: Uint8Array<ArrayBuffer>): void {
    this.#take(bytes, samplesOf(this.#shape, bytes));
  }
}

function samplesOf(shape: AudioShape, bytes: Uint8Array): number {
  switch (shape.type) {
    case 'samples':
      return bytes.byteLength / shape.bytesPerSample;
    case 'packets':
      return opusPacketSamples(bytes);
    case 'container':
      return bytes.byteLength;
  }
}
