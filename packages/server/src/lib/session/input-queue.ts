import type { ClientMessage } from '@turnstream/flux/protocol';

/** One message of a client, in the order it came. */
export type SessionInput =
  | { readonly kind: 'audio'; readonly bytes: Uint8Array }
  | { readonly kind: 'command'; readonly message: ClientMessage; readonly characters: number }
  /** A `Configure` over the number that may wait. */
  | { readonly kind: 'excess-configure' }
  | { readonly kind: 'unparsable'; readonly description: string }
  /** The server is shutting down: end politely. */
  | { readonly kind: 'stop' };

/** What an input without a payload still costs, so that a flood of tiny ones is bounded too. */
const OVERHEAD_BYTES = 64;

function sizeOf(input: SessionInput): number {
  switch (input.kind) {
    case 'audio':
      return input.bytes.byteLength + OVERHEAD_BYTES;
    case 'command':
      return input.characters + OVERHEAD_BYTES;
    case 'excess-configure':
    case 'unparsable':
    case 'stop':
      return OVERHEAD_BYTES;
  }
}

/**
 * What a client sent and the engine has not heard yet. It takes whatever it is given and says when the sender must
 * wait: `full` from `maxBytes` on, until less than half of that is left.
 */
export class InputQueue {
  readonly #maxBytes: number;
  #inputs: SessionInput[] = [];
  #taken = 0;
  #bytes = 0;
  #full = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get full(): boolean {
    return this.#full;
  }

  get empty(): boolean {
    return this.#taken === this.#inputs.length;
  }

  push(input: SessionInput): void {
    this.#inputs.push(input);
    this.#bytes += sizeOf(input);
    this.#full ||= this.#bytes >= this.#maxBytes;
  }

  take(): SessionInput | undefined {
    const input = this.#inputs[this.#taken];
    if (input === undefined) {
      return undefined;
    }
    this.#taken += 1;
    this.#bytes -= sizeOf(input);
    this.#full &&= this.#bytes * 2 > this.#maxBytes;
    if (this.empty) {
      this.#inputs = [];
      this.#taken = 0;
    }
    return input;
  }

  clear(): void {
    this.#inputs = [];
    this.#taken = 0;
    this.#bytes = 0;
    this.#full = false;
  }
}
