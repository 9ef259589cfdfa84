import type { Frame } from '../frames/frame.ts';
import { InterimTranscriptionFrame, TranscriptionFrame } from '../frames/text-frames.ts';
import {
  ProposedUserStartedSpeakingFrame,
  ProposedUserStoppedSpeakingFrame,
  UserStartedSpeakingFrame,
  UserStoppedSpeakingFrame,
} from '../frames/user-turn-frames.ts';
import type { UserTurnStopHost } from './user-turn-stop-strategy.ts';
import { UserTurnStopStrategy } from './user-turn-stop-strategy.ts';
import type { RunningStrategy } from './user-turn-strategy.ts';

/** What was heard of the open turn. */
type Heard = {
  readonly speaking: boolean;
  readonly hasText: boolean;
  /** Whether text that may still change came behind the last text that may not. */
  readonly textGrows: boolean;
  /** Whether the last word about speaking was a decision made elsewhere, and not a proposal. */
  readonly decidedElsewhere: boolean;
};

const nothingHeard: Heard = { speaking: false, hasText: false, textGrows: false, decidedElsewhere: false };

/**
 * The turn is over when a service proposes it, or when somebody upstream decided it, and its text is here.
 *
 * A service that numbers its turns sends the text before the stop, so nothing is waited for: the finalised text or the
 * stop, whichever comes first, ends the turn, and a stop without text ends it without inference. Other services may
 * send the text late: then a finalised text behind the stop ends the turn at once, and any other text after `timeoutMs`
 * without a further one.
 */
export class ExternalUserTurnStopStrategy extends UserTurnStopStrategy {
  readonly #timeoutMs: number;
  readonly #waitForTranscript: boolean;

  constructor(
    options: {
      /** How long text that is not finalised is waited on for more. Default 500. */
      readonly timeoutMs?: number | undefined;
      /** Whether a stop without a text and without a `turnId` waits for the text. Default true. */
      readonly waitForTranscript?: boolean | undefined;
    } = {},
  ) {
    super();
    this.#timeoutMs = options.timeoutMs ?? 500;
    this.#waitForTranscript = options.waitForTranscript ?? true;
  }

  override get resolvesProposedTurnStopFrames(): boolean {
    return true;
  }

  override run(host: UserTurnStopHost): RunningStrategy {
    const waitForTranscript = this.#waitForTranscript;
    let heard = nothingHeard;
    let isOpen = false;
    let forgetTimer: (() => void) | undefined;

    const stop = (): void => {
      const announce = { announce: !heard.decidedElsewhere };
      if (heard.hasText || !waitForTranscript) host.triggerUserTurnStopped(announce);
      else host.triggerUserTurnFinalized(announce);
    };
    const stopIfComplete = (): void => {
      if (isOpen && isComplete(heard, waitForTranscript)) stop();
    };
    const restartTimer = (): void => {
      forgetTimer?.();
      forgetTimer = host.wakeAfter(this.#timeoutMs, () => {
        restartTimer();
        stopIfComplete();
      });
    };

    return {
      hearsAudio: false,
      processFrame(frame) {
        heard = hear(heard, frame);
        if (!isOpen) return 'continue';
        if (isLastWord(frame)) stop();
        else if (isStop(frame) || isText(frame)) {
          restartTimer();
          if (isStop(frame) || frame.finalized) stopIfComplete();
        }
        return 'continue';
      },
      turnStarted() {
        heard = nothingHeard;
        isOpen = true;
      },
      turnStopped() {
        heard = nothingHeard;
        isOpen = false;
        forgetTimer?.();
      },
    };
  }
}

function hear(heard: Heard, frame: Frame): Heard {
  if (frame instanceof ProposedUserStartedSpeakingFrame || frame instanceof UserStartedSpeakingFrame) {
    return { ...heard, speaking: true, decidedElsewhere: frame instanceof UserStartedSpeakingFrame };
  }
  if (isStop(frame)) return { ...heard, speaking: false, decidedElsewhere: frame instanceof UserStoppedSpeakingFrame };
  if (frame instanceof InterimTranscriptionFrame) return { ...heard, textGrows: true };
  if (isText(frame)) return { ...heard, hasText: true, textGrows: false };
  return heard;
}

function isComplete(heard: Heard, waitForTranscript: boolean): boolean {
  if (heard.speaking) return false;
  return !waitForTranscript || (heard.hasText && !heard.textGrows);
}

function isStop(frame: Frame): frame is ProposedUserStoppedSpeakingFrame | UserStoppedSpeakingFrame {
  return frame instanceof ProposedUserStoppedSpeakingFrame || frame instanceof UserStoppedSpeakingFrame;
}

function isText(frame: Frame): frame is TranscriptionFrame {
  return frame instanceof TranscriptionFrame && frame.text.trim() !== '';
}

/** Whether the service will say no more about the turn. */
function isLastWord(frame: Frame): boolean {
  if (isStop(frame)) return frame.turnId !== undefined;
  return frame instanceof TranscriptionFrame && frame.finalized && frame.turnId !== undefined;
}
