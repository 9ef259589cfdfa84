import type { Clock } from '@turnstream/flux';
import { BotStartedSpeakingFrame, BotStoppedSpeakingFrame } from '../frames/bot-frames.ts';
import type { Frame } from '../frames/frame.ts';
import { FunctionCallResultFrame, FunctionCallsStartedFrame } from '../frames/function-call-frames.ts';
import { UserIdleTimeoutUpdateFrame } from '../frames/user-turn-frames.ts';
import type { UserIdleInput, UserIdleState } from './user-idle-state.ts';
import { stepUserIdle, userIdleAtMs } from './user-idle-state.ts';

/** Tells when the user has said nothing for too long after the bot spoke. Tells it once for each speech of the bot. */
export class UserIdleController {
  readonly #clock: () => Clock;
  readonly #onIdle: () => void;
  #state: UserIdleState;
  #forgetWake = (): void => undefined;

  constructor(options: { readonly timeoutMs: number; readonly clock: () => Clock; readonly onIdle: () => void }) {
    this.#clock = options.clock;
    this.#onIdle = options.onIdle;
    this.#state = { timeoutMs: options.timeoutMs, isTurnOpen: false, openCalls: 0, waitingSinceMs: undefined };
  }

  /** A frame arrived. */
  process(frame: Frame): void {
    if (frame instanceof BotStartedSpeakingFrame) this.#step({ type: 'bot-started' });
    else if (frame instanceof BotStoppedSpeakingFrame) this.#step({ type: 'bot-stopped' });
    else if (frame instanceof FunctionCallsStartedFrame) {
      this.#step({ type: 'calls-started', count: frame.callIds.length });
    } else if (frame instanceof FunctionCallResultFrame) this.#step({ type: 'call-ended' });
    else if (frame instanceof UserIdleTimeoutUpdateFrame) {
      this.#step({ type: 'timeout-changed', timeoutMs: frame.timeoutMs });
    }
  }

  /** The user's turn began. */
  turnStarted(): void {
    this.#step({ type: 'turn-started' });
  }

  /** The user's turn is over. */
  turnStopped(): void {
    this.#step({ type: 'turn-stopped' });
  }

  /** Waits no more. */
  end(): void {
    this.#forgetWake();
  }

  #step(input: UserIdleInput): void {
    const clock = this.#clock();
    this.#state = stepUserIdle(this.#state, input, clock.now());
    this.#forgetWake();
    this.#forgetWake = () => undefined;
    const idleAtMs = userIdleAtMs(this.#state);
    if (idleAtMs === undefined) return;
    this.#forgetWake = clock.wake(Math.max(0, idleAtMs - clock.now()), () => {
      this.#step({ type: 'idle' });
      this.#onIdle();
    });
  }
}
