import { BotStartedSpeakingFrame, BotStoppedSpeakingFrame } from '../frames/bot-frames.ts';
import type { Frame, FrameClass } from '../frames/frame.ts';
import { CancelFrame, EndFrame, StartFrame } from '../frames/lifecycle-frames.ts';
import { BaseObject } from '../object/base-object.ts';
import type { FrameObserver, FramePushed, ObserverSetup } from '../processor/frame-observer.ts';
import { RecentFrames } from './recent-frames.ts';
import type { TurnTracking, TurnTrackingEffect, TurnTrackingInput } from './turn-tracking.ts';
import { initialTurnTracking, turnTracking } from './turn-tracking.ts';
import { userTurnFrames, UserTurnSignals } from './user-turn-signals.ts';

/** Events of the turn tracker. They run inside the observer, in order. */
export type TurnTrackingEvents = {
  /** @param atNs Nanoseconds since the worker began */
  readonly turnStarted: readonly [turn: number, atNs: number];
  /** @param atNs Nanoseconds since the worker began */
  readonly turnEnded: readonly [turn: number, durationMs: number, wasInterrupted: boolean, atNs: number];
};

/** Options of the turn tracker. */
export type TurnTrackingOptions = {
  /** How long after the bot's last word a turn ends, unless the bot goes on. Default 2 500. */
  readonly turnEndTimeoutMs?: number;
};

const defaultTurnEndTimeoutMs = 2_500;

/**
 * Counts the turns of a conversation: what the user says and the bot's answer. The first begins with the pipeline.
 * A worker has one at `turnTracking`.
 */
export class TurnTrackingObserver extends BaseObject<TurnTrackingEvents> implements FrameObserver {
  readonly frameClasses: readonly FrameClass[] = [
    StartFrame,
    EndFrame,
    CancelFrame,
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    ...userTurnFrames,
  ];
  readonly #emit = this.declareEvents<TurnTrackingEvents>({ turnStarted: 'sync', turnEnded: 'sync' });
  readonly #turnEndTimeoutMs: number;
  readonly #recent = new RecentFrames();
  readonly #signals = new UserTurnSignals();
  #setup: ObserverSetup | undefined;
  #state: TurnTracking = initialTurnTracking;
  #forget: () => void = () => undefined;

  constructor(options: TurnTrackingOptions = {}) {
    super();
    this.#turnEndTimeoutMs = options.turnEndTimeoutMs ?? defaultTurnEndTimeoutMs;
  }

  /** Number of the turn that is open or was last, from 1; 0 before the first. */
  get turn(): number {
    return this.#state.turn;
  }

  /** Whether a turn is open. */
  get isTurnOpen(): boolean {
    return this.#state.open;
  }

  /** Takes the clock. */
  setUp(setup: ObserverSetup): void {
    this.#setup = setup;
  }

  /** Follows the conversation. */
  onPushFrame({ frame, timestampNs }: FramePushed): void {
    if (!this.#recent.isNew(frame)) return;
    const type = this.#read(frame);
    if (type === undefined) return;
    // Whatever is said now, the answer is not over yet, or the turn is.
    this.#forget();
    this.#take({ type, atNs: timestampNs });
  }

  /** Waits for nothing any more. */
  cleanUp(): void {
    this.#forget();
  }

  #read(frame: Frame): TurnTrackingInput['type'] | undefined {
    if (frame instanceof StartFrame) return 'pipeline-start';
    if (frame instanceof BotStartedSpeakingFrame) return 'bot-start';
    if (frame instanceof BotStoppedSpeakingFrame) return 'bot-stop';
    if (frame instanceof EndFrame || frame instanceof CancelFrame) return 'pipeline-end';
    return this.#signals.read(frame) === 'start' ? 'user-start' : undefined;
  }

  #take(input: TurnTrackingInput): void {
    const { state, effects } = turnTracking(this.#state, input);
    this.#state = state;
    for (const effect of effects) this.#perform(effect, input.atNs);
  }

  #perform(effect: TurnTrackingEffect, atNs: number): void {
    switch (effect.type) {
      case 'turn-started':
        this.#emit('turnStarted', effect.turn, effect.atNs);
        break;
      case 'turn-ended':
        this.#emit('turnEnded', effect.turn, effect.durationMs, effect.wasInterrupted, effect.atNs);
        break;
      case 'await-more': {
        const timeoutMs = this.#turnEndTimeoutMs;
        const over = (): void => this.#take({ type: 'answer-over', atNs: atNs + timeoutMs * 1e6 });
        this.#forget = this.#setup?.clock.wake(timeoutMs, over) ?? this.#forget;
        break;
      }
    }
  }
}
