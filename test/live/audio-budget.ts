/** The audio that one probe may send. Disposing it gives back what was not sent. */
export interface AudioAllowance extends Disposable {
  /** Counts audio that is about to be sent. @throws Error when it would be more than was set aside */
  take(seconds: number): void;
}

/** Audio may cost money: nothing is sent that was not set aside here first. */
export class AudioBudget {
  readonly limitSeconds: number;
  #usedSeconds = 0;
  #reservedSeconds = 0;

  constructor(limitSeconds: number) {
    this.limitSeconds = limitSeconds;
  }

  /** Seconds of audio sent so far, on all streams. */
  get usedSeconds(): number {
    return this.#usedSeconds;
  }

  /** Sets so much aside; `undefined` when there is not so much left. */
  reserve(seconds: number): AudioAllowance | undefined {
    if (this.#usedSeconds + this.#reservedSeconds + seconds > this.limitSeconds) return undefined;
    let left = seconds;
    this.#reservedSeconds += seconds;
    return {
      take: (taken) => {
        // Chunks are counted in floating point.
        if (taken > left + 1e-6) throw new Error(`a probe would send more than the ${seconds} s of audio it announced`);
        left -= taken;
        this.#reservedSeconds -= taken;
        this.#usedSeconds += taken;
      },
      [Symbol.dispose]: () => {
        this.#reservedSeconds -= left;
        left = 0;
      },
    };
  }
}
