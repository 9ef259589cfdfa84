import { FluxError } from '../errors.ts';
import { deferred, type Deferred } from './deferred.ts';

/** Callers that may wait for one kind of answer at once. */
const MAX_PENDING = 1_000;

/** Calls that wait for the machine to answer them by their number. */
export class PendingCalls<Value> {
  readonly #calls = new Map<number, Deferred<Value>>();
  #lastId = 0;

  /** Opens a call. `begin` is given its number; the promise settles when that number is answered. */
  open(begin: (id: number) => void): Promise<Value> {
    if (this.#calls.size >= MAX_PENDING) {
      const message = `More than ${MAX_PENDING} calls wait for an answer. Wait for them before making more.`;
      return Promise.reject(new FluxError('too-many-calls', message));
    }
    this.#lastId += 1;
    const call = deferred<Value>();
    this.#calls.set(this.#lastId, call);
    begin(this.#lastId);
    return call.promise;
  }

  resolve(id: number, value: Value): void {
    this.#close(id)?.resolve(value);
  }

  reject(id: number, reason: unknown): void {
    this.#close(id)?.reject(reason);
  }

  #close(id: number): Deferred<Value> | undefined {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    return call;
  }
}
