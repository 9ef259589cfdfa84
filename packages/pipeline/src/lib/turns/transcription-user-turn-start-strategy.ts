import { InterimTranscriptionFrame, TranscriptionFrame } from '../frames/text-frames.ts';
import type { UserTurnStartHost, UserTurnStartStrategyOptions } from './user-turn-start-strategy.ts';
import { UserTurnStartStrategy } from './user-turn-start-strategy.ts';
import type { RunningStrategy } from './user-turn-strategy.ts';

/** A turn begins when there is text: for voices that no detector hears. */
export class TranscriptionUserTurnStartStrategy extends UserTurnStartStrategy {
  readonly #useInterim: boolean;

  constructor(
    options: UserTurnStartStrategyOptions & {
      /** Whether text that may still change is enough. Default true. */
      readonly useInterim?: boolean | undefined;
    } = {},
  ) {
    super(options);
    this.#useInterim = options.useInterim ?? true;
  }

  override run(host: UserTurnStartHost): RunningStrategy {
    return {
      hearsAudio: false,
      processFrame: (frame) => {
        const isText =
          frame instanceof TranscriptionFrame || (this.#useInterim && frame instanceof InterimTranscriptionFrame);
        if (!isText || frame.text.trim() === '') return 'continue';
        host.triggerUserTurnStarted({ turnId: frame.turnId });
        return 'stop';
      },
    };
  }
}
