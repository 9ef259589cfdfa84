/** The part of the standard WebSocket that a session uses. A browser's, `ws`'s and a Worker's all fit. */
export interface WebSocketLike {
  /** 0 while it opens, 1 while it is open, then 2 and 3. */
  readonly readyState: number;
  /** Taken as 0 where there is none. */
  readonly bufferedAmount?: number;
  /** Sends one message: text, or the bytes of the view. */
  send(data: string | Uint8Array<ArrayBuffer>): void;
  /** Begins the closing handshake, or gives up the opening one. */
  close(code?: number, reason?: string): void;
  /** Events are read as the standard has them: `data` of a message, `code` and `reason` of a close. */
  addEventListener(type: 'open' | 'message' | 'error' | 'close', listener: (event: unknown) => void): void;
  /** Drops the connection without a closing handshake, where the platform can. */
  terminate?(): void;
  /** A Worker's socket that `fetch` opened delivers nothing before this is called. Called on a socket that is open. */
  accept?(): void;
}

/** The response of an upgrade made with `fetch`, as Cloudflare Workers give it. */
export interface UpgradeResponse {
  readonly status: number;
  readonly headers: { forEach(visit: (value: string, name: string) => void): void };
  readonly body: ReadableStream<Uint8Array> | null;
  /** The socket; absent or `null` when the server refused. */
  readonly webSocket?: WebSocketLike | null;
}

/** What a caller's own way to open a WebSocket is given. */
export type WebSocketDial = {
  /** `ws:` or `wss:`, with the whole query. */
  readonly url: string;
  /** Subprotocols that carry the credential, for clients that cannot set headers. */
  readonly protocols: string[];
  /** The same credential as an `Authorization` header. Give the server one of the two. */
  readonly headers: { readonly Authorization: string };
  /** Aborts when the session gives up the dial. */
  readonly signal: AbortSignal;
};

/** Opens one WebSocket. */
export type OpenWebSocket = (
  dial: WebSocketDial,
) => WebSocketLike | UpgradeResponse | Promise<WebSocketLike | UpgradeResponse>;
