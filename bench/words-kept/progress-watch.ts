/** How often it looks, how often it says where the call stands, and after how long without progress it gives up. */
const LOOK_MS = 1_000;
const TELL_MS = 60_000;
const MAX_STILL_MS = 120_000;

/** Looks whether a call gets on, in real time: the call's own clock may stand still. */
export class ProgressWatch {
  /** Rejects, with where the call stands, when it does not get on for two minutes. Never resolves. */
  readonly stalled: Promise<never>;
  readonly #timer: NodeJS.Timeout;

  /**
   * @param progress a number that grows as long as the call gets on
   * @param standing where the call stands and what it waits for, in words
   */
  constructor(progress: () => number, standing: () => string) {
    let reached = -1;
    let movedAt = performance.now();
    let toldAt = movedAt;
    let reject: ((error: Error) => void) | undefined;
    this.stalled = new Promise((_resolve, rejectStalled) => {
      reject = rejectStalled;
    });
    this.#timer = setInterval(() => {
      const at = performance.now();
      if (progress() > reached) {
        reached = progress();
        movedAt = at;
      }
      if (at - toldAt >= TELL_MS) {
        console.error(standing());
        toldAt = at;
      }
      if (at - movedAt < MAX_STILL_MS) return;
      this.stop();
      reject?.(new Error(`no progress for ${MAX_STILL_MS / 1_000} s: ${standing()}`));
    }, LOOK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
