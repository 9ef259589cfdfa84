import { beginsWith, NO_OPUS_HEAD } from './opus-head.ts';
import type { OpusHead } from './opus-head.ts';

/** What is found in an Opus stream, in its order. */
export type OpusItem =
  /** The stream begins, or begins anew. */
  | { readonly kind: 'head'; readonly head: OpusHead }
  /** One packet; its bytes are valid until the next call. */
  | { readonly kind: 'packet'; readonly bytes: Uint8Array }
  /** The stream is broken; nothing more comes. */
  | { readonly kind: 'invalid'; readonly reason: string };

/** Finds the packets in the bytes of a stream. Keeps little, and never throws on bad bytes. */
export interface OpusPackets {
  /**
   * Takes the bytes of one message.
   *
   * @yields what they complete
   */
  push(bytes: Uint8Array): Generator<OpusItem, void, undefined>;
}

/** Packets without a container: one message, one packet. */
export class BareOpusPackets implements OpusPackets {
  #begun = false;

  *push(bytes: Uint8Array): Generator<OpusItem, void, undefined> {
    if (!this.#begun) {
      if (beginsWith(bytes, 'OggS')) {
        yield { kind: 'invalid', reason: 'it is an Ogg stream, whose encoding is ogg-opus' };
        return;
      }
      this.#begun = true;
      yield { kind: 'head', head: NO_OPUS_HEAD };
    }
    yield { kind: 'packet', bytes };
  }
}
