import type { Speculation } from '../frames/speculation-frames.ts';
import type { UserMuteStrategy } from '../mute/user-mute-strategy.ts';
import type { FrameProcessorOptions } from '../processor/frame-processor-options.ts';
import type { UserTurnStartStrategy } from '../turns/user-turn-start-strategy.ts';
import type { UserTurnCloseReason } from '../turns/user-turn-state.ts';
import type { UserTurnStopStrategy } from '../turns/user-turn-stop-strategy.ts';
import type { UserTurnStrategies } from '../turns/user-turn-strategies.ts';
import type { SpeculationCause } from './speculation-state.ts';
import type { UserTurnMessage } from './user-turn-draft.ts';

/** Events of the user aggregator. They run in the background. */
export type LLMUserAggregatorEvents = {
  /** The user's turn began. */
  readonly userTurnStarted: readonly [strategy: UserTurnStartStrategy];
  /** It is over: with all that was said, and why. Without a strategy where none decided. */
  readonly userTurnStopped: readonly [
    strategy: UserTurnStopStrategy | undefined,
    message: UserTurnMessage,
    reason: UserTurnCloseReason,
  ];
  /** The model was asked for an answer to what the user said. */
  readonly userTurnInferenceTriggered: readonly [strategy: UserTurnStopStrategy | undefined];
  /** What the user said went into the context. */
  readonly userTurnMessageAdded: readonly [message: UserTurnMessage];
  /** Nothing had happened in the turn for too long; `userTurnStopped` follows. */
  readonly userTurnStopTimeout: readonly [];
  /** The user has said nothing for too long after the bot spoke. */
  readonly userTurnIdle: readonly [];
  readonly userMuteStarted: readonly [];
  readonly userMuteStopped: readonly [];
  /** The model was asked before the turn is over. */
  readonly speculationStarted: readonly [speculation: Speculation];
  /** The turn has ended as predicted, and the answer gets out (no cause); or it does not, and why. Once for each start. */
  readonly speculationSettled: readonly [speculation: Speculation, cause: SpeculationCause | undefined];
};

/** Options of the user aggregator. */
export type LLMUserAggregatorOptions = FrameProcessorOptions & {
  /** How turns are decided. Default: what the speech-to-text service recommends, else `new UserTurnStrategies()`. */
  readonly userTurnStrategies?: UserTurnStrategies | undefined;
  /** When the user is not to be heard. Default: never. */
  readonly userMuteStrategies?: readonly UserMuteStrategy[] | undefined;
  /** A turn in which nothing happens for this long, and nobody speaks, is given up. Default 5 000. */
  readonly userTurnStopTimeoutMs?: number | undefined;
  /** How long the user may say nothing after the bot spoke; 0: for ever. Default 0. */
  readonly userIdleTimeoutMs?: number | undefined;
  /**
   * Whether the bot's answers get into the context by themselves, as with an LLMAssistantAggregator. Then a turn without
   * words that cut an answer before any of it got out has the model asked again. Default false.
   */
  readonly answersAreRecorded?: boolean | undefined;
};
