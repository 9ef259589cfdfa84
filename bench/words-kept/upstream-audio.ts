import { BYTES_PER_SECOND, type CallerStream } from './caller-stream.ts';

/** Audio of the caller, in bytes of the stream. */
type Span = { readonly from: number; readonly to: number };

type UpstreamConnection = {
  readonly spans: (Span & { readonly sentBefore: number })[];
  bytes: number;
  decodedBytes: number;
  isClosed: boolean;
};

/** Bytes that tell one place of a stream from all others: the tone of the room never repeats. */
const KEY_BYTES = 64;

/** What a proxy saw of one call's audio: which of the caller's seconds went to the server, when, and how often. */
export class UpstreamAudio {
  readonly #stream: CallerStream;
  readonly #connections: UpstreamConnection[] = [];
  readonly #names = new Map<string, number>();
  readonly #recent: { readonly at: number; readonly bytes: number }[] = [];
  #recentBytes = 0;
  #peakBytes = 0;
  #next = 0;
  #high = 0;
  #replaying = false;

  constructor(stream: CallerStream) {
    this.#stream = stream;
  }

  /** The server calls a connection by this name. */
  opened(connection: number, requestId: string): void {
    this.#names.set(requestId, connection);
  }

  /** A connection is gone: the server tells nothing more of it. */
  closed(connection: number): void {
    this.#of(connection).isClosed = true;
  }

  /** A binary message went through. */
  take(connection: number, payload: Buffer, at: number): void {
    this.#measure(payload.length, at);
    const own = this.#of(connection);
    const position = this.#positionOf(payload);
    if (position !== undefined) {
      const to = position + payload.length;
      own.spans.push({ from: position, to, sentBefore: own.bytes });
      this.#replaying = to <= this.#high;
      this.#next = to;
      this.#high = Math.max(this.#high, to);
    }
    own.bytes += payload.length;
  }

  /** The client was told that the server has decoded this much of a connection. */
  decodedUpTo(requestId: string, seconds: number): void {
    const connection = this.#names.get(requestId);
    if (connection === undefined) throw new Error(`no connection went through that is called ${requestId}`);
    const own = this.#of(connection);
    own.decodedBytes = Math.max(own.decodedBytes, Math.round(seconds * BYTES_PER_SECOND));
  }

  /** The server was asked to close the newest connection, and decodes all it got first. */
  decodedAll(): void {
    const newest = this.#connections.at(-1);
    if (newest !== undefined) newest.decodedBytes = Infinity;
  }

  /** Where the caller's audio goes on, in seconds of the stream. */
  get positionSeconds(): number {
    return this.#next / BYTES_PER_SECOND;
  }

  /** Seconds of the newest connection that the server has not told of yet; none when it is lost, since none will be told. */
  get unheardSeconds(): number {
    const newest = this.#connections.at(-1);
    return newest === undefined || newest.isClosed
      ? 0
      : Math.max(0, newest.bytes - newest.decodedBytes) / BYTES_PER_SECOND;
  }

  /** Whether the last audio had been sent before. */
  get replaying(): boolean {
    return this.#replaying;
  }

  /** The most seconds of audio that went through in any one second. */
  get peakSecondsPerSecond(): number {
    return this.#peakBytes / BYTES_PER_SECOND;
  }

  /** Where in the stream each connection's audio began, in seconds. */
  get beginnings(): readonly number[] {
    return this.#connections.flatMap(({ spans: [first] }) =>
      first === undefined ? [] : [first.from / BYTES_PER_SECOND],
    );
  }

  /** Connections that audio went through. */
  get connections(): number {
    return this.#connections.length;
  }

  get seconds(): number {
    return this.#connections.reduce((sum, { bytes }) => sum + bytes, 0) / BYTES_PER_SECOND;
  }

  /** Seconds of the first `acceptedSeconds`, counted from a place in the stream, that no connection is known to have decoded. */
  secondsNotDecoded(fromSeconds: number, acceptedSeconds: number): number {
    const spans = this.#connections.flatMap((own) =>
      own.spans.flatMap(({ from, to, sentBefore }) => {
        const end = Math.min(to, from + Math.max(0, own.decodedBytes - sentBefore));
        return end > from ? [{ from, to: end }] : [];
      }),
    );
    let decoded = 0;
    let reached = fromSeconds * BYTES_PER_SECOND;
    for (const { from, to } of spans.toSorted((one, other) => one.from - other.from)) {
      decoded += Math.max(0, to - Math.max(from, reached));
      reached = Math.max(reached, to);
    }
    return acceptedSeconds - decoded / BYTES_PER_SECOND;
  }

  #of(connection: number): UpstreamConnection {
    const own = this.#connections[connection] ?? { spans: [], bytes: 0, decodedBytes: 0, isClosed: false };
    this.#connections[connection] = own;
    return own;
  }

  /** The place of a chunk in the stream; `undefined` for silence that the session put in. */
  #positionOf(payload: Buffer): number | undefined {
    if (payload.every((byte) => byte === 0)) return undefined;
    const { bytes } = this.#stream;
    const key = payload.subarray(0, KEY_BYTES);
    if (bytes.subarray(this.#next, this.#next + key.length).equals(key)) return this.#next;
    const found = bytes.indexOf(key);
    if (found === -1 || found % 2 !== 0) throw new Error('audio went through that the caller never said');
    return found;
  }

  #measure(bytes: number, at: number): void {
    this.#recent.push({ at, bytes });
    this.#recentBytes += bytes;
    for (let first = this.#recent[0]; first !== undefined && at - first.at >= 1_000; first = this.#recent[0]) {
      this.#recent.shift();
      this.#recentBytes -= first.bytes;
    }
    this.#peakBytes = Math.max(this.#peakBytes, this.#recentBytes);
  }
}
