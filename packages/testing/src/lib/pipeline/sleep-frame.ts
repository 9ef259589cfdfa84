import { SystemFrame } from '@turnstream/pipeline';

/**
 * In the frames of `runTest`: waits in real time before the next frame is sent. It is not sent itself.
 * Prefer `{ until }`, which waits for what the test is about.
 */
export class SleepFrame extends SystemFrame {
  /** Length of the wait. */
  readonly seconds: number;

  /** @param seconds Default 0.2. */
  constructor(seconds = 0.2) {
    super();
    this.seconds = seconds;
  }
}
