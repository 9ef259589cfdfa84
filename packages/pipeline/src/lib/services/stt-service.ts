import { InputAudioRawFrame, UserAudioRawFrame } from '../frames/audio-frames.ts';
import type { Frame } from '../frames/frame.ts';
import type { CancelFrame, EndFrame } from '../frames/lifecycle-frames.ts';
import { InterruptionFrame } from '../frames/flow-frames.ts';
import { MetricsFrame, STTMetadataFrame, STTMuteFrame, STTUpdateSettingsFrame } from '../frames/service-frames.ts';
import { TranscriptionFrame } from '../frames/text-frames.ts';
import { VADUserStartedSpeakingFrame, VADUserStoppedSpeakingFrame } from '../frames/voice-activity-frames.ts';
import { AudioTimeline } from '../metrics/audio-timeline.ts';
import type { EventMap } from '../object/event-registry.ts';
import type { FrameDirection } from '../processor/frame-direction.ts';
import type { FrameProcessorEvents, FrameProcessorOptions } from '../processor/frame-processor-options.ts';
import type { FrameProcessorSetup } from '../processor/frame-processor-setup.ts';
import type { UserTurnStrategies } from '../turns/user-turn-strategies.ts';
import { AIService } from './ai-service.ts';
import { audioProblem } from './audio-problem.ts';
import { checkDuration } from './check-duration.ts';
import { warnDeprecated } from './deprecation.ts';
import { TtfbMeasurement, type TtfbResult } from './ttfb-measurement.ts';

/** Events of every speech-to-text service. They run in the background. */
export type STTServiceEvents = {
  /** The provider takes audio. */
  readonly connected: readonly [];
  /** It no longer does. Only after `connected`. */
  readonly disconnected: readonly [];
  /** The connection failed; an ErrorFrame follows. */
  readonly connectionError: readonly [error: string];
};

/** Options of every speech-to-text service. */
export type STTServiceOptions = FrameProcessorOptions & {
  /** Whether audio travels on behind the service. Default true. */
  readonly audioPassthrough?: boolean | undefined;
  /** Sample rate of the audio, in Hz. Default: that of the pipeline's input. */
  readonly sampleRate?: number | null | undefined;
  /**
   * How long after the last speech the final text comes, 99th percentile: told to the neighbours, which wait so long for it.
   * Default 1 000, with a warning. A service that ends turns itself says 0 whatever is given.
   */
  readonly ttfsP99LatencyMs?: number | undefined;
  /** Longest wait for the final text when latency is measured by a local voice-activity detector. Default 2 000. */
  readonly sttTtfbTimeoutMs?: number | undefined;
};

const defaultTtfsP99LatencyMs = 1_000;
const defaultTtfbTimeoutMs = 2_000;

/** A service that turns speech into text: takes audio frames, pushes transcriptions both ways. */
export abstract class STTService<Events extends EventMap = STTServiceEvents & FrameProcessorEvents> extends AIService<
  STTServiceEvents & Events
> {
  readonly #audioPassthrough: boolean;
  readonly #givenSampleRate: number | undefined;
  readonly #ttfsP99LatencyMs: number | undefined;
  readonly #ttfbTimeoutMs: number;
  readonly #ttfb = new TtfbMeasurement();
  #forgetTtfbTimeout: () => void = () => undefined;
  #warnedOfTtfs = false;
  #sampleRate = 0;
  #muted = false;
  #userId = '';
  #pendingBytes = 0;
  #audioProblem: string | undefined;
  #timeline = new AudioTimeline();

  constructor(options: STTServiceOptions = {}) {
    super(options);
    this.#audioPassthrough = options.audioPassthrough ?? true;
    this.#givenSampleRate = options.sampleRate ?? undefined;
    this.#ttfsP99LatencyMs = options.ttfsP99LatencyMs;
    this.#ttfbTimeoutMs = options.sttTtfbTimeoutMs ?? defaultTtfbTimeoutMs;
    checkDuration('sttTtfbTimeoutMs', options.sttTtfbTimeoutMs);
    const ttfs = options.ttfsP99LatencyMs;
    if (ttfs !== undefined && !(Number.isFinite(ttfs) && ttfs >= 0)) {
      throw new TypeError(`ttfsP99LatencyMs must be a number of milliseconds of at least 0, got ${ttfs}`);
    }
    if (
      this.#givenSampleRate !== undefined &&
      !(this.#givenSampleRate > 0 && Number.isInteger(this.#givenSampleRate))
    ) {
      throw new TypeError(`sampleRate must be a whole number of Hz above 0, got ${this.#givenSampleRate}`);
    }
  }

  /** Sample rate of the audio the service takes, in Hz; 0 before setup when none was given. */
  get sampleRate(): number {
    return this.#givenSampleRate ?? this.#sampleRate;
  }

  /** Whether audio is ignored. */
  get isMuted(): boolean {
    return this.#muted;
  }

  /** Whose voice the last audio was; empty when unknown. */
  protected get userId(): string {
    return this.#userId;
  }

  /** Whether the time from the end of speech to the final text means anything; false where the provider ends turns. */
  protected get supportsTtfs(): boolean {
    return true;
  }

  /** How this service would like user turns to be decided. */
  protected get recommendedTurnStrategies(): UserTurnStrategies | undefined {
    return undefined;
  }

  override async setup(setup: FrameProcessorSetup): Promise<void> {
    await super.setup(setup);
    this.#sampleRate = setup.audioInSampleRate;
  }

  /** Changes settings, as an {@link STTUpdateSettingsFrame} does. What is refused goes upstream as an error. */
  abstract updateSettings(delta: object): void;

  /**
   * Settings from the map of names to values that was given before there were deltas.
   * @deprecated Give an {@link STTUpdateSettingsFrame} a `delta`.
   */
  protected settingsFromMapping(mapping: Readonly<Record<string, unknown>>): object {
    return mapping;
  }

  /** Gives audio to the provider. Called for each frame, so it must not wait. */
  protected abstract runStt(audio: Uint8Array): void;

  /** Whether {@link onMute} is all it takes: audio then goes on reaching {@link runStt} while muted. */
  protected get mutesItself(): boolean {
    return false;
  }

  /** Audio is to be ignored from now on, or no longer. */
  protected onMute(_muted: boolean): void {}

  protected override handleFrame(frame: Frame, direction: FrameDirection): void {
    if (frame instanceof InputAudioRawFrame) {
      this.#handleAudio(frame);
      if (this.#audioPassthrough) this.pushFrame(frame, direction);
    } else if (frame instanceof STTUpdateSettingsFrame) {
      if (frame.service !== undefined && frame.service.id !== this.id) this.pushFrame(frame, direction);
      else this.#updateBy(frame);
    } else if (frame instanceof STTMuteFrame) {
      this.#mute(frame.mute);
    } else {
      this.#measure(frame);
      this.pushFrame(frame, direction);
    }
  }

  /** Pushes a frame; before a text comes its latency, where it is known. */
  override pushFrame(frame: Frame, direction: FrameDirection = 'downstream'): void {
    if (frame instanceof TranscriptionFrame && direction === 'downstream') this.#measureText(frame);
    super.pushFrame(frame, direction);
  }

  protected override stopAllMetrics(): void {
    super.stopAllMetrics();
    this.#resetTtfb();
  }

  override async cleanup(): Promise<void> {
    this.#resetTtfb();
    await super.cleanup();
  }

  protected override async stop(frame: EndFrame): Promise<void> {
    await super.stop(frame);
    this.emitSttUsageMetrics();
  }

  protected override async cancel(frame: CancelFrame): Promise<void> {
    await super.cancel(frame);
    this.emitSttUsageMetrics();
  }

  protected override serviceMetadataFrame(): STTMetadataFrame {
    if (this.supportsTtfs && this.#ttfsP99LatencyMs === undefined && !this.#warnedOfTtfs) {
      this.#warnedOfTtfs = true;
      this.logger.warn(`${this.name}: ttfsP99LatencyMs is not given; ${defaultTtfsP99LatencyMs} ms is assumed`);
    }
    return new STTMetadataFrame({
      serviceName: this.name,
      ttfsP99LatencyMs: this.supportsTtfs ? (this.#ttfsP99LatencyMs ?? defaultTtfsP99LatencyMs) : 0,
      userTurnStrategies: this.recommendedTurnStrategies,
    });
  }

  /** Seconds of audio given to the provider since the last call. */
  protected takeUsageSeconds(): number {
    const seconds = this.sampleRate === 0 ? 0 : this.#pendingBytes / (this.sampleRate * 2);
    this.#pendingBytes = 0;
    return seconds;
  }

  /** Pushes the audio used since the last call as a metric, when there is any and usage is to be reported. */
  protected emitSttUsageMetrics(): void {
    const audioSeconds = this.takeUsageSeconds();
    if (audioSeconds <= 0 || !this.usageMetricsEnabled) return;
    const data = [{ kind: 'stt-usage', processor: this.name, model: this.modelName, audioSeconds }] as const;
    this.pushFrame(new MetricsFrame({ data }));
  }

  #updateBy(frame: STTUpdateSettingsFrame): void {
    if (frame.delta !== undefined) {
      this.updateSettings(frame.delta);
      return;
    }
    const advice = "The field 'settings' of STTUpdateSettingsFrame is deprecated: use delta";
    warnDeprecated('TURNSTREAM_STT_SETTINGS_MAP', advice, this.logger);
    this.updateSettings(this.settingsFromMapping(frame.settings));
  }

  #measure(frame: Frame): void {
    if (frame instanceof VADUserStartedSpeakingFrame || frame instanceof InterruptionFrame) this.#resetTtfb();
    else if (frame instanceof VADUserStoppedSpeakingFrame && frame.stopSeconds > 0) {
      this.#ttfb.begin(frame.timestampMs - frame.stopSeconds * 1_000);
      this.#forgetTtfbTimeout();
      this.#forgetTtfbTimeout = this.clock.wake(this.#ttfbTimeoutMs, () => this.#report(this.#ttfb.finish()));
    }
  }

  #report(result: TtfbResult | undefined): void {
    if (!this.#ttfb.running) this.#forgetTtfbTimeout();
    if (result === undefined) return;
    if (result === 'negative') {
      this.logger.warn(`${this.name}: a text came before the end of its speech; its latency is not reported`);
    } else {
      this.#reportTtfb(result.durationMs);
    }
  }

  /** By the local detector where there is one, else by the turn's own times. */
  #measureText(frame: TranscriptionFrame): void {
    const nowMs = this.processorSetup.wallTimeMs();
    const isMeasured = this.#ttfb.running;
    this.#report(this.#ttfb.text(nowMs, frame.finalized));
    if (isMeasured || !frame.finalized || frame.speechEndMs === undefined) return;
    this.#resetTtfb();
    this.#reportTtfb(nowMs - frame.speechEndMs);
  }

  #reportTtfb(durationMs: number): void {
    const nowMs = this.processorSetup.wallTimeMs();
    this.startTtfbMetrics(nowMs - durationMs);
    this.stopTtfbMetrics(nowMs);
  }

  #resetTtfb(): void {
    this.#ttfb.reset();
    this.#forgetTtfbTimeout();
  }

  /**
   * When that second of the audio given to {@link runStt} while not muted was heard, in milliseconds since 1970;
   * `undefined` before any audio.
   */
  protected heardAtMs(audioSeconds: number): number | undefined {
    return this.#timeline.timeMsOf(audioSeconds);
  }

  /** The provider counts the audio from 0 again. */
  protected restartAudioTimeline(): void {
    this.#timeline = new AudioTimeline();
  }

  #mute(muted: boolean): void {
    if (this.#muted === muted) return;
    this.#muted = muted;
    this.onMute(muted);
  }

  #handleAudio(frame: InputAudioRawFrame): void {
    if ((this.#muted && !this.mutesItself) || !this.isUsable) return;
    const problem = audioProblem(frame, this.sampleRate);
    if (problem !== undefined) {
      // Said once: the next frames have most likely the same fault.
      if (problem !== this.#audioProblem) this.pushError(problem, { category: 'application' });
      this.#audioProblem = problem;
      return;
    }
    this.#audioProblem = undefined;
    this.#userId = frame instanceof UserAudioRawFrame ? frame.userId : '';
    this.#pendingBytes += frame.audio.byteLength;
    if (!this.#muted)
      this.#timeline.accept(frame.audio.byteLength / (this.sampleRate * 2), this.processorSetup.wallTimeMs);
    this.runStt(frame.audio);
  }
}
