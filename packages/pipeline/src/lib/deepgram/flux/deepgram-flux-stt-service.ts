import type { Logger, Session, TurnEvent } from '@turnstream/flux';
import { FluxError as FluxFailure, listen } from '@turnstream/flux';
import type { ErrorCategory } from '../../errors/error-category.ts';
import type { CancelFrame, EndFrame } from '../../frames/lifecycle-frames.ts';
import { ProposedUserStartedSpeakingFrame, ProposedUserStoppedSpeakingFrame } from '../../frames/user-turn-frames.ts';
import type { EventMap } from '../../object/event-registry.ts';
import { isoTimestamp } from '../../object/iso-timestamp.ts';
import { waitAtMost } from '../../object/wait-at-most.ts';
import type { FrameProcessorEvents } from '../../processor/frame-processor-options.ts';
import type { FrameProcessorSetup } from '../../processor/frame-processor-setup.ts';
import type { STTServiceEvents } from '../../services/stt-service.ts';
import { STTService } from '../../services/stt-service.ts';
import { UserTimeline } from '../../services/user-timeline.ts';
import { applySettings, isSameValue, namesOf } from '../../settings/apply-settings.ts';
import { EagerUserTurnStrategies } from '../../turns/eager-user-turn-strategies.ts';
import { ExternalUserTurnStrategies } from '../../turns/external-user-turn-strategies.ts';
import type { UserTurnStrategies } from '../../turns/user-turn-strategies.ts';
import { ConnectionNotices } from './connection-notices.ts';
import type { DeepgramFluxSTTOptions } from './deepgram-flux-stt-options.ts';
import { asFluxSettings, InputParams, resolveFluxOptions } from './deepgram-flux-stt-options.ts';
import type { DeepgramFluxSTTSettingsFields, DeepgramFluxSTTSettingsStore } from './deepgram-flux-stt-settings.ts';
import { DeepgramFluxSTTSettings } from './deepgram-flux-stt-settings.ts';
import { categoryOfFluxCode } from './flux-error-category.ts';
import { problemWithChange, toListenSettings, toSessionDelta, warningsAbout } from './session-settings.ts';
import { turnSteps, type TurnStep } from './turn-steps.ts';

/** Events of the Flux service, beside those of every speech-to-text service. They run in the background. */
export type DeepgramFluxSTTEvents = {
  /** The speaker began a turn. */
  readonly startOfTurn: readonly [transcript: string];
  /** The text of the turn so far; replaces what came before. */
  readonly update: readonly [transcript: string];
  /** The speaker is probably done. */
  readonly eagerEndOfTurn: readonly [transcript: string];
  /** The speaker was not done after all. */
  readonly turnResumed: readonly [];
  /** The speaker is done. */
  readonly endOfTurn: readonly [transcript: string];
  /** Each of the above as the session tells it: with words, audio times, languages and the reason of an end. */
  readonly turn: readonly [event: TurnEvent];
};

const cancelGraceMs = 200;
const tailGraceMs = 1_000;

/**
 * Deepgram Flux speech-to-text: audio frames in, turns and transcriptions out.
 *
 * The connection is made in the background from setup on; audio that comes earlier is kept and sent. Lost connections
 * are replaced by the session behind the service without losing speech.
 *
 * For each turn, in this order: ProposedUserStartedSpeakingFrame (both ways), `startOfTurn`; `update` as the text grows;
 * InterimTranscriptionFrame and `eagerEndOfTurn` for a predicted end; `turnResumed` where that was wrong; the final
 * TranscriptionFrame, ProposedUserStoppedSpeakingFrame (both ways), `endOfTurn`. Frames of one turn carry the same
 * `turnId`.
 *
 * With `enableEagerEndOfTurn` a predicted end is an EagerTranscriptionFrame instead, which exactly one
 * EagerTranscriptionWithdrawnFrame or, right before the final text, EagerTranscriptionConfirmedFrame follows.
 */
export class DeepgramFluxSTTService<
  Events extends EventMap = DeepgramFluxSTTEvents & STTServiceEvents & FrameProcessorEvents,
> extends STTService<DeepgramFluxSTTEvents & Events> {
  /**
   * Settings as they were given before there was `Settings`.
   * @deprecated Use `Settings`.
   */
  static readonly InputParams: typeof InputParams = InputParams;
  /** The settings of this service. */
  static readonly Settings: typeof DeepgramFluxSTTSettings = DeepgramFluxSTTSettings;

  readonly #emitService = this.declareEvents<STTServiceEvents>({
    connected: 'background',
    disconnected: 'background',
    connectionError: 'background',
  });
  readonly #emitTurn = this.declareEvents<DeepgramFluxSTTEvents>({
    startOfTurn: 'background',
    update: 'background',
    eagerEndOfTurn: 'background',
    turnResumed: 'background',
    endOfTurn: 'background',
    turn: 'background',
  });
  readonly #options: DeepgramFluxSTTOptions;
  readonly #mipOptOut: boolean | undefined;
  readonly #warned = new Set<string>();
  readonly #notices = new ConnectionNotices({
    changed: (connected) => this.#connectionChanged(connected),
    failed: (message, options) => {
      this.#emitService('connectionError', message);
      // The handlers begin in the next microtasks; the frame is to come behind them.
      queueMicrotask(() => this.pushError(message, options));
    },
    refused: (message, options) => this.pushError(message, options),
  });
  #store: DeepgramFluxSTTSettingsStore;
  #session: Session | undefined;
  #heard: Promise<void> = Promise.resolve();
  #users = new UserTimeline();
  /** Whose voice the open turn, or the last one, is. */
  #turnUserId = '';
  #ending = false;
  #reportedUsageSeconds = 0;

  /** @throws TypeError naming the option that cannot be used */
  constructor(options: DeepgramFluxSTTOptions) {
    super(options);
    this.#options = options;
    const { store, mipOptOut } = resolveFluxOptions(options);
    this.#store = store;
    this.#mipOptOut = mipOptOut;
  }

  /** The settings in force. */
  get settings(): DeepgramFluxSTTSettingsStore {
    return this.#store;
  }

  /** Resolves when less than a second of audio waits to be sent. For sources that are faster than speech. */
  get drained(): Promise<void> {
    return this.#session?.drained ?? Promise.resolve();
  }

  /** The log of the options, else of the worker. */
  override get logger(): Logger {
    return this.#options.logger ?? super.logger;
  }

  override canGenerateMetrics(): boolean {
    return true;
  }

  protected override get modelName(): string {
    return this.#store.model;
  }

  protected override get supportsTtfs(): boolean {
    return false;
  }

  protected override get mutesItself(): boolean {
    return true;
  }

  protected override get recommendedTurnStrategies(): UserTurnStrategies {
    const { shouldInterrupt: enableInterruptions = true, enableEagerEndOfTurn = false } = this.#options;
    if (enableEagerEndOfTurn) return new EagerUserTurnStrategies({ enableInterruptions });
    return new ExternalUserTurnStrategies({ enableInterruptions });
  }

  /** Begins to connect and returns: a slow or dead server does not hold up the pipeline. */
  override async setup(setup: FrameProcessorSetup): Promise<void> {
    await super.setup(setup);
    this.#warnAboutSettings();
    this.#begin();
  }

  override async cleanup(): Promise<void> {
    this.#ending = true;
    this.#session?.cancel('cleaned up');
    await waitAtMost(this.#heard, cancelGraceMs, this.clock);
    await super.cleanup();
  }

  /**
   * Changes settings. What the running connection cannot take is taken by a new one, between turns. A refused change
   * is undone and goes upstream as an error.
   * @param delta What is `undefined` keeps its value; `null` means none
   */
  override updateSettings(delta: DeepgramFluxSTTSettings | DeepgramFluxSTTSettingsFields): void {
    const { store, changed } = applySettings(this.#store, asFluxSettings(delta));
    const names = Object.keys(changed);
    if (names.length === 0) return;
    const problem = problemWithChange(store, changed);
    if (problem !== undefined) {
      this.pushError(`Settings refused: ${problem}`, { category: 'application' });
      return;
    }
    this.#store = store;
    this.logger.info(`${this.name} changes settings: ${names.join(', ')}`);
    this.#warnAboutSettings();
    this.setUsable(true);
    if (this.#ending || this.#session === undefined) return;
    if (this.#session.state.status === 'failed') this.#begin();
    else this.#configure(this.#session, store, changed);
  }

  protected override settingsFromMapping(mapping: Readonly<Record<string, unknown>>): DeepgramFluxSTTSettings {
    return DeepgramFluxSTTSettings.fromMapping(mapping);
  }

  protected override runStt(audio: Uint8Array): void {
    const session = this.#session;
    if (session === undefined) return;
    if (this.userId !== this.#users.current) this.#users.add(session.usage.acceptedSeconds, this.userId);
    session.send(audio);
  }

  protected override onMute(muted: boolean): void {
    if (muted) this.#session?.mute();
    else this.#session?.unmute();
  }

  protected override async stop(frame: EndFrame): Promise<void> {
    this.#ending = true;
    const session = this.#session;
    if (session !== undefined) {
      const waitMs = (this.#options.drainTimeoutMs ?? 5_000) + session.state.behindSeconds * 1_000;
      const finished = await waitAtMost(settled(session.finish()), waitMs, this.clock);
      if (!finished) await settled(session.stop());
      await waitAtMost(this.#heard, tailGraceMs, this.clock);
    }
    await super.stop(frame);
  }

  protected override async cancel(frame: CancelFrame): Promise<void> {
    this.#ending = true;
    this.#session?.cancel(frame.reason);
    await waitAtMost(this.#heard, cancelGraceMs, this.clock);
    await super.cancel(frame);
  }

  protected override takeUsageSeconds(): number {
    const usage = this.#session?.usage;
    if (usage === undefined) return 0;
    const total = usage.sentSeconds + usage.replayedSeconds + usage.silentSeconds;
    const seconds = total - this.#reportedUsageSeconds;
    this.#reportedUsageSeconds = total;
    return seconds;
  }

  protected override classifyError(exception: unknown): ErrorCategory | undefined {
    return FluxFailure.isInstance(exception) ? categoryOfFluxCode(exception.code) : undefined;
  }

  #begin(): void {
    const { apiKey, token, auth, url, transport, watchdogMinTimeoutMs, session: sessionOptions } = this.#options;
    const watchdog = watchdogMinTimeoutMs === undefined ? {} : { sourceStallMs: watchdogMinTimeoutMs };
    // The session outlives whatever handler happens to begin it.
    const session = this.detached(() =>
      listen({
        ...sessionOptions,
        connection: { ...watchdog, ...sessionOptions?.connection },
        ...toListenSettings(this.#store),
        ...(apiKey === undefined ? {} : { apiKey }),
        ...(token === undefined ? {} : { token }),
        ...(auth === undefined ? {} : { auth }),
        ...(url === undefined ? {} : { url }),
        ...(transport === undefined ? {} : { transport }),
        ...(this.#mipOptOut === undefined ? {} : { mipOptOut: this.#mipOptOut }),
        encoding: 'linear16',
        sampleRateHz: this.sampleRate,
        logger: this.logger,
        clock: this.clock,
      }),
    );
    this.#session = session;
    this.#users = new UserTimeline();
    this.restartAudioTimeline();
    this.#reportedUsageSeconds = 0;
    session.on('state', ({ status }) => {
      if (session === this.#session) this.#notices.state(status);
    });
    session.on('warning', (warning) => this.#notices.warning(warning, session.state.status));
    session.on('error', (error) => {
      // The error that ends the session is told after the turns that it ended.
      if (session.state.status !== 'failed') this.#notices.error(error, false);
    });
    if (this.isMuted) session.mute();
    this.#heard = this.#hearAll(session);
  }

  async #hearAll(session: Session): Promise<void> {
    try {
      for await (const event of session.events) this.#hear(event);
    } catch (error) {
      this.#notices.error(error, true);
    }
    if (this.#session === session) this.#notices.over();
  }

  #hear(event: TurnEvent): void {
    if (this.hasEventHandler('turn')) this.#emitTurn('turn', event);
    if (event.type === 'turn-start') {
      this.#turnUserId = this.#users.userAt(event.words[0]?.startSeconds ?? event.endSeconds);
    }
    const rule = {
      userId: this.#turnUserId,
      timestamp: isoTimestamp(this.processorSetup.wallTimeMs()),
      language: this.#store.model === 'flux-general-en' ? 'en' : undefined,
      minConfidence: this.#store.minConfidence,
      heardAtMs: (audioSeconds: number) => this.heardAtMs(audioSeconds),
      interimOnUpdate: this.#options.interimOnUpdate ?? false,
      predicts: this.#options.enableEagerEndOfTurn ?? false,
    };
    for (const step of turnSteps(event, rule)) this.#take(step);
    if (event.type === 'turn-end') this.#users.forgetBefore(event.endSeconds);
  }

  #take(step: TurnStep): void {
    switch (step.type) {
      case 'propose-start':
        this.broadcastFrame(ProposedUserStartedSpeakingFrame, step.start);
        break;
      case 'propose-stop':
        this.broadcastFrame(ProposedUserStoppedSpeakingFrame, { turnId: step.turnId });
        break;
      case 'push':
        this.pushFrame(step.frame);
        break;
      case 'report-usage':
        this.emitSttUsageMetrics();
        break;
      case 'leave-out':
        this.logger.warn(
          `${this.name}: the text of a turn was left out; its confidence is below ${step.minConfidence}`,
          { mean: step.meanConfidence },
        );
        break;
      case 'emit':
        this.#emitTurn(step.name, step.transcript);
        break;
      case 'emit-resumed':
        this.#emitTurn('turnResumed');
        break;
    }
  }

  #configure(
    session: Session,
    store: DeepgramFluxSTTSettingsStore,
    changed: Partial<DeepgramFluxSTTSettingsStore>,
  ): void {
    const delta = toSessionDelta(store, changed);
    if (delta === undefined) return;
    this.createTask('configure', async (signal) => {
      try {
        await session.configure(delta);
      } catch (error) {
        if (signal.aborted || this.#ending) return;
        this.#undo(store, changed);
        if (session.state.status !== 'failed') this.#notices.error(error, false);
      }
    });
  }

  /** Puts back what a refused change set, unless it was changed again since. */
  #undo(refused: DeepgramFluxSTTSettingsStore, changed: Partial<DeepgramFluxSTTSettingsStore>): void {
    const back: Partial<DeepgramFluxSTTSettingsStore> = {};
    for (const name of namesOf(changed)) {
      if (isSameValue(this.#store[name], refused[name])) Object.assign(back, { [name]: changed[name] });
    }
    this.#store = applySettings(this.#store, back).store;
  }

  #connectionChanged(connected: boolean): void {
    if (!connected) this.stopAllMetrics();
    this.#emitService(connected ? 'connected' : 'disconnected');
  }

  #warnAboutSettings(): void {
    const { enableEagerEndOfTurn = false } = this.#options;
    for (const warning of warningsAbout(this.#store, { enableEagerEndOfTurn })) {
      if (this.#warned.has(warning)) continue;
      this.#warned.add(warning);
      this.logger.warn(`${this.name}: ${warning}`);
    }
  }
}

function settled(work: Promise<unknown>): Promise<unknown> {
  return work.catch(() => undefined);
}
