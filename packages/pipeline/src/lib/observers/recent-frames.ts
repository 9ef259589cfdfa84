import type { Frame } from '../frames/frame.ts';

const maxKept = 1_000;

/**
 * Tells the first sight of a frame from its later ones: a frame is seen at every processor it passes, and a broadcast is
 * two frames that know each other. Remembers the last 1 000, so it must only be asked about frames that are rare.
 */
export class RecentFrames {
  readonly #ids = new Set<number>();

  /** Whether neither this frame nor its twin was asked about before. */
  isNew(frame: Frame): boolean {
    const { id, broadcastSiblingId } = frame;
    if (this.#ids.has(id) || (broadcastSiblingId !== undefined && this.#ids.has(broadcastSiblingId))) return false;
    this.#ids.add(id);
    if (this.#ids.size > maxKept) {
      for (const oldest of this.#ids) {
        this.#ids.delete(oldest);
        break;
      }
    }
    return true;
  }
}
