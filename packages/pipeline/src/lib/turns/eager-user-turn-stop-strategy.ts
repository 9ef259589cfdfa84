import { sameWords } from '@turnstream/flux';
import { EagerTranscriptionFrame, EagerTranscriptionWithdrawnFrame } from '../frames/eager-frames.ts';
import { ExternalUserTurnStopStrategy } from './external-user-turn-stop-strategy.ts';
import type { PredictionRule } from './user-turn-prediction.ts';
import type { UserTurnStopHost } from './user-turn-stop-strategy.ts';
import type { RunningStrategy } from './user-turn-strategy.ts';

/** How predictions of a service are followed. */
export type EagerUserTurnOptions = {
  /** Calls of the model for predictions of one turn; after those it is asked at the end. Default 3; 0: only at the end. */
  readonly maxAttempts?: number | undefined;
  /** How long the model may work for a prediction before the turn ends or goes on. Default 5 000. */
  readonly maxSpeculationMs?: number | undefined;
  /** When a predicted text counts as the final text. Default `'words'`: case and punctuation may differ. `'exact'`: nothing may. */
  readonly match?: 'words' | 'exact' | undefined;
};

/**
 * Turns end as with {@link ExternalUserTurnStopStrategy}. Before that the model is asked for an answer to each predicted
 * end, which is thrown away where the prediction is withdrawn or comes true with other words.
 */
export class EagerUserTurnStopStrategy extends ExternalUserTurnStopStrategy {
  readonly #rule: PredictionRule;

  /** @throws TypeError naming the option that cannot be used */
  constructor(options: EagerUserTurnOptions & ConstructorParameters<typeof ExternalUserTurnStopStrategy>[0] = {}) {
    super(options);
    const { maxAttempts = 3, maxSpeculationMs = 5_000, match = 'words' } = options;
    if (!Number.isInteger(maxAttempts) || maxAttempts < 0) {
      throw new TypeError(`maxAttempts must be a whole number of 0 or more, got ${maxAttempts}`);
    }
    if (!(maxSpeculationMs > 0)) {
      throw new TypeError(`maxSpeculationMs must be a number above 0, got ${maxSpeculationMs}`);
    }
    if (match !== 'words' && match !== 'exact') {
      throw new TypeError(`match must be 'words' or 'exact', got ${String(match)}`);
    }
    const isSameText = match === 'words' ? sameWords : (one: string, other: string): boolean => one === other;
    this.#rule = { maxAttempts, maxSpeculationMs, isSameText };
  }

  override run(host: UserTurnStopHost): RunningStrategy {
    const rule = this.#rule;
    const running = super.run(host);
    return {
      ...running,
      processFrame(frame) {
        if (frame instanceof EagerTranscriptionFrame) host.triggerUserTurnPredicted(frame, rule);
        else if (frame instanceof EagerTranscriptionWithdrawnFrame) host.triggerUserTurnPredictionWithdrawn();
        return running.processFrame(frame);
      },
    };
  }
}
