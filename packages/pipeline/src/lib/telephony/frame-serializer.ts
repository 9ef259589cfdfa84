import type { Frame } from '../frames/frame.ts';

/** What a serializer is told before the first message. */
export type FrameSerializerSetup = {
  /** Rate of the audio that enters the pipeline, in Hz. */
  readonly audioInSampleRate: number;
  /** Rate of the audio that leaves the pipeline, in Hz. */
  readonly audioOutSampleRate: number;
};

/** What a message of the other end comes to. */
export type Deserialized =
  | { readonly kind: 'frames'; readonly frames: readonly Frame[] }
  /** The other end will say no more. */
  | { readonly kind: 'end'; readonly reason: string }
  /** It cannot be read; the sentence goes on with why: `it is no JSON`. */
  | { readonly kind: 'invalid'; readonly reason: string };

/** Turns the messages of a WebSocket into frames and back. One for each connection. */
export interface FrameSerializer {
  /** Called once, before anything else. */
  setup(setup: FrameSerializerSetup): Promise<void>;
  /** Reads one message. Must not throw. */
  deserialize(message: string | Uint8Array): Deserialized;
  /** The message for a frame; `undefined` where it has none. Throws for a frame that cannot be said. */
  serialize(frame: Frame): string | Uint8Array | undefined;
  /**
   * The pipeline ends by an EndFrame or CancelFrame, and the connection with it: tells whoever else is to know, such as a
   * telephone exchange that holds the call. Called once at most, and given 2.5 s. What it rejects with is one error.
   */
  end?(signal: AbortSignal): Promise<void>;
  /** Frees what it holds. */
  dispose(): void;
}
