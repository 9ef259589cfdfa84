import type { Credential, DialFailure, TransportClose, TransportConnection, TransportHandlers } from '@turnstream/flux';
import type { ServerMessage } from '@turnstream/flux/protocol';
import type { MemoryConnection, MemoryConnectionState, MemorySent } from './memory-connection.ts';

/** What a memory socket is made from. */
export type MemoryDial = {
  readonly index: number;
  readonly url: string;
  readonly credential: Credential;
  /** Whether a client's `close()` is answered by itself, a microtask later. */
  readonly answerCloses: boolean;
  /** Whether audio is kept in `sent`, or only counted. */
  readonly keepAudio: boolean;
};

/** One connection in memory: the server's end, with the client's end in `client`. */
export class MemorySocket implements MemoryConnection {
  readonly index: number;
  readonly url: string;
  readonly query: URLSearchParams;
  readonly credential: Credential;
  readonly client: TransportConnection;
  readonly #handlers: TransportHandlers;
  readonly #answerCloses: boolean;
  readonly #keepAudio: boolean;
  readonly #sent: MemorySent[] = [];
  readonly #given: Uint8Array[] = [];
  #state: MemoryConnectionState = 'dialing';
  #endedByClient: 'close' | 'terminate' | undefined;
  #end: TransportClose | undefined;
  #audioBytes = 0;
  bufferedBytes = 0;
  canPing = true;

  constructor(dial: MemoryDial, handlers: TransportHandlers) {
    this.index = dial.index;
    this.url = dial.url;
    this.query = new URL(dial.url).searchParams;
    this.credential = dial.credential;
    this.#answerCloses = dial.answerCloses;
    this.#keepAudio = dial.keepAudio;
    this.#handlers = handlers;
    this.client = this.#makeClient();
  }

  get state(): MemoryConnectionState {
    return this.#state;
  }

  get sent(): readonly MemorySent[] {
    return this.#sent;
  }

  get texts(): readonly string[] {
    return this.#sent.flatMap((sent) => (sent.kind === 'text' ? [sent.text] : []));
  }

  get audioBytes(): number {
    return this.#audioBytes;
  }

  get endedByClient(): 'close' | 'terminate' | undefined {
    return this.#endedByClient;
  }

  get end(): TransportClose | undefined {
    return this.#end;
  }

  open(headers: Readonly<Record<string, string>> = {}): void {
    this.#expect('open', ['dialing']);
    this.#state = 'open';
    this.#handlers.opened(headers);
  }

  receive(message: ServerMessage | string | undefined): void {
    this.#expect('receive a message', ['open', 'closing']);
    this.#handlers.message(typeof message === 'object' ? JSON.stringify(message) : message);
  }

  pong(): void {
    this.#expect('receive a pong', ['open', 'closing']);
    this.#handlers.pong();
  }

  close(close: { readonly code?: number; readonly reason?: string } = {}): void {
    this.#expect('close', ['open', 'closing']);
    this.#finish(close);
  }

  fail(failure: DialFailure): void {
    this.#expect('fail', ['dialing', 'open', 'closing']);
    this.#finish({ failure });
  }

  countChangedChunks(): number {
    const copies = this.#sent.filter((sent) => sent.kind === 'audio');
    return copies.filter((copy, index) => !sameBytes(copy.bytes, this.#given[index])).length;
  }

  #makeClient(): TransportConnection {
    const bufferedBytes = (): number => this.bufferedBytes;
    return {
      sendAudio: (chunk) => {
        if (!this.#takes()) return;
        this.#audioBytes += chunk.byteLength;
        if (!this.#keepAudio) return;
        this.#given.push(chunk);
        this.#sent.push({ kind: 'audio', bytes: chunk.slice() });
      },
      sendText: (text) => {
        if (this.#takes()) this.#sent.push({ kind: 'text', text });
      },
      ping: () => {
        if (!this.canPing || !this.#takes()) return false;
        this.#sent.push({ kind: 'ping' });
        return true;
      },
      get bufferedBytes() {
        return bufferedBytes();
      },
      close: () => this.#closeByClient(),
      terminate: () => {
        if (this.#state === 'closed') return;
        this.#endedByClient ??= 'terminate';
        this.#finish({ code: 1006 });
      },
    };
  }

  #closeByClient(): void {
    if (this.#state === 'closed' || this.#state === 'closing') return;
    this.#endedByClient ??= 'close';
    this.#state = 'closing';
    if (!this.#answerCloses) return;
    queueMicrotask(() => {
      if (this.#state === 'closing') this.#finish({ code: 1000 });
    });
  }

  /** Audio and text sent before the upgrade are a mistake of the client; afterwards they are lost, as on a socket. */
  #takes(): boolean {
    if (this.#state === 'dialing') throw new Error(`connection ${this.index} was sent something before it opened`);
    return this.#state === 'open';
  }

  #expect(act: string, states: readonly MemoryConnectionState[]): void {
    if (!states.includes(this.#state)) {
      throw new Error(`connection ${this.index} cannot ${act}: it is ${this.#state}`);
    }
  }

  #finish(end: TransportClose): void {
    this.#state = 'closed';
    this.#end = end;
    this.#handlers.closed(end);
  }
}

function sameBytes(copy: Uint8Array, given: Uint8Array | undefined): boolean {
  return given?.length === copy.length && copy.every((byte, index) => byte === given[index]);
}
