import type { AudioDecoder, DecodedAudio } from './audio-decoder.ts';
import { ByteWindow } from './byte-window.ts';
import { OggPackets } from './ogg-packets.ts';
import { OpusAudio } from './opus-audio.ts';
import { CONTAINERS_HEARD, WavAudio } from './wav-audio.ts';
import { WebmPackets } from './webm-packets.ts';

/** How the containers begin that are heard. */
const HEARD = [
  { mark: 'OggS', open: () => new OpusAudio(new OggPackets(), 'The Ogg stream') },
  { mark: '\u001AE\u00DF\u00A3', open: () => new OpusAudio(new WebmPackets(), 'The WebM stream') },
] as const;

/** How those begin that people try, and that are not. */
const NOT_HEARD = [
  { at: 0, mark: 'fLaC', name: 'a FLAC stream' },
  { at: 0, mark: 'ID3', name: 'an MP3 stream' },
  { at: 4, mark: 'ftyp', name: 'an MP4 stream' },
] as const;

/** The longest mark ends here. */
const START_BYTES = 8;

/** Finds out by its first bytes what a stream is, and hears it. */
export class ContainerAudio implements AudioDecoder {
  readonly #start = new ByteWindow();
  #audio: AudioDecoder | undefined;

  async *push(bytes: Uint8Array): AsyncGenerator<DecodedAudio, void, undefined> {
    if (this.#audio !== undefined) {
      yield* this.#audio.push(bytes);
      return;
    }
    this.#start.push(bytes);
    if (this.#start.bytes.byteLength < START_BYTES) {
      this.#start.detach();
      return;
    }
    yield* this.#open();
  }

  async *finish(): AsyncGenerator<DecodedAudio, void, undefined> {
    if (this.#audio === undefined && this.#start.bytes.byteLength > 0) {
      yield* this.#open();
    }
    if (this.#audio !== undefined) {
      yield* this.#audio.finish();
    }
  }

  close(): void {
    this.#audio?.close();
  }

  async *#open(): AsyncGenerator<DecodedAudio, void, undefined> {
    const start = this.#start.bytes;
    const text = String.fromCharCode(...start.subarray(0, START_BYTES));
    const other = NOT_HEARD.find(({ at, mark }) => text.startsWith(mark, at));
    if (other !== undefined) {
      yield { kind: 'invalid', reason: `The stream is ${other.name}. ${CONTAINERS_HEARD}` };
      return;
    }
    this.#audio = HEARD.find(({ mark }) => text.startsWith(mark))?.open() ?? new WavAudio();
    yield* this.#audio.push(start);
    this.#start.drop(start.byteLength);
  }
}
