import type { Frame } from '../frames/frame.ts';
import { copyFrame } from '../frames/frame.ts';
import { CancelFrame, EndFrame, StartFrame } from '../frames/lifecycle-frames.ts';
import { ServiceMetadataFrame } from '../frames/service-frames.ts';
import { UserStartedSpeakingFrame, UserStoppedSpeakingFrame } from '../frames/user-turn-frames.ts';
import { UserIdleController } from '../idle/user-idle-controller.ts';
import type { EventMap } from '../object/event-registry.ts';
import type { FrameDirection } from '../processor/frame-direction.ts';
import type {
  FrameCallback,
  FrameProcessorEvents,
  FrameProcessorOptions,
} from '../processor/frame-processor-options.ts';
import { FrameProcessor } from '../processor/frame-processor.ts';
import type { StartedUserTurn, StoppedUserTurn } from './user-turn-controller.ts';
import { UserTurnController } from './user-turn-controller.ts';
import { UserTurnFrameOrder } from './user-turn-frame-order.ts';
import type { UserTurnStartStrategy } from './user-turn-start-strategy.ts';
import type { UserTurnCloseReason } from './user-turn-state.ts';
import type { UserTurnStopStrategy } from './user-turn-stop-strategy.ts';
import { UserTurnStrategies } from './user-turn-strategies.ts';

/** Events of the turn processor. They run in the background. */
export type UserTurnProcessorEvents = {
  /** The user's turn began. */
  readonly userTurnStarted: readonly [strategy: UserTurnStartStrategy];
  /** It is over, and why. Without a strategy where none decided. */
  readonly userTurnStopped: readonly [strategy: UserTurnStopStrategy | undefined, reason: UserTurnCloseReason];
  /** What was said so far is enough for an answer. */
  readonly userTurnInferenceTriggered: readonly [strategy: UserTurnStopStrategy];
  /** Nothing had happened in the turn for too long; `userTurnStopped` follows. */
  readonly userTurnStopTimeout: readonly [];
  /** The user has said nothing for too long after the bot spoke. */
  readonly userTurnIdle: readonly [];
};

/** Options of the turn processor. */
export type UserTurnProcessorOptions = FrameProcessorOptions & {
  /** How turns are decided. Default: what the speech-to-text service recommends, else `new UserTurnStrategies()`. */
  readonly userTurnStrategies?: UserTurnStrategies | undefined;
  /** A turn in which nothing happens for this long, and nobody speaks, is given up. Default 5 000. */
  readonly userTurnStopTimeoutMs?: number | undefined;
  /** How long the user may say nothing after the bot spoke; 0: for ever. Default 0. */
  readonly userIdleTimeoutMs?: number | undefined;
};

/**
 * Decides the user's turns once for all that comes behind it, such as several aggregators. Proposals that it decides
 * about go no further; everything else does. Aggregators behind it, with external strategies, take its decisions.
 */
export class UserTurnProcessor<
  Events extends EventMap = UserTurnProcessorEvents & FrameProcessorEvents,
> extends FrameProcessor<UserTurnProcessorEvents & Events> {
  readonly #emit = this.declareEvents<UserTurnProcessorEvents>({
    userTurnStarted: 'background',
    userTurnStopped: 'background',
    userTurnInferenceTriggered: 'background',
    userTurnStopTimeout: 'background',
    userTurnIdle: 'background',
  });
  readonly #followsServices: boolean;
  readonly #controller: UserTurnController;
  readonly #idle: UserIdleController;
  readonly #order = new UserTurnFrameOrder();

  constructor(options: UserTurnProcessorOptions = {}) {
    super(options);
    this.#followsServices = options.userTurnStrategies === undefined;
    this.#controller = new UserTurnController({
      strategies: options.userTurnStrategies ?? new UserTurnStrategies(),
      stopTimeoutMs: options.userTurnStopTimeoutMs ?? 5_000,
      clock: () => this.clock,
      listener: {
        turnStarted: (turn) => this.#turnStarted(turn),
        inferenceTriggered: (strategy) => this.#emit('userTurnInferenceTriggered', strategy),
        turnTimedOut: () => this.#emit('userTurnStopTimeout'),
        turnStopped: (turn) => this.#turnStopped(turn),
        resetAggregation: () => undefined,
        // Predictions travel on: they are followed where the model is asked.
        turnPredicted: () => undefined,
        predictionWithdrawn: () => undefined,
        interrupted: () => this.broadcastInterruption(),
        pushFrame: (frame) => this.pushFrame(frame),
        broadcastFrame: (frame) => this.#broadcastOfStrategy(frame),
        warn: (message) => this.logger.warn(`${this.name}: ${message}`),
      },
    });
    this.#idle = new UserIdleController({
      timeoutMs: options.userIdleTimeoutMs ?? 0,
      clock: () => this.clock,
      onIdle: () => this.#emit('userTurnIdle'),
    });
  }

  override queueFrame(frame: Frame, direction: FrameDirection = 'downstream', callback?: FrameCallback): void {
    if (!frame.isStreamed) this.#order.arrived(frame);
    super.queueFrame(frame, direction, callback);
  }

  override processFrame(frame: Frame, direction: FrameDirection): void {
    if (frame.isStreamed) {
      this.pushFrame(frame, direction);
      this.#controller.process(frame);
      return;
    }
    try {
      if (!this.#order.mustWait(frame, direction)) this.#handle(frame, direction);
    } finally {
      for (const held of this.#order.handled(frame)) this.#handle(held.frame, held.direction);
    }
  }

  override async cleanup(): Promise<void> {
    this.#controller.end();
    this.#idle.end();
    await super.cleanup();
  }

  #handle(frame: Frame, direction: FrameDirection): void {
    if (frame instanceof EndFrame || frame instanceof CancelFrame) {
      this.#controller.close('ended');
      this.#controller.end();
      this.#idle.end();
    } else if (frame instanceof ServiceMetadataFrame && this.#followsServices) {
      if (frame.userTurnStrategies !== undefined) this.#controller.updateStrategies(frame.userTurnStrategies);
    }
    if (!this.#controller.resolves(frame)) this.pushFrame(frame, direction);
    if (frame instanceof StartFrame) this.#controller.start();
    this.#controller.process(frame);
    this.#idle.process(frame);
  }

  #turnStarted({ strategy, turnId, announce, interrupt }: StartedUserTurn): void {
    if (announce) this.broadcastFrame(UserStartedSpeakingFrame, { turnId });
    this.#idle.turnStarted();
    if (interrupt) this.broadcastInterruption();
    this.#emit('userTurnStarted', strategy);
  }

  #turnStopped({ strategy, turnId, announce, reason }: StoppedUserTurn): void {
    if (announce) this.broadcastFrame(UserStoppedSpeakingFrame, { turnId });
    this.#idle.turnStopped();
    this.#emit('userTurnStopped', strategy, reason);
  }

  #broadcastOfStrategy(frame: Frame): void {
    const up = copyFrame(frame);
    up.broadcastSiblingId = frame.id;
    frame.broadcastSiblingId = up.id;
    this.queueFrame(frame);
    this.pushFrame(up, 'upstream');
  }
}
