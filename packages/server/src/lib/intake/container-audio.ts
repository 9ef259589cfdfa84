import type { AudioDecoder, DecodedAudio } from './audio-decoder.ts';
import { ByteWindow } from './byte-window.ts';
import { OggPackets } from './ogg-packets.ts';
import { OpusAudio } from './opus-audio.ts';
import { CONTAINERS_HEARD, WavAudio } from './wav-audio.ts';
import { WebmPackets } from './webm-packets.ts';

/** How the containers begin that are heard and that are not. */
const MARKS = [
  { at: 0, mark: 'OggS', kind: 'ogg' },
  { at: 0, mark: '\u001AE\u00DF\u00A3', kind: 'webm' },
  { at: 0, mark: 'fLaC', kind: 'a FLAC stream' },
  { at: 0, mark: 'ID3', kind: 'an MP3 stream' },
  { at: 4, mark: 'ftyp', kind: 'an MP4 stream' },
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
    const kind = MARKS.find(({ at, mark }) => text.startsWith(mark, at))?.kind;
    switch (kind) {
      case 'ogg':
        this.#audio = new OpusAudio(new OggPackets(), 'The Ogg stream');
        break;
      case 'webm':
        this.#audio = new OpusAudio(new WebmPackets(), 'The WebM stream');
        break;
      case undefined:
        this.#audio = new WavAudio();
        break;
      default:
        yield { kind: 'invalid', reason: `The stream is ${kind}. ${CONTAINERS_HEARD}` };
        return;
    }
    yield* this.#audio.push(start);
    this.#start.drop(start.byteLength);
  }
}
