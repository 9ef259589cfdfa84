import type { ConfigureMessage, ListenParameters, ServerMessage } from '@turnstream/flux/protocol';

/** One stream, as some client shows it. */
export interface ConformanceConnection extends AsyncDisposable {
  /** Every message the server sent, as the client hands it on. */
  readonly messages: readonly ServerMessage[];
  /** Resolves when the client says that the stream is over. */
  readonly closed: Promise<unknown>;
  /** Whole 80 ms pieces. */
  sendAudio(bytes: Uint8Array): void;
  configure(change: Omit<ConfigureMessage, 'type'>): void;
  forceEndTurn(): void;
  closeStream(): void;
}

/** A way to speak Flux with a server: each must see the same. */
export type ConformanceClient = {
  readonly name: string;
  /** Resolves when audio may be sent. */
  dial(url: string, parameters: ListenParameters): Promise<ConformanceConnection>;
};
