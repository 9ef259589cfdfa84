import { ENGINE_SAMPLE_RATE_HZ } from '@turnstream/engine';
import { OpusDecoder } from 'opus-decoder';

import type { AudioDecoder, DecodedAudio } from './audio-decoder.ts';
import { NO_OPUS_HEAD } from './opus-head.ts';
import type { OpusHead } from './opus-head.ts';
import { readOpusPacket } from './opus-packet.ts';
import type { OpusItem, OpusPackets } from './opus-packets.ts';

/** What libopus may be asked for: two channels whatever the stream has, so that its buffers fit the longest packet. */
const DECODED_CHANNELS = 2;

/** Opus counts what is to be skipped in samples of 48 kHz. */
const SKIP_RATE_HZ = 48_000;

type Decoder = OpusDecoder<typeof ENGINE_SAMPLE_RATE_HZ>;

/** Opus, in a container or not. libopus gives out 16 kHz itself, so nothing is resampled. */
export class OpusAudio implements AudioDecoder {
  readonly #packets: OpusPackets;
  /** Names the stream in an answer: `the Ogg stream`. */
  readonly #what: string;
  #decoder: Decoder | undefined;
  #head: OpusHead = NO_OPUS_HEAD;
  #skipSamples = 0;
  #begun = false;

  constructor(packets: OpusPackets, what: string) {
    this.#packets = packets;
    this.#what = what;
  }

  async *push(bytes: Uint8Array): AsyncGenerator<DecodedAudio, void, undefined> {
    for (const item of this.#packets.push(bytes)) {
      const decoded = item.kind === 'head' ? await this.#begin(item.head) : this.#take(item);
      if (decoded !== undefined) {
        yield decoded;
      }
      if (decoded?.kind === 'invalid') {
        return;
      }
    }
  }

  async *finish(): AsyncGenerator<DecodedAudio, void, undefined> {
    if (!this.#begun) {
      yield { kind: 'invalid', reason: `${this.#what} ended before its audio began` };
    }
  }

  close(): void {
    this.#decoder?.free();
    this.#decoder = undefined;
  }

  async #begin(head: OpusHead): Promise<undefined> {
    this.#begun = true;
    this.#head = head;
    this.#skipSamples = Math.round((head.preSkipSamples * ENGINE_SAMPLE_RATE_HZ) / SKIP_RATE_HZ);
    this.close();
    const decoder: Decoder = new OpusDecoder({ sampleRate: ENGINE_SAMPLE_RATE_HZ, channels: DECODED_CHANNELS });
    await decoder.ready;
    this.#decoder = decoder;
  }

  #take(item: Exclude<OpusItem, { kind: 'head' }>): DecodedAudio | undefined {
    if (item.kind === 'invalid') {
      return this.#broken(item.reason);
    }
    const packet = readOpusPacket(item.bytes);
    if (packet.kind === 'invalid') {
      return this.#broken(`a packet is no Opus packet: ${packet.reason}`);
    }
    return this.#decode(item.bytes);
  }

  #decode(packet: Uint8Array): DecodedAudio | undefined {
    const decoded = this.#decoder?.decodeFrame(packet);
    const [left, right] = decoded?.channelData ?? [];
    if (decoded === undefined || left === undefined || right === undefined || decoded.errors.length > 0) {
      return this.#broken('a packet could not be decoded');
    }
    const skipped = Math.min(this.#skipSamples, left.length);
    this.#skipSamples -= skipped;
    const scale = this.#head.gain / DECODED_CHANNELS;
    const mixed = left.map((sample, at) => (sample + (right[at] ?? 0)) * scale);
    return { kind: 'samples', samples: mixed.subarray(skipped) };
  }

  #broken(reason: string): DecodedAudio {
    return { kind: 'invalid', reason: `${this.#what} cannot be heard: ${reason}` };
  }
}
