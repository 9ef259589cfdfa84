import type { ServerMessage } from '@turnstream/flux/protocol';

import type { CliClock } from '../io/cli-io.ts';

/** A session whose source is silent for half a second in an open turn puts silence in; this keeps well below. */
const longestWaitMs = 250;

/**
 * Keeps count of the audio that was sent and that the server has not heard yet, so that a fast sender can wait. A local
 * server that is given a whole file at once would leave most of it in the network's buffers, from where a lost connection
 * takes it along.
 */
export class UnheardAudio {
  readonly #maxUnheardSeconds: number;
  #sentSeconds = 0;
  #heardSeconds = 0;
  /** Seconds heard before the current connection, whose own clock begins at 0. */
  #heardBeforeSeconds = 0;
  readonly #clock: CliClock;
  #waiting: AbortController | undefined;

  /** @param maxUnheardSeconds how much may be on its way */
  constructor(maxUnheardSeconds: number, clock: CliClock) {
    this.#maxUnheardSeconds = maxUnheardSeconds;
    this.#clock = clock;
  }

  /** Audio is on its way. */
  sent(seconds: number): void {
    this.#sentSeconds += seconds;
  }

  /** What the server said, whatever it was. */
  message(message: ServerMessage): void {
    if (message.type === 'Connected') this.#heardBeforeSeconds = this.#heardSeconds;
    if (message.type !== 'TurnInfo') return;
    this.#heardSeconds = Math.max(this.#heardSeconds, this.#heardBeforeSeconds + message.audio_window_end);
    if (this.#hasRoom()) this.#waiting?.abort();
  }

  /** Resolves when little enough is on its way, or after a quarter of a second, or when `ended` is aborted. */
  async room(ended: AbortSignal): Promise<void> {
    if (this.#hasRoom()) return;
    this.#waiting = new AbortController();
    await this.#clock.wait(longestWaitMs, AbortSignal.any([this.#waiting.signal, ended]));
  }

  #hasRoom(): boolean {
    return this.#sentSeconds - this.#heardSeconds <= this.#maxUnheardSeconds;
  }
}
