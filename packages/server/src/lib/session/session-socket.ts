/** What a session needs of its WebSocket; the `ws` package's is one. */
export interface SessionSocket {
  /** Bytes queued and not yet handed to the network. */
  readonly bufferedAmount: number;
  send(text: string): void;
  /** Without a code the close frame is empty, as the live service's is. */
  close(code?: number, reason?: string): void;
  terminate(): void;
  /** Stops and restarts reading: what the client sends meanwhile stays with the network. */
  pause(): void;
  resume(): void;
}
