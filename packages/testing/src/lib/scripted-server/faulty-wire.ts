import { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** How a connection breaks. `black-hole`: it stays up, and nothing gets through any more in either direction. */
export type BreakingWay = 'hang-up' | 'reset' | 'black-hole';

/** Where a wire is to break: after so many more bytes, counted from now. */
export type BreakingPoint = {
  readonly direction: 'sent' | 'received';
  readonly bytes: number;
  readonly how: BreakingWay;
};

type Countdown = { bytesLeft: number; readonly how: BreakingWay };

/**
 * The server's end of one TCP connection, which can be made to break at any byte. Stands between the network and whoever
 * speaks HTTP or WebSocket over it, and knows neither.
 */
export class FaultyWire extends Duplex {
  readonly #socket: Duplex;
  readonly #onBroken: (how: BreakingWay) => void;
  readonly #countdowns: Partial<Record<BreakingPoint['direction'], Countdown>> = {};
  /** Whether what is written and what arrives vanishes. */
  #swallows = false;

  /** @param onBroken told when a breaking point has been reached */
  constructor(socket: Duplex, onBroken: (how: BreakingWay) => void) {
    super();
    this.#socket = socket;
    this.#onBroken = onBroken;
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    socket.on('end', () => this.#receiveEnd());
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
  }

  /** Breaks the wire after so many more bytes; at once where that is none. */
  breakAt({ direction, bytes, how }: BreakingPoint): void {
    if (bytes === 0) this.#break(how);
    else this.#countdowns[direction] = { bytesLeft: bytes, how };
  }

  /** Ends the connection once what was written has been handed to the network. */
  hangUp(): void {
    this.end(() => this.#endSocket());
  }

  /** Breaks the connection with RST. */
  reset(): void {
    this.#swallows = true;
    // `resetAndDestroy()` ends the stream first: the client would be told of an end, and only sometimes of the reset. It
    // leaves this mark for `destroy()`, which is what resets.
    Reflect.set(this.#socket, 'resetAndClosing', true);
    this.#socket.destroy();
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#send(bytes, done);
  }

  override _writev(writes: readonly { readonly chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#send(Buffer.concat(writes.map(({ chunk }) => chunk)), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#swallows) done();
    else this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  #send(bytes: Buffer, done: (error?: Error | null) => void): void {
    const countdown = this.#countdowns.sent;
    if (this.#swallows) done();
    else if (countdown === undefined || bytes.byteLength < countdown.bytesLeft) {
      if (countdown !== undefined) countdown.bytesLeft -= bytes.byteLength;
      this.#socket.write(bytes, done);
    } else {
      delete this.#countdowns.sent;
      // The rest of these bytes is lost, and so are those that follow.
      this.#socket.write(bytes.subarray(0, countdown.bytesLeft), () => {
        this.#break(countdown.how);
        done();
      });
    }
  }

  #receive(bytes: Buffer): void {
    if (this.#swallows) return;
    const countdown = this.#countdowns.received;
    if (countdown === undefined || bytes.byteLength < countdown.bytesLeft) {
      if (countdown !== undefined) countdown.bytesLeft -= bytes.byteLength;
      if (!this.push(bytes)) this.#socket.pause();
      return;
    }
    delete this.#countdowns.received;
    this.push(bytes.subarray(0, countdown.bytesLeft));
    this.#break(countdown.how);
  }

  #receiveEnd(): void {
    // Behind a black hole nobody is told of an end, and nobody would end this side.
    if (this.#swallows) this.destroy();
    else this.push(null);
  }

  #break(how: BreakingWay): void {
    this.#onBroken(how);
    this.#swallows = true;
    this.#socket.resume();
    if (how === 'reset') this.reset();
    if (how === 'hang-up') this.#endSocket();
  }

  #endSocket(): void {
    if (this.#socket instanceof Socket) this.#socket.destroySoon();
    else this.#socket.destroy();
  }
}
