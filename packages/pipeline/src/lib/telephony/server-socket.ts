/** What is used of a WebSocket of the package `ws`. */
export type ServerSocket = {
  /** Bytes accepted by `send` and not yet handed to the network. */
  readonly bufferedAmount: number;
  /** 1 while open. */
  readonly readyState: number;
  send(data: string | Uint8Array): void;
  close(code?: number, reason?: string): void;
  on(event: 'message', listener: (data: Buffer | ArrayBuffer | Buffer[], isBinary: boolean) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
};

/** Whether messages can still be sent. */
export function isOpen(socket: ServerSocket): boolean {
  return socket.readyState === 1;
}
