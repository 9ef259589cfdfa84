import { createSilence } from '@turnstream/audio';
import { OPUS_SILENCE, opusPacketSamples } from '../audio/opus-packet.ts';
import type { AudioShape } from '../session/check-options.ts';
import type { AudioRing } from './audio-ring.ts';

/** A shorter chunk goes out when no audio came for this long. */
const PARTIAL_CHUNK_MS = 100;

/** It is looked at on this grid, on which the sessions of a process wake together: each by itself costs far more. */
const WAKE_GRID_MS = 20;

/** Makes chunks of what a caller sends, in pieces of any size, and lays them in the ring. */
export class AudioIntake {
  readonly #shape: AudioShape;
  readonly #ring: AudioRing;
  readonly #take: (samples: number) => void;
  /** Bytes of the chunk being filled. */
  #pendingBytes = 0;
  #lastAudioAt = 0;

  /** @param take told of each finished chunk in the ring, by its length in samples */
  constructor(shape: AudioShape, ring: AudioRing, take: (samples: number) => void) {
    this.#shape = shape;
    this.#ring = ring;
    this.#take = take;
  }

  /** When the chunk being filled is to go out as it is; `Infinity` when there is none. */
  get partialDueAt(): number {
    if (this.#pendingBytes === 0) return Infinity;
    return Math.ceil((this.#lastAudioAt + PARTIAL_CHUNK_MS) / WAKE_GRID_MS) * WAKE_GRID_MS;
  }

  /** Takes audio. */
  accept(bytes: Uint8Array, at: number): void {
    this.#lastAudioAt = at;
    if (this.#shape.type === 'packets') this.#acceptPacket(bytes.slice());
    else this.#fill(bytes, this.#shape.chunkBytes);
  }

  /** Takes silence as long as so many bytes of audio; nothing for a container, which has no bytes of silence. */
  acceptSilence(byteLength: number, at: number): void {
    if (this.#shape.type === 'samples') this.accept(createSilence(this.#shape.encoding, byteLength), at);
    else if (this.#shape.type === 'packets') this.accept(OPUS_SILENCE, at);
  }

  /** Gives out the chunk being filled as it is, up to its last whole sample. */
  flush(): void {
    const sampleBytes = this.#shape.type === 'samples' ? this.#shape.bytesPerSample : 1;
    const samples = Math.floor(this.#pendingBytes / sampleBytes);
    if (samples === 0) return;
    this.#pendingBytes -= samples * sampleBytes;
    this.#take(samples);
  }

  #fill(bytes: Uint8Array, chunkBytes: number): void {
    for (let rest = bytes; rest.byteLength > 0;) {
      const missing = chunkBytes - this.#pendingBytes;
      const isLast = rest.byteLength <= missing;
      const part = isLast ? rest : rest.subarray(0, missing);
      this.#ring.push(part, this.#pendingBytes === 0);
      this.#pendingBytes += part.byteLength;
      if (part.byteLength === missing) this.flush();
      if (isLast) return;
      rest = rest.subarray(missing);
    }
  }

  #acceptPacket(packet: Uint8Array<ArrayBuffer>): void {
    const samples = opusPacketSamples(packet);
    this.#ring.pushPacket(packet, samples);
    this.#take(samples);
  }
}
