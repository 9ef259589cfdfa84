/** Samples of 16 kHz, or why the stream cannot be heard any further. */
export type DecodedAudio =
  | { readonly kind: 'samples'; readonly samples: Float32Array }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Turns the bytes of a stream into samples. Keeps its state across calls, which must not overlap; never throws on bad bytes. */
export interface AudioDecoder {
  /**
   * Takes the bytes of one message.
   *
   * @yields the samples they complete, in pieces of bounded length; `invalid` last
   */
  push(bytes: Uint8Array): AsyncGenerator<DecodedAudio, void, undefined>;
  /**
   * Ends the stream.
   *
   * @yields what is left of it; `invalid` when it ended before its audio began
   */
  finish(): AsyncGenerator<DecodedAudio, void, undefined>;
  /** Frees what it holds. Not while a call is under way. */
  close(): void;
}
