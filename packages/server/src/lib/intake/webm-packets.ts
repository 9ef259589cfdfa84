import { ByteWindow } from './byte-window.ts';
import { readElementHead, readUnsigned, readVariableInteger } from './ebml.ts';
import type { ElementHead } from './ebml.ts';
import { NO_OPUS_HEAD, readOpusHead } from './opus-head.ts';
import type { OpusItem, OpusPackets } from './opus-packets.ts';

/** Names of the elements that are read (RFC 9559, 27.1). */
const ELEMENT = {
  segment: 0x1853_8067,
  tracks: 0x1654_ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  codecId: 0x86,
  codecPrivate: 0x63a2,
  contentEncodings: 0x6d80,
  cluster: 0x1f43_b675,
  blockGroup: 0xa0,
  block: 0xa1,
  simpleBlock: 0xa3,
} as const;

/** Elements whose content is elements. They are entered; where they end does not matter. */
const ENTERED: ReadonlySet<number> = new Set([
  ELEMENT.segment,
  ELEMENT.tracks,
  ELEMENT.trackEntry,
  ELEMENT.cluster,
  ELEMENT.blockGroup,
]);

/** Elements whose content is read, and so must be small. */
const READ: ReadonlySet<number> = new Set([
  ELEMENT.trackNumber,
  ELEMENT.codecId,
  ELEMENT.codecPrivate,
  ELEMENT.block,
  ELEMENT.simpleBlock,
]);

const OPUS = 'A_OPUS';

/** The longest element that is read. Blocks of video in the same file are longer, and are passed over. */
const MAX_READ_BYTES = 16_384;

/** A block's track number has one to eight bytes; its time and flags follow. */
const BLOCK_TIME_AND_FLAGS_BYTES = 3;
const LACING_FLAGS = 0x06;

/** What is known of the track whose description is being read. */
type Track = {
  number: number | undefined;
  codec: string | undefined;
  head: Uint8Array | undefined;
  encoded: boolean;
};

const NO_TRACK: Readonly<Track> = { number: undefined, codec: undefined, head: undefined, encoded: false };

/** Finds the packets of the first Opus track of a WebM or Matroska stream, live ones with unknown lengths included. */
export class WebmPackets implements OpusPackets {
  readonly #window = new ByteWindow();
  /** Bytes of a passed-over element that have not come yet. */
  #skipBytes = 0;
  #described: Track = { ...NO_TRACK };
  #otherCodecs: string[] = [];
  #opus: Track | undefined;
  #begun = false;

  *push(bytes: Uint8Array): Generator<OpusItem, void, undefined> {
    this.#window.push(bytes);
    for (;;) {
      this.#skip();
      const read = readElementHead(this.#window.bytes);
      if (read.kind === 'invalid') {
        yield read;
        return;
      }
      if (read.kind === 'needs-more' || !this.#hasContent(read.element)) {
        break;
      }
      yield* this.#readElement(read.element);
    }
    this.#window.detach();
  }

  #skip(): void {
    const skipped = Math.min(this.#skipBytes, this.#window.bytes.byteLength);
    this.#window.drop(skipped);
    this.#skipBytes -= skipped;
  }

  #isRead({ id, contentBytes }: ElementHead): boolean {
    return READ.has(id) && contentBytes !== undefined && contentBytes <= MAX_READ_BYTES;
  }

  /** Whether all of it that is needed has come. */
  #hasContent(element: ElementHead): boolean {
    return !this.#isRead(element) || this.#window.bytes.byteLength >= element.headBytes + (element.contentBytes ?? 0);
  }

  *#readElement(element: ElementHead): Generator<OpusItem, void, undefined> {
    const { id, contentBytes, headBytes } = element;
    if (ENTERED.has(id)) {
      this.#window.drop(headBytes);
      if (id === ELEMENT.trackEntry) this.#nextTrack();
      if (id === ELEMENT.cluster) yield* this.#beginAudio();
      return;
    }
    if (contentBytes === undefined) {
      yield { kind: 'invalid', reason: `the length of its element ${id.toString(16)} is unknown` };
      return;
    }
    if (!this.#isRead(element)) {
      this.#described.encoded ||= id === ELEMENT.contentEncodings;
      this.#skipBytes = headBytes + contentBytes;
      return;
    }
    const content = this.#window.bytes.subarray(headBytes, headBytes + contentBytes);
    this.#window.drop(headBytes + contentBytes);
    if (id === ELEMENT.block || id === ELEMENT.simpleBlock) yield* this.#readBlock(content);
    else this.#describe(id, content);
  }

  #describe(id: number, content: Uint8Array): void {
    switch (id) {
      case ELEMENT.trackNumber:
        this.#described.number = readUnsigned(content);
        break;
      case ELEMENT.codecId:
        this.#described.codec = String.fromCharCode(...content.subarray(0, 64)).replaceAll(/[^A-Z0-9_/]/gu, '');
        break;
      case ELEMENT.codecPrivate:
        this.#described.head = new Uint8Array(content);
    }
  }

  /** Takes the track that was described up to here, when it is the one to hear. */
  #nextTrack(): void {
    const { codec } = this.#described;
    if (codec === OPUS) this.#opus ??= this.#described;
    else if (codec !== undefined && this.#otherCodecs.length < 8) this.#otherCodecs.push(codec);
    this.#described = { ...NO_TRACK };
  }

  *#beginAudio(): Generator<OpusItem, void, undefined> {
    if (this.#begun) {
      return;
    }
    this.#begun = true;
    this.#nextTrack();
    const track = this.#opus;
    if (track === undefined) {
      const found = this.#otherCodecs.length === 0 ? '' : `, but ${this.#otherCodecs.join(' and ')}`;
      yield { kind: 'invalid', reason: `it holds no Opus track${found}` };
      return;
    }
    if (track.encoded) {
      yield { kind: 'invalid', reason: 'its Opus track is compressed or encrypted once more' };
      return;
    }
    const read = track.head === undefined ? undefined : readOpusHead(track.head);
    yield read?.kind === 'invalid' ? read : { kind: 'head', head: read?.head ?? NO_OPUS_HEAD };
  }

  *#readBlock(content: Uint8Array): Generator<OpusItem, void, undefined> {
    const track = readVariableInteger(content, 0);
    if (track === undefined || content.byteLength < track.bytes + BLOCK_TIME_AND_FLAGS_BYTES) {
      yield { kind: 'invalid', reason: 'a block of it is too short' };
      return;
    }
    if (!this.#begun || track.value !== this.#opus?.number) {
      return;
    }
    const flags = content[track.bytes + 2] ?? 0;
    if ((flags & LACING_FLAGS) !== 0) {
      yield { kind: 'invalid', reason: 'its blocks hold several packets each (lacing), which is not supported' };
      return;
    }
    const bytes = content.subarray(track.bytes + BLOCK_TIME_AND_FLAGS_BYTES);
    if (bytes.byteLength > 0) yield { kind: 'packet', bytes };
  }
}
