import { ByteWindow } from './byte-window.ts';
import { readOggPage } from './ogg-page.ts';
import type { OggPage } from './ogg-page.ts';
import { beginsWith, readOpusHead } from './opus-head.ts';
import { MAX_OPUS_PACKET_BYTES } from './opus-packet.ts';
import type { OpusItem, OpusPackets } from './opus-packets.ts';

/** Where the reader stands in the Opus stream it follows. */
type Place =
  | { readonly kind: 'before' }
  /** The header came; the comments come next, of any length, and are not kept. */
  | { readonly kind: 'comments'; readonly serial: number }
  | { readonly kind: 'audio'; readonly serial: number };

const NOTHING = new Uint8Array(0);

/** Finds the packets in an Ogg stream (RFC 7845), also in one that begins anew behind its end, as internet radio does. */
export class OggPackets implements OpusPackets {
  readonly #window = new ByteWindow();
  #place: Place = { kind: 'before' };
  /** The packet that goes on with the next page. */
  #open: Uint8Array = NOTHING;
  #nextSequence: number | undefined;

  *push(bytes: Uint8Array): Generator<OpusItem, void, undefined> {
    this.#window.push(bytes);
    for (;;) {
      const read = readOggPage(this.#window.bytes);
      if (read.kind === 'invalid') {
        yield read;
        return;
      }
      if (read.kind === 'needs-more') {
        break;
      }
      yield* this.#readPage(read.page);
      this.#window.drop(read.page.byteLength);
    }
    this.#window.detach();
  }

  *#readPage(page: OggPage): Generator<OpusItem, void, undefined> {
    if (page.first && page.pieces[0] !== undefined && beginsWith(page.pieces[0], 'OpusHead')) {
      yield this.#begin(page, page.pieces[0]);
      return;
    }
    if (this.#place.kind === 'before') {
      // Another stream of the file may stand ahead of the Opus one; its first page is enough to know that there is one.
      if (!page.first) yield { kind: 'invalid', reason: 'it holds no Opus stream' };
      return;
    }
    if (page.serial !== this.#place.serial) {
      return;
    }
    if (page.sequence !== this.#nextSequence) {
      yield { kind: 'invalid', reason: `page ${this.#nextSequence ?? 0} of it is missing` };
      return;
    }
    this.#nextSequence = (page.sequence + 1) >>> 0;
    if (this.#place.kind === 'audio' && page.continued !== this.#open.byteLength > 0) {
      yield { kind: 'invalid', reason: 'a packet is torn between two pages' };
      return;
    }
    yield* this.#readPieces(page);
  }

  #begin(page: OggPage, packet: Uint8Array): OpusItem {
    const read = readOpusHead(packet);
    if (read.kind === 'invalid') {
      return read;
    }
    this.#place = { kind: 'comments', serial: page.serial };
    this.#nextSequence = (page.sequence + 1) >>> 0;
    this.#open = NOTHING;
    return { kind: 'head', head: read.head };
  }

  *#readPieces(page: OggPage): Generator<OpusItem, void, undefined> {
    for (const [index, piece] of page.pieces.entries()) {
      const ends = index < page.pieces.length - 1 || page.endsPacket;
      if (this.#place.kind === 'comments') {
        this.#place = ends ? { kind: 'audio', serial: page.serial } : this.#place;
        continue;
      }
      const packet = this.#join(piece);
      if (packet.byteLength > MAX_OPUS_PACKET_BYTES) {
        yield { kind: 'invalid', reason: `a packet has more than ${MAX_OPUS_PACKET_BYTES} bytes` };
        return;
      }
      this.#open = ends ? NOTHING : new Uint8Array(packet);
      // A packet of no bytes stands for lost audio, which a stream over a socket does not have.
      if (ends && packet.byteLength > 0) yield { kind: 'packet', bytes: packet };
    }
  }

  #join(piece: Uint8Array): Uint8Array {
    if (this.#open.byteLength === 0) return piece;
    const joined = new Uint8Array(this.#open.byteLength + piece.byteLength);
    joined.set(this.#open);
    joined.set(piece, this.#open.byteLength);
    return joined;
  }
}
