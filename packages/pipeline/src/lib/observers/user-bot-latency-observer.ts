import { BotStartedSpeakingFrame } from '../frames/bot-frames.ts';
import { ClientConnectedFrame } from '../frames/client-frames.ts';
import type { Frame, FrameClass } from '../frames/frame.ts';
import { MetricsFrame } from '../frames/service-frames.ts';
import { InterimTranscriptionFrame, TextFrame, TranscriptionFrame, TranslationFrame } from '../frames/text-frames.ts';
import { VADUserStartedSpeakingFrame, VADUserStoppedSpeakingFrame } from '../frames/voice-activity-frames.ts';
import { BaseObject } from '../object/base-object.ts';
import type { FrameObserver, FramePushed, ObserverSetup } from '../processor/frame-observer.ts';
import { RecentFrames } from './recent-frames.ts';
import type { LatencyInput, LatencyPart, UserBotLatency } from './user-bot-latency.ts';
import { initialLatency, userBotLatency } from './user-bot-latency.ts';
import { userTurnFrames, UserTurnSignals } from './user-turn-signals.ts';

/** Events of the latency observer. They run inside the observer, in order. */
export type UserBotLatencyEvents = {
  /** The bot answered. Once for its text and once for its voice in each of the user's turns. */
  readonly latencyMeasured: readonly [latency: UserBotLatency];
  /** What is known of where that time went, in order of time. */
  readonly latencyBreakdown: readonly [parts: readonly LatencyPart[]];
  /** From the first user's arrival to the bot's first word, unless the user spoke first. */
  readonly firstBotSpeechLatency: readonly [latencyMs: number];
};

/**
 * Measures how long the user waits for an answer: from the end of the user's speech to the bot's first text and first
 * sound.
 *
 * The end of speech is taken from a voice-activity detector where there is one, else from the times in the turn's final
 * text, else from the frame that ends the turn; so a service that ends turns itself is enough.
 */
export class UserBotLatencyObserver extends BaseObject<UserBotLatencyEvents> implements FrameObserver {
  readonly frameClasses: readonly FrameClass[] = [
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
    BotStartedSpeakingFrame,
    ClientConnectedFrame,
    MetricsFrame,
    TextFrame,
    ...userTurnFrames,
  ];
  readonly #emit = this.declareEvents<UserBotLatencyEvents>({
    latencyMeasured: 'sync',
    latencyBreakdown: 'sync',
    firstBotSpeechLatency: 'sync',
  });
  readonly #recent = new RecentFrames();
  readonly #signals = new UserTurnSignals();
  #setup: ObserverSetup | undefined;
  #state = initialLatency;
  #clientConnectedAtMs: number | undefined;
  #greeted = false;

  /** Takes the clock. */
  setUp(setup: ObserverSetup): void {
    this.#setup = setup;
  }

  /** Follows the user to the answer. */
  onPushFrame({ frame, direction, timestampNs }: FramePushed): void {
    if (direction !== 'downstream' || !this.#recent.isNew(frame)) return;
    const atMs = this.#setup?.wallTimeMsOf(timestampNs) ?? 0;
    this.#noteFirstSpeech(frame, atMs);
    for (const input of this.#read(frame, atMs)) {
      const { state, effects } = userBotLatency(this.#state, input);
      this.#state = state;
      for (const effect of effects) {
        if (effect.type === 'measured') this.#emit('latencyMeasured', effect.latency);
        else this.#emit('latencyBreakdown', effect.parts);
      }
    }
  }

  #read(frame: Frame, atMs: number): readonly LatencyInput[] {
    if (frame instanceof VADUserStartedSpeakingFrame) return [{ type: 'user-started' }];
    if (frame instanceof VADUserStoppedSpeakingFrame) {
      const endMs = frame.timestampMs - frame.stopSeconds * 1_000;
      return [{ type: 'speech-ended', atMs: endMs, from: 'voice-activity' }];
    }
    if (frame instanceof TranscriptionFrame) {
      const { speechEndMs } = frame;
      return speechEndMs === undefined ? [] : [{ type: 'speech-ended', atMs: speechEndMs, from: 'turn-times' }];
    }
    if (frame instanceof InterimTranscriptionFrame || frame instanceof TranslationFrame) return [];
    if (frame instanceof TextFrame) return [{ type: 'answered', by: 'text', atMs }];
    if (frame instanceof BotStartedSpeakingFrame) return [{ type: 'answered', by: 'speech', atMs }];
    if (frame instanceof MetricsFrame) return partsOf(frame, atMs);
    const signal = this.#signals.read(frame);
    if (signal === undefined) return [];
    return signal === 'start' ? [{ type: 'user-started' }] : [{ type: 'turn-stopped', atMs }];
  }

  #noteFirstSpeech(frame: Frame, atMs: number): void {
    if (this.#greeted) return;
    if (frame instanceof ClientConnectedFrame) {
      this.#clientConnectedAtMs ??= atMs;
    } else if (this.#clientConnectedAtMs !== undefined) {
      if (frame instanceof BotStartedSpeakingFrame) {
        this.#greeted = true;
        this.#emit('firstBotSpeechLatency', atMs - this.#clientConnectedAtMs);
      } else if (frame instanceof VADUserStartedSpeakingFrame || isUserTurnStart(frame)) {
        this.#greeted = true;
      }
    }
  }
}

function isUserTurnStart(frame: Frame): boolean {
  return new UserTurnSignals().read(frame) === 'start';
}

function partsOf(frame: MetricsFrame, atMs: number): readonly LatencyInput[] {
  return frame.data.flatMap((data): readonly LatencyInput[] => {
    if (data.kind !== 'ttfb' || data.durationMs === 0) return [];
    const { processor, model, durationMs } = data;
    return [{ type: 'part', part: { kind: 'ttfb', processor, model, startMs: atMs - durationMs, durationMs } }];
  });
}
