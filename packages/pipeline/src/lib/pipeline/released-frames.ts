/**
 * The frames that have left a set of branches, so that each leaves once. Remembers the last `capacity`: a branch that lags
 * further behind the others lets a frame out a second time.
 */
export class ReleasedFrames {
  readonly #ids = new Set<number>();
  readonly #ring: Float64Array;
  #next = 0;

  constructor(capacity: number) {
    this.#ring = new Float64Array(capacity).fill(-1);
  }

  /** Whether the frame leaves for the first time. */
  release(id: number): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.delete(this.#ring[this.#next] ?? -1);
    this.#ring[this.#next] = id;
    this.#next = (this.#next + 1) % this.#ring.length;
    this.#ids.add(id);
    return true;
  }
}
