import type { Frame } from '../frames/frame.ts';
import { STTMetadataFrame } from '../frames/service-frames.ts';
import { InterimTranscriptionFrame, TranscriptionFrame } from '../frames/text-frames.ts';
import { VADUserStartedSpeakingFrame, VADUserStoppedSpeakingFrame } from '../frames/voice-activity-frames.ts';
import type { UserTurnStopHost } from './user-turn-stop-strategy.ts';
import { UserTurnStopStrategy } from './user-turn-stop-strategy.ts';
import type { RunningStrategy } from './user-turn-strategy.ts';

/** The silence that latencies of services are published for. */
const usualStopSeconds = 0.2;

/** A wait that has not begun, runs, or is over. */
type Wait = 'none' | 'running' | 'over';

/**
 * The turn is over when the user has said nothing for a while and the text is here.
 *
 * Behind the end of voice activity two waits run: `userSpeechTimeoutMs` for the user to go on, and the service's own
 * latency for its text, cut short by a finalised text. Without voice activity only the first runs, anew from each text.
 */
export class SpeechTimeoutUserTurnStopStrategy extends UserTurnStopStrategy {
  readonly #userSpeechTimeoutMs: number;
  readonly #waitForTranscript: boolean;

  constructor(
    options: {
      /** Silence that ends the turn. Default 600. */
      readonly userSpeechTimeoutMs?: number | undefined;
      /** Whether a turn without text stays open. Default true. */
      readonly waitForTranscript?: boolean | undefined;
    } = {},
  ) {
    super();
    this.#userSpeechTimeoutMs = options.userSpeechTimeoutMs ?? 600;
    this.#waitForTranscript = options.waitForTranscript ?? true;
  }

  override run(host: UserTurnStopHost): RunningStrategy {
    const waitForTranscript = this.#waitForTranscript;
    let textLatencyMs = 0;
    let isWarned = false;
    let voice: 'unheard' | 'speaking' | 'stopped' = 'unheard';
    let isOpen = false;
    let hasText = false;
    let isFinalized = false;
    let silence: Wait = 'none';
    let latency: Wait = 'none';
    let forgetSilence: (() => void) | undefined;
    let forgetLatency: (() => void) | undefined;

    const stopIfComplete = (): void => {
      if (!isOpen || voice === 'speaking' || silence !== 'over') return;
      if (latency === 'running' && !isFinalized) return;
      if (hasText || !waitForTranscript) host.triggerUserTurnStopped();
    };
    const awaitSilence = (): void => {
      forgetSilence?.();
      silence = 'running';
      forgetSilence = host.wakeAfter(this.#userSpeechTimeoutMs, () => {
        silence = 'over';
        stopIfComplete();
      });
    };
    const awaitLatency = (delayMs: number): void => {
      forgetLatency?.();
      latency = 'running';
      forgetLatency = host.wakeAfter(delayMs, () => {
        latency = 'over';
        stopIfComplete();
      });
    };
    const forgetWaits = (): void => {
      forgetSilence?.();
      forgetLatency?.();
      silence = 'none';
      latency = 'none';
      isFinalized = false;
    };
    const warnAbout = (stopSeconds: number): void => {
      if (isWarned || textLatencyMs === 0) return;
      if (stopSeconds === usualStopSeconds && stopSeconds * 1_000 < textLatencyMs) return;
      isWarned = true;
      host.warn(
        `voice activity ends after ${stopSeconds} s of silence; the service's latency of ${textLatencyMs} ms is meant for ${usualStopSeconds} s, so turns may end too early or too late`,
      );
    };
    const hear = (frame: Frame): void => {
      if (frame instanceof STTMetadataFrame) {
        textLatencyMs = frame.ttfsP99LatencyMs;
        isWarned = false;
      } else if (frame instanceof VADUserStartedSpeakingFrame) {
        voice = 'speaking';
        forgetWaits();
      } else if (frame instanceof VADUserStoppedSpeakingFrame) {
        voice = 'stopped';
        warnAbout(frame.stopSeconds);
        awaitSilence();
        awaitLatency(Math.max(0, textLatencyMs - frame.stopSeconds * 1_000));
      } else if (frame instanceof InterimTranscriptionFrame) {
        isFinalized = false;
      } else if (frame instanceof TranscriptionFrame && frame.text.trim() !== '') {
        hasText = true;
        isFinalized = frame.finalized;
        if (voice === 'unheard') awaitSilence();
        else stopIfComplete();
      }
    };

    return {
      hearsAudio: false,
      processFrame(frame) {
        hear(frame);
        return 'continue';
      },
      turnStarted() {
        isOpen = true;
        hasText = false;
        if (voice === 'stopped') voice = 'unheard';
        forgetWaits();
      },
      turnStopped() {
        isOpen = false;
        hasText = false;
        if (voice === 'stopped') voice = 'unheard';
        forgetWaits();
      },
    };
  }
}
