import type { LLMContext } from '../context/llm-context.ts';
import {
  LLMContextFrame,
  LLMMessagesAppendFrame,
  LLMMessagesTransformFrame,
  LLMMessagesUpdateFrame,
  LLMRunFrame,
} from '../frames/context-frames.ts';
import {
  EagerTranscriptionConfirmedFrame,
  EagerTranscriptionFrame,
  EagerTranscriptionWithdrawnFrame,
} from '../frames/eager-frames.ts';
import { ErrorFrame } from '../frames/error-frame.ts';
import { InterruptionFrame } from '../frames/flow-frames.ts';
import type { Frame } from '../frames/frame.ts';
import { copyFrame } from '../frames/frame.ts';
import { CancelFrame, EndFrame, StartFrame } from '../frames/lifecycle-frames.ts';
import { ServiceMetadataFrame } from '../frames/service-frames.ts';
import type { Speculation } from '../frames/speculation-frames.ts';
import { SpeculationGateReadyFrame } from '../frames/speculation-frames.ts';
import { InterimTranscriptionFrame, TranscriptionFrame, TranslationFrame } from '../frames/text-frames.ts';
import {
  UserMuteStartedFrame,
  UserMuteStoppedFrame,
  UserStartedSpeakingFrame,
  UserStoppedSpeakingFrame,
} from '../frames/user-turn-frames.ts';
import { UserIdleController } from '../idle/user-idle-controller.ts';
import { UserMute } from '../mute/user-mute.ts';
import type { EventMap } from '../object/event-registry.ts';
import { isoTimestamp } from '../object/iso-timestamp.ts';
import type { FrameDirection } from '../processor/frame-direction.ts';
import type { FrameCallback, FrameProcessorEvents } from '../processor/frame-processor-options.ts';
import { FrameProcessor } from '../processor/frame-processor.ts';
import type { StartedUserTurn, StoppedUserTurn } from '../turns/user-turn-controller.ts';
import { UserTurnController } from '../turns/user-turn-controller.ts';
import type { PredictionRule, UserTurnPrediction } from '../turns/user-turn-prediction.ts';
import { UserTurnFrameOrder } from '../turns/user-turn-frame-order.ts';
import type { UserTurnCloseReason } from '../turns/user-turn-state.ts';
import type { UserTurnStopStrategy } from '../turns/user-turn-stop-strategy.ts';
import { UserTurnStrategies } from '../turns/user-turn-strategies.ts';
import type { LLMUserAggregatorEvents, LLMUserAggregatorOptions } from './llm-user-aggregator-options.ts';
import type { SpeculationCause } from './speculation-state.ts';
import { Speculations } from './speculations.ts';
import type { UserTurnMessage } from './user-turn-draft.ts';
import { UserTurnDraft } from './user-turn-draft.ts';

/**
 * Makes turns and transcriptions into messages of a conversation, and asks the model for answers.
 *
 * For each turn: UserStartedSpeakingFrame (both ways), InterruptionFrame (both ways) where the strategy interrupts;
 * then one `user` message in the context and an LLMContextFrame downstream, and UserStoppedSpeakingFrame (both ways).
 * Only final text gets into the context, and only that of its own turn: text that comes when its turn is over is a
 * message of its own, answered at once, or with the turn that is open by then.
 *
 * With {@link EagerUserTurnStrategies} and a SpeculationGate behind the model, a predicted end has the model asked early,
 * with a fork of the context: between SpeculationStartedFrame and SpeculationEndedFrame. The context itself gets the
 * final text only. Where the turn does not end as predicted, the model is asked anew.
 */
export class LLMUserAggregator<
  Events extends EventMap = LLMUserAggregatorEvents & FrameProcessorEvents,
> extends FrameProcessor<LLMUserAggregatorEvents & Events> {
  readonly #emit = this.declareEvents<LLMUserAggregatorEvents>({
    userTurnStarted: 'background',
    userTurnStopped: 'background',
    userTurnInferenceTriggered: 'background',
    userTurnMessageAdded: 'background',
    userTurnStopTimeout: 'background',
    userTurnIdle: 'background',
    userMuteStarted: 'background',
    userMuteStopped: 'background',
    speculationStarted: 'background',
    speculationSettled: 'background',
  });
  readonly #context: LLMContext;
  readonly #ownStrategies: UserTurnStrategies | undefined;
  readonly #controller: UserTurnController;
  readonly #idle: UserIdleController;
  readonly #mute: UserMute;
  readonly #order = new UserTurnFrameOrder();
  readonly #draft = new UserTurnDraft(() => this.#now());
  readonly #speculations: Speculations;
  readonly #answersAreRecorded: boolean;
  /** Whether the context holds words of the user that the model was not asked about. */
  #unanswered = false;
  /** Whether an answer may have been cut since the model was asked. */
  #interrupted = false;
  #gate: 'unseen' | 'missed' | 'ready' = 'unseen';

  /** @param context The conversation to go on with */
  constructor(context: LLMContext, options: LLMUserAggregatorOptions = {}) {
    super(options);
    this.#context = context;
    this.#ownStrategies = options.userTurnStrategies;
    this.#answersAreRecorded = options.answersAreRecorded ?? false;
    this.#speculations = new Speculations({
      clock: () => this.clock,
      context,
      pushFrame: (frame) => this.pushFrame(frame),
      ask: () => this.#askNow(),
      started: (speculation) => this.#emit('speculationStarted', speculation),
      settled: (speculation, cause) => this.#speculationSettled(speculation, cause),
    });
    this.#mute = new UserMute(options.userMuteStrategies ?? []);
    this.#controller = new UserTurnController({
      strategies: options.userTurnStrategies ?? new UserTurnStrategies(),
      stopTimeoutMs: options.userTurnStopTimeoutMs ?? 5_000,
      clock: () => this.clock,
      listener: {
        turnStarted: (turn) => this.#turnStarted(turn),
        inferenceTriggered: (strategy) => this.#infer(strategy),
        turnTimedOut: () => this.#emit('userTurnStopTimeout'),
        turnStopped: (turn) => this.#turnStopped(turn),
        resetAggregation: () => this.#draft.reset(),
        turnPredicted: (prediction, rule) => this.#predict(prediction, rule),
        predictionWithdrawn: () => this.#speculations.step({ type: 'given-up', cause: 'withdrawn' }),
        interrupted: () => this.#interrupt(),
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

  /** The conversation. */
  get context(): LLMContext {
    return this.#context;
  }

  override queueFrame(frame: Frame, direction: FrameDirection = 'downstream', callback?: FrameCallback): void {
    if (!frame.isStreamed) this.#order.arrived(frame);
    super.queueFrame(frame, direction, callback);
  }

  override processFrame(frame: Frame, direction: FrameDirection): void {
    if (frame.isStreamed) {
      this.#passOn(frame, direction);
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
    this.#speculations.end();
    this.#idle.end();
    await super.cleanup();
  }

  #handle(frame: Frame, direction: FrameDirection): void {
    if (frame instanceof StartFrame) {
      this.pushFrame(frame, direction);
      this.#controller.start();
    }
    if (this.#mute.changes(frame)) this.#muteChanged();
    if (frame instanceof StartFrame || this.#mute.withholds(frame)) return;
    this.#noticeDisturbance(frame, direction);
    this.#act(frame, direction);
    this.#controller.process(frame);
    this.#idle.process(frame);
  }

  /** Audio is for the strategies alone. */
  #passOn(frame: Frame, direction: FrameDirection): void {
    if (this.#mute.changes(frame)) this.#muteChanged();
    if (this.#mute.withholds(frame)) return;
    this.pushFrame(frame, direction);
    this.#controller.process(frame);
  }

  /** An answer that is being made is cut, or may have failed: it is not counted on any more. */
  #noticeDisturbance(frame: Frame, direction: FrameDirection): void {
    if (frame instanceof SpeculationGateReadyFrame) this.#gate = 'ready';
    else if (frame instanceof InterruptionFrame) {
      this.#interrupted = true;
      this.#speculations.step({ type: 'given-up', cause: 'disturbed' });
    } else if (frame instanceof ErrorFrame && direction === 'upstream') {
      this.#speculations.step({ type: 'given-up', cause: 'disturbed' });
    }
  }

  #act(frame: Frame, direction: FrameDirection): void {
    if (frame instanceof TranscriptionFrame) this.#hear(frame);
    else if (frame instanceof LLMRunFrame) this.#pushContext();
    else if (frame instanceof LLMMessagesAppendFrame) {
      this.#context.addMessages(frame.messages);
      if (frame.runLlm) this.#pushContext();
    } else if (frame instanceof LLMMessagesUpdateFrame) {
      this.#context.setMessages(frame.messages);
      if (frame.runLlm) this.#pushContext();
    } else if (frame instanceof LLMMessagesTransformFrame) {
      this.#context.setMessages(frame.transform(this.#context.messages));
      if (frame.runLlm) this.#pushContext();
    } else if (frame instanceof EndFrame || frame instanceof CancelFrame) {
      this.#end();
      this.pushFrame(frame, direction);
    } else if (!this.#isConsumed(frame)) {
      if (frame instanceof ServiceMetadataFrame) this.#followService(frame);
      this.pushFrame(frame, direction);
    }
  }

  #isConsumed(frame: Frame): boolean {
    return (
      frame instanceof InterimTranscriptionFrame ||
      frame instanceof EagerTranscriptionFrame ||
      frame instanceof EagerTranscriptionWithdrawnFrame ||
      frame instanceof EagerTranscriptionConfirmedFrame ||
      frame instanceof TranslationFrame ||
      this.#controller.resolves(frame)
    );
  }

  #followService(frame: ServiceMetadataFrame): void {
    const recommended = frame.userTurnStrategies;
    if (recommended === undefined) return;
    if (this.#ownStrategies === undefined) this.#controller.updateStrategies(recommended);
    else if (this.#ownStrategies.enableInterruptions && !recommended.enableInterruptions) {
      this.logger.warn(
        `${this.name}: ${frame.serviceName} asks for turns that do not interrupt, but userTurnStrategies has interruptions on and wins`,
      );
    }
  }

  #hear(frame: TranscriptionFrame): void {
    if (frame.text.trim() === '') return;
    if (this.#controller.isAboutAnotherTurn(frame)) {
      this.#hearLate(frame);
      return;
    }
    this.#draft.hear(frame);
  }

  /** Words of a turn that is over: they stay its own, and nobody waits for an end of theirs. */
  #hearLate(frame: TranscriptionFrame): void {
    const { userId, turnId, timestamp } = frame;
    this.#addMessage({ content: frame.text.trim(), timestamp, userId, turnId });
    if (!this.#controller.isOpen) this.#ask(undefined);
  }

  #turnStarted({ strategy, turnId, announce, interrupt }: StartedUserTurn): void {
    this.#draft.begin(turnId);
    this.#speculations.step({ type: 'turn-started' });
    if (announce) this.broadcastFrame(UserStartedSpeakingFrame, { turnId });
    this.#idle.turnStarted();
    if (interrupt) this.#interrupt();
    this.#emit('userTurnStarted', strategy);
  }

  #interrupt(): void {
    this.#interrupted = true;
    this.#speculations.step({ type: 'given-up', cause: 'disturbed' });
    this.broadcastInterruption();
  }

  #turnStopped({ strategy, turnId, announce, reason }: StoppedUserTurn): void {
    if (announce) this.broadcastFrame(UserStoppedSpeakingFrame, { turnId });
    this.#idle.turnStopped();
    if (reason === 'strategy' || reason === 'timeout') {
      if (this.#draft.whole.content === '' && this.#wasCutUnheard()) this.#unanswered = true;
      this.#infer(strategy);
    } else this.#addPending();
    this.#speculations.step({ type: 'given-up', cause: 'turn-over' });
    this.#tellStopped(strategy, reason);
  }

  /** Whether an answer was cut of which nobody heard a word: the user waits for it still. */
  #wasCutUnheard(): boolean {
    return this.#answersAreRecorded && this.#interrupted && this.#context.messages.at(-1)?.role === 'user';
  }

  #tellStopped(strategy: UserTurnStopStrategy | undefined, reason: UserTurnCloseReason): void {
    this.#emit('userTurnStopped', strategy, this.#draft.whole, reason);
    this.#draft.end();
  }

  /** Asks the model, when the user said anything since it was asked. Lets out what it made early, where that fits. */
  #infer(strategy: UserTurnStopStrategy | undefined): void {
    const { messages } = this.#context;
    const content = this.#addPending();
    if (!this.#unanswered) return;
    this.#speculations.step({ type: 'asked', content, messages });
    this.#emit('userTurnInferenceTriggered', strategy);
  }

  #ask(strategy: UserTurnStopStrategy | undefined): void {
    this.#pushContext();
    this.#emit('userTurnInferenceTriggered', strategy);
  }

  #predict(prediction: UserTurnPrediction, rule: PredictionRule): void {
    if (this.#gate !== 'ready') {
      if (this.#gate === 'unseen') this.logger.warn(`${this.name}: ${noGate}`);
      this.#gate = 'missed';
      return;
    }
    this.#speculations.predict(prediction, this.#draft.pendingWith(prediction.text), rule);
  }

  #speculationSettled(speculation: Speculation, cause: SpeculationCause | undefined): void {
    if (cause === undefined) {
      this.#unanswered = false;
      this.#interrupted = false;
    }
    this.#emit('speculationSettled', speculation, cause);
  }

  #addPending(): string {
    const message = this.#draft.take();
    if (message.content !== '') this.#addMessage(message);
    return message.content;
  }

  #addMessage(message: UserTurnMessage): void {
    this.#context.addMessages([{ role: 'user', content: message.content }]);
    this.#unanswered = true;
    this.#emit('userTurnMessageAdded', message);
  }

  /** Asks the model now. What it works at for a prediction is given up: answers come one after the other. */
  #pushContext(): void {
    this.#speculations.step({ type: 'given-up', cause: 'changed' });
    this.#askNow();
  }

  #askNow(): void {
    this.#unanswered = false;
    this.#interrupted = false;
    this.pushFrame(new LLMContextFrame({ context: this.#context }));
  }

  #end(): void {
    if (this.#controller.isOpen) this.#controller.close('ended');
    else {
      this.#draft.beginAfterTurns();
      this.#addPending();
      if (this.#draft.whole.content !== '') this.#tellStopped(undefined, 'ended');
    }
    this.#controller.end();
    this.#speculations.step({ type: 'given-up', cause: 'turn-over' });
    this.#idle.end();
  }

  #muteChanged(): void {
    if (this.#mute.isMuted) {
      this.#controller.close('muted');
      this.broadcastFrame(UserMuteStartedFrame);
      this.#emit('userMuteStarted');
    } else {
      this.broadcastFrame(UserMuteStoppedFrame);
      this.#emit('userMuteStopped');
    }
  }

  /** What a strategy broadcasts comes past the strategies too. */
  #broadcastOfStrategy(frame: Frame): void {
    const up = copyFrame(frame);
    up.broadcastSiblingId = frame.id;
    frame.broadcastSiblingId = up.id;
    this.queueFrame(frame);
    this.pushFrame(up, 'upstream');
  }

  #now(): string {
    return isoTimestamp(this.processorSetup.wallTimeMs());
  }
}

const noGate =
  'predictions are not followed, since no SpeculationGate is in the pipeline; put one behind the model, or leave enableEagerEndOfTurn out';
