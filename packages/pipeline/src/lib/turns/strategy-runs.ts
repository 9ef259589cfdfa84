import type { Clock } from '@turnstream/flux';
import type { Frame } from '../frames/frame.ts';
import type { PredictionRule, UserTurnPrediction } from './user-turn-prediction.ts';
import type { UserTurnStart, UserTurnStartStrategy } from './user-turn-start-strategy.ts';
import type { UserTurnStop, UserTurnStopStrategy } from './user-turn-stop-strategy.ts';
import type { UserTurnStrategies } from './user-turn-strategies.ts';
import type { RunningStrategy, UserTurnHost } from './user-turn-strategy.ts';

/** What strategies at work are given. */
export type StrategySurroundings = {
  readonly clock: Clock;
  readonly listener: {
    resetAggregation(): void;
    pushFrame(frame: Frame): void;
    broadcastFrame(frame: Frame): void;
    warn(message: string): void;
  };
  start(strategy: UserTurnStartStrategy, start: UserTurnStart): void;
  infer(strategy: UserTurnStopStrategy): void;
  stop(strategy: UserTurnStopStrategy, stop: UserTurnStop): void;
  predict(prediction: UserTurnPrediction, rule: PredictionRule): void;
  withdrawPrediction(): void;
  interrupt(): void;
};

/** The strategies that are at work, until others take their place. After {@link end} nothing of theirs takes effect. */
export class StrategyRuns {
  readonly #surroundings: StrategySurroundings;
  readonly #start: readonly RunningStrategy[];
  readonly #stop: readonly RunningStrategy[];
  /** Whether any of them is told of the user's audio. */
  readonly #hearAudio: boolean;
  readonly #wakes: Set<() => void> = new Set<() => void>();
  #ended = false;

  constructor(strategies: UserTurnStrategies, surroundings: StrategySurroundings) {
    this.#surroundings = surroundings;
    this.#start = strategies.start.map((strategy) => this.#runStart(strategy));
    this.#stop = strategies.stop.map((strategy) => this.#runStop(strategy));
    this.#hearAudio = [...this.#start, ...this.#stop].some(hearsAudio);
  }

  /** Asks the start strategies until one says stop, then the stop strategies likewise. */
  processFrame(frame: Frame): void {
    if (frame.isStreamed) {
      this.#processAudio(frame);
      return;
    }
    for (const run of this.#start) if (run.processFrame(frame) === 'stop') break;
    for (const run of this.#stop) if (run.processFrame(frame) === 'stop') break;
  }

  #processAudio(frame: Frame): void {
    if (!this.#hearAudio) return;
    for (const run of this.#start) if (hearsAudio(run) && run.processFrame(frame) === 'stop') break;
    for (const run of this.#stop) if (hearsAudio(run) && run.processFrame(frame) === 'stop') break;
  }

  /** Tells all that a turn began. */
  turnStarted(): void {
    for (const run of [...this.#start, ...this.#stop]) run.turnStarted?.();
  }

  /** Tells all that a turn ended. */
  turnStopped(): void {
    for (const run of [...this.#start, ...this.#stop]) run.turnStopped?.();
  }

  /** Takes their effect away and forgets their timers. */
  end(): void {
    this.#ended = true;
    for (const forget of this.#wakes) forget();
    this.#wakes.clear();
  }

  #runStart(strategy: UserTurnStartStrategy): RunningStrategy {
    const surroundings = this.#surroundings;
    return strategy.run({
      ...this.#host(),
      triggerUserTurnStarted: (how = {}) => this.#unlessEnded(() => surroundings.start(strategy, how)),
      triggerResetAggregation: () => this.#unlessEnded(() => surroundings.listener.resetAggregation()),
      triggerInterruption: () => this.#unlessEnded(() => surroundings.interrupt()),
    });
  }

  #runStop(strategy: UserTurnStopStrategy): RunningStrategy {
    const surroundings = this.#surroundings;
    return strategy.run({
      ...this.#host(),
      triggerUserTurnStopped: (how = {}) =>
        this.#unlessEnded(() => {
          surroundings.infer(strategy);
          surroundings.stop(strategy, how);
        }),
      triggerUserTurnInference: () => this.#unlessEnded(() => surroundings.infer(strategy)),
      triggerUserTurnFinalized: (how = {}) => this.#unlessEnded(() => surroundings.stop(strategy, how)),
      triggerUserTurnPredicted: (prediction, rule) => this.#unlessEnded(() => surroundings.predict(prediction, rule)),
      triggerUserTurnPredictionWithdrawn: () => this.#unlessEnded(() => surroundings.withdrawPrediction()),
    });
  }

  #host(): UserTurnHost {
    const { clock, listener } = this.#surroundings;
    return {
      wakeAfter: (delayMs, callback) => {
        if (this.#ended) return () => undefined;
        const forget = clock.wake(delayMs, () => {
          this.#wakes.delete(forget);
          callback();
        });
        this.#wakes.add(forget);
        return () => {
          this.#wakes.delete(forget);
          forget();
        };
      },
      pushFrame: (frame) => this.#unlessEnded(() => listener.pushFrame(frame)),
      broadcastFrame: (frame) => this.#unlessEnded(() => listener.broadcastFrame(frame)),
      warn: (message) => this.#unlessEnded(() => listener.warn(message)),
    };
  }

  #unlessEnded(work: () => void): void {
    if (!this.#ended) work();
  }
}

function hearsAudio(run: RunningStrategy): boolean {
  return run.hearsAudio ?? true;
}
