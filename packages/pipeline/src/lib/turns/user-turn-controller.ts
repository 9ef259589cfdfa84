import type { Clock } from '@turnstream/flux';
import type { Frame } from '../frames/frame.ts';
import {
  EagerTranscriptionConfirmedFrame,
  EagerTranscriptionFrame,
  EagerTranscriptionWithdrawnFrame,
} from '../frames/eager-frames.ts';
import { InterimTranscriptionFrame, TranscriptionFrame } from '../frames/text-frames.ts';
import {
  ProposedUserStartedSpeakingFrame,
  ProposedUserStoppedSpeakingFrame,
  UserStartedSpeakingFrame,
  UserStoppedSpeakingFrame,
} from '../frames/user-turn-frames.ts';
import { VADUserStartedSpeakingFrame, VADUserStoppedSpeakingFrame } from '../frames/voice-activity-frames.ts';
import { StrategyRuns } from './strategy-runs.ts';
import type { PredictionRule, UserTurnPrediction } from './user-turn-prediction.ts';
import type { UserTurnStartStrategy } from './user-turn-start-strategy.ts';
import type { UserTurnCloseReason, UserTurnEffect, UserTurnInput } from './user-turn-state.ts';
import { noUserTurn, stepUserTurn, userTurnTimesOutAtMs } from './user-turn-state.ts';
import type { UserTurnStopStrategy } from './user-turn-stop-strategy.ts';
import type { UserTurnStrategies } from './user-turn-strategies.ts';

/** A turn that began. */
export type StartedUserTurn = {
  readonly strategy: UserTurnStartStrategy;
  readonly turnId: number | undefined;
  readonly announce: boolean;
  readonly interrupt: boolean;
};

/** A turn that is over. */
export type StoppedUserTurn = {
  /** Who decided; `undefined` where no strategy did. */
  readonly strategy: UserTurnStopStrategy | undefined;
  readonly turnId: number | undefined;
  readonly announce: boolean;
  readonly reason: UserTurnCloseReason;
};

/** Who does what a controller decides. */
export type UserTurnListener = {
  turnStarted(turn: StartedUserTurn): void;
  inferenceTriggered(strategy: UserTurnStopStrategy): void;
  turnTimedOut(): void;
  turnStopped(turn: StoppedUserTurn): void;
  resetAggregation(): void;
  /** The open turn will probably end with this text. */
  turnPredicted(prediction: UserTurnPrediction, rule: PredictionRule): void;
  /** It will not. */
  predictionWithdrawn(): void;
  /** The bot is to be interrupted within the turn. */
  interrupted(): void;
  pushFrame(frame: Frame): void;
  broadcastFrame(frame: Frame): void;
  warn(message: string): void;
};

/** Options of a controller. */
export type UserTurnControllerOptions = {
  readonly strategies: UserTurnStrategies;
  /** A turn in which nothing happens for this long, and nobody speaks, is given up. */
  readonly stopTimeoutMs: number;
  readonly clock: () => Clock;
  readonly listener: UserTurnListener;
};

/** Asks the strategies about each frame and holds the one turn that they decide about. */
export class UserTurnController {
  readonly #options: UserTurnControllerOptions;
  #runs: StrategyRuns | undefined;
  #strategies: UserTurnStrategies;
  #state = noUserTurn;
  #forgetWake: (() => void) | undefined;

  constructor(options: UserTurnControllerOptions) {
    this.#options = options;
    this.#strategies = options.strategies;
  }

  /** Whether a turn is open. */
  get isOpen(): boolean {
    return this.#state.phase === 'open';
  }

  /** Whether an active strategy decides about proposed starts. */
  get resolvesProposedTurnStartFrames(): boolean {
    return this.#strategies.start.some((strategy) => strategy.resolvesProposedTurnStartFrames);
  }

  /** Whether an active strategy decides about proposed stops. */
  get resolvesProposedTurnStopFrames(): boolean {
    return this.#strategies.stop.some((strategy) => strategy.resolvesProposedTurnStopFrames);
  }

  /** Whether a frame is a proposal that is decided here and so goes no further. */
  resolves(frame: Frame): boolean {
    if (frame instanceof ProposedUserStartedSpeakingFrame) return this.resolvesProposedTurnStartFrames;
    return frame instanceof ProposedUserStoppedSpeakingFrame && this.resolvesProposedTurnStopFrames;
  }

  /** Lets the strategies begin. */
  start(): void {
    this.#runs?.end();
    const runs: StrategyRuns = new StrategyRuns(this.#strategies, {
      clock: this.#options.clock(),
      listener: this.#options.listener,
      start: (strategy, start) => {
        const { announce = true, interrupt = strategy.enableInterruptions, supersede = false, turnId } = start;
        this.#step({ type: 'start', announce, interrupt, supersede, turnId }, strategy);
      },
      infer: (strategy) => this.#step({ type: 'infer' }, undefined, strategy),
      predict: (prediction, rule) => {
        if (this.isOpen) this.#options.listener.turnPredicted(prediction, rule);
      },
      withdrawPrediction: () => this.#options.listener.predictionWithdrawn(),
      interrupt: () => this.#step({ type: 'interrupt' }),
      stop: (strategy, { announce = true }) => this.#step({ type: 'stop', announce }, undefined, strategy),
    });
    this.#runs = runs;
    if (this.isOpen) runs.turnStarted();
  }

  /** Decides by other strategies from now on. An open turn stays open. */
  updateStrategies(strategies: UserTurnStrategies): void {
    this.#strategies = strategies;
    if (this.#runs !== undefined) this.start();
  }

  /** Whether a frame is about another turn than the open one, as far as the service counts its turns. */
  isAboutAnotherTurn(frame: Frame): boolean {
    if (!isAboutATurn(frame) || !this.resolvesProposedTurnStopFrames) return false;
    if (this.#state.phase === 'closed') {
      // Text may begin a turn where a strategy for that is at work, but not the turn that is over.
      const mayBegin = this.#strategies.start.some((strategy) => strategy.startsWithText);
      return !mayBegin || (frame.turnId !== undefined && frame.turnId === this.#state.lastTurnId);
    }
    const { turnId } = this.#state;
    return turnId !== undefined && frame.turnId !== undefined && frame.turnId !== turnId;
  }

  /** A frame arrived. */
  process(frame: Frame): void {
    if (frame.isStreamed) {
      this.#runs?.processFrame(frame);
      return;
    }
    const isAside = this.isAboutAnotherTurn(frame);
    if (isAside && this.isOpen) return;
    const signal = this.#signalOf(frame);
    if (signal !== undefined) this.#step({ type: signal });
    if (!isAside) this.#runs?.processFrame(frame);
  }

  /** Closes an open turn without asking anybody. */
  close(reason: 'muted' | 'ended'): void {
    this.#step({ type: 'close', reason });
  }

  /** Ends the strategies and every timer. */
  end(): void {
    this.#runs?.end();
    this.#runs = undefined;
    this.#forgetWake?.();
    this.#forgetWake = undefined;
  }

  #signalOf(frame: Frame): 'start-signal' | 'stop-signal' | 'text' | undefined {
    if (frame instanceof ProposedUserStartedSpeakingFrame || frame instanceof UserStartedSpeakingFrame) {
      return 'start-signal';
    }
    if (frame instanceof ProposedUserStoppedSpeakingFrame || frame instanceof UserStoppedSpeakingFrame) {
      return 'stop-signal';
    }
    if (frame instanceof EagerTranscriptionFrame) return 'text';
    if (frame instanceof TranscriptionFrame || frame instanceof InterimTranscriptionFrame) {
      // Behind the last text of a turn nobody need wait for the stop.
      const isLast = frame instanceof TranscriptionFrame && frame.finalized && frame.turnId !== undefined;
      return isLast && this.resolvesProposedTurnStopFrames ? 'stop-signal' : 'text';
    }
    // Where a service decides, a detector in the pipeline has no say: it would hold up what the service has ended.
    if (this.resolvesProposedTurnStopFrames) return undefined;
    if (frame instanceof VADUserStartedSpeakingFrame) return 'start-signal';
    return frame instanceof VADUserStoppedSpeakingFrame ? 'stop-signal' : undefined;
  }

  #step(input: UserTurnInput, startStrategy?: UserTurnStartStrategy, stopStrategy?: UserTurnStopStrategy): void {
    const time = { nowMs: this.#options.clock().now(), stopTimeoutMs: this.#options.stopTimeoutMs };
    const { state, effects } = stepUserTurn(this.#state, input, time);
    this.#state = state;
    for (const effect of effects) this.#perform(effect, startStrategy, stopStrategy);
    this.#watch();
  }

  #perform(
    effect: UserTurnEffect,
    startStrategy: UserTurnStartStrategy | undefined,
    stopStrategy: UserTurnStopStrategy | undefined,
  ): void {
    const { listener } = this.#options;
    switch (effect.type) {
      case 'started':
        this.#runs?.turnStarted();
        if (startStrategy !== undefined) listener.turnStarted({ ...effect, strategy: startStrategy });
        break;
      case 'interrupt':
        listener.interrupted();
        break;
      case 'infer':
        if (stopStrategy !== undefined) listener.inferenceTriggered(stopStrategy);
        break;
      case 'timed-out':
        listener.turnTimedOut();
        break;
      case 'stopped':
        this.#runs?.turnStopped();
        listener.turnStopped({ ...effect, strategy: stopStrategy });
        break;
    }
  }

  #watch(): void {
    const dueAtMs = userTurnTimesOutAtMs(this.#state, this.#options.stopTimeoutMs);
    if (dueAtMs === undefined || this.#forgetWake !== undefined) return;
    const clock = this.#options.clock();
    // Not set again for each frame: when it rings too early, it is set to what is left.
    this.#forgetWake = clock.wake(Math.max(0, dueAtMs - clock.now()), () => {
      this.#forgetWake = undefined;
      this.#step({ type: 'time' });
    });
  }
}

const classesAboutATurn = [
  TranscriptionFrame,
  InterimTranscriptionFrame,
  EagerTranscriptionFrame,
  EagerTranscriptionWithdrawnFrame,
  EagerTranscriptionConfirmedFrame,
  ProposedUserStoppedSpeakingFrame,
  UserStoppedSpeakingFrame,
] as const;

function isAboutATurn(frame: Frame): frame is InstanceType<(typeof classesAboutATurn)[number]> {
  return classesAboutATurn.some((frameClass) => frame instanceof frameClass);
}
