import { createSilence } from '@turnstream/audio';
import { usageOf } from '../audio/audio-ledger.ts';
import { isQuietAudio } from '../audio/loudness.ts';
import { OPUS_SILENCE, OPUS_SILENCE_SAMPLES } from '../audio/opus-packet.ts';
import { changedSettings, mergeSettings } from '../config/settings.ts';
import { normalizeSettings } from '../config/normalize-settings.ts';
import { isOver, requestIdOf } from '../connection/connection-phase.ts';
import { FluxError } from '../errors.ts';
import { serializeClientMessage } from '../protocol/serialize-client-message.ts';
import type { CheckedOptions } from '../session/check-options.ts';
import { refuseThresholds } from '../session/manual-turns.ts';
import type { Clock, Logger, SettingsDelta } from '../session/listen-options.ts';
import type {
  ConfigureResult,
  ForceEndTurnOptions,
  Session,
  SessionNotices,
  SessionState,
  Usage,
} from '../session/session.ts';
import type { SessionEffect } from '../session/session-effect.ts';
import { seenAt, type SessionFact } from '../session/session-input.ts';
import { stepSession } from '../session/session-machine.ts';
import { initialSession, type SessionMachine } from '../session/session-state.ts';
import type { TurnEndEvent, TurnEvent } from '../session/turn-event.ts';
import type { FluxTransport } from '../transport/transport.ts';
import { openTurn } from '../turns/turn-ledger.ts';
import { Alarm } from './alarm.ts';
import { AudioIntake } from './audio-intake.ts';
import { createAudioSink } from './audio-sink.ts';
import { ChunkRing } from './chunk-ring.ts';
import { deferred, type Deferred } from './deferred.ts';
import { Dialer } from './dialer.ts';
import { NoticeHub } from './notice-hub.ts';
import { PendingCalls } from './pending-calls.ts';
import { Redactor } from './redactor.ts';
import { SessionLogger } from './session-logger.ts';
import { TurnBroadcast } from './turn-broadcast.ts';

/** `send()` says so when more than this waits. */
const BACK_PRESSURE_SECONDS = 1;

const DEFAULT_SETTLE_MS = 500;

/**
 * The runner of a session: owns the socket, the clock, the chunks and the promises, and does what the machine says.
 * It decides nothing itself.
 */
export class FluxSession implements Session {
  readonly #options: CheckedOptions;
  readonly #clock: Clock;
  readonly #logger: SessionLogger | undefined;
  readonly #dialer: Dialer;
  readonly #redactor = new Redactor();
  #broadcast = new TurnBroadcast();
  readonly #notices: NoticeHub<SessionNotices>;
  #opened = deferred<void>();
  #ended = deferred<void>();
  readonly #changes = new PendingCalls<ConfigureResult>();
  readonly #forces = new PendingCalls<TurnEndEvent | undefined>();
  readonly #intake: AudioIntake;
  readonly #ring: ChunkRing;
  readonly #facts: SessionFact[] = [];
  #audio: WritableStream<Uint8Array> | undefined;
  #machine: SessionMachine;
  #running = false;
  #inputClosed = false;
  #muted = false;
  /** Whether every connection so far copied what it was sent. */
  #isFree = true;
  #mayDial = true;
  readonly #alarm: Alarm;
  #machineWakeAt = Infinity;
  /** Whether the session is over. Kept here, as the next one is, since it is asked with every frame. */
  #isOver = false;
  /** Whether too much waited when the last fact was taken: without one, it can only have become less. */
  #wasBehind = false;
  #drained: Deferred<void> | undefined;
  #shown: SessionState;
  #terminalError: FluxError | undefined;

  constructor(options: CheckedOptions, transport: FluxTransport, clock: Clock, logger: Logger | undefined) {
    this.#options = options;
    this.#clock = clock;
    this.#alarm = new Alarm(clock, this.#onWake);
    this.#logger = logger && new SessionLogger(logger, this.#redactor);
    this.#notices = new NoticeHub((error) => this.#log('error', 'A listener threw.', { error: String(error) }));
    const { shape, rule } = options;
    this.#intake = new AudioIntake(
      shape,
      (bytes, samples) => this.#takeChunk(bytes, samples),
      () => (this.#isFree ? this.#ring.takeMemory() : undefined),
    );
    this.#ring =
      shape.type === 'packets'
        ? new ChunkRing(undefined, 0)
        : new ChunkRing(rule.audio.bytesPerSample, shape.chunkBytes);
    this.#dialer = new Dialer(options, transport, this.#redactor, (fact) => this.#step(fact));
    this.#machine = initialSession(options.settings, clock.now());
    this.#shown = this.state;
  }

  /** Begins to dial. Called once. */
  begin(): void {
    // Later, when the caller of `listen()` has had the chance to listen.
    queueMicrotask(() => {
      for (const warning of this.#options.warnings) this.#perform({ type: 'warn', warning });
    });
    this.#step({ type: 'begin' });
  }

  get state(): SessionState {
    const { connection, turns } = this.#machine;
    return {
      status: connection.phase.status,
      requestId: requestIdOf(connection.phase),
      connections: connection.connections,
      behindSeconds: this.#behindSeconds(),
      openTurnId: openTurn(turns)?.turnId,
    };
  }

  get usage(): Usage {
    return usageOf(this.#machine.audio, this.#options.rule.audio.sampleRateHz);
  }

  get opened(): Promise<void> {
    return this.#opened.promise;
  }

  get closed(): Promise<void> {
    return this.#ended.promise;
  }

  get events(): AsyncIterable<TurnEvent> {
    return this.#broadcast;
  }

  /** Made when it is asked for: some platforms have no streams. */
  get audio(): WritableStream<Uint8Array> {
    const { shape, rule } = this.#options;
    const pieceBytes = shape.type === 'packets' ? Infinity : rule.audio.chunkSamples * rule.audio.bytesPerSample * 4;
    this.#audio ??= createAudioSink(this, pieceBytes, () => this.#endError());
    return this.#audio;
  }

  get drained(): Promise<void> {
    if (!this.#isBehind()) return Promise.resolve();
    this.#drained ??= deferred<void>();
    return this.#drained.promise;
  }

  on<Name extends keyof SessionNotices>(name: Name, listener: (notice: SessionNotices[Name]) => void): () => void {
    return this.#notices.on(name, listener);
  }

  send(chunk: Uint8Array): boolean {
    if (this.#inputClosed) return false;
    if (chunk.byteLength === 0) return this.#takesMore();
    const at = this.#clock.now();
    if (!this.#muted) this.#intake.accept(chunk, at);
    // While muted, an open turn hears silence of the same length; between turns nothing is sent.
    else if (openTurn(this.#machine.turns) !== undefined) this.#intake.acceptSilence(chunk.byteLength, at);
    // Ends the silence in place of a stalled source now, and not with the chunk.
    if (this.#machine.audio.silence !== undefined) this.#intake.flush();
    this.#wakeBy(this.#intake.partialDueAt);
    return this.#takesMore();
  }

  configure(delta: SettingsDelta): Promise<ConfigureResult> {
    const ended = this.#inputClosed ? this.#endError() : undefined;
    if (ended !== undefined) return Promise.reject(ended);
    try {
      if (this.#options.isManual) refuseThresholds(delta);
      const merged = mergeSettings(this.#machine.config.desired, delta);
      const { settings, warnings } = normalizeSettings(merged);
      for (const warning of warnings) this.#perform({ type: 'warn', warning });
      const change = changedSettings(settings, delta);
      return this.#changes.open((id) => this.#step({ type: 'configure', id, delta: change }));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  forceEndTurn(options: ForceEndTurnOptions = {}): Promise<TurnEndEvent | undefined> {
    const settleMs = options.settleMs ?? DEFAULT_SETTLE_MS;
    if (!(settleMs >= 0)) return Promise.reject(new TypeError(`settleMs must be at least 0, got ${settleMs}`));
    this.#intake.flush();
    return this.#forces.open((id) => this.#step({ type: 'force-end-turn', id, settleMs }));
  }

  mute(): void {
    this.#intake.flush();
    this.#muted = true;
  }

  unmute(): void {
    this.#intake.flush();
    this.#muted = false;
  }

  async finish(): Promise<void> {
    this.#closeInput({ type: 'finish' });
    await this.#ended.promise;
  }

  async stop(): Promise<void> {
    this.#closeInput({ type: 'stop' });
    await this.#ended.promise.catch(() => undefined);
  }

  cancel(reason?: string): void {
    this.#inputClosed = true;
    this.#step({ type: 'cancel', reason });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  #closeInput(fact: SessionFact): void {
    this.#mayDial &&= fact.type === 'finish';
    if (!this.#inputClosed) this.#intake.flush();
    this.#inputClosed = true;
    this.#step(fact);
  }

  // --- audio in -----------------------------------------------------------------------------------------------------

  #takeChunk(bytes: Uint8Array<ArrayBuffer>, samples: number): void {
    const { shape } = this.#options;
    this.#ring.push(bytes, samples);
    const { audio } = this.#machine;
    // Loudness matters only while something waits: then quiet may be left out.
    const waits = audio.link === undefined || audio.next < audio.accepted;
    const quiet = waits && shape.type === 'samples' && isQuietAudio(shape.encoding, bytes);
    this.#step({ type: 'chunk', samples, quiet, mayDial: this.#mayDial });
    if (this.#isOver) this.#ring.forget(Infinity);
  }

  #behindSeconds(): number {
    const { accepted, next } = this.#machine.audio;
    const { sampleRateHz, bytesPerSample } = this.#options.rule.audio;
    return (accepted - next + this.#dialer.bufferedBytes / bytesPerSample) / sampleRateHz;
  }

  #isBehind(): boolean {
    return this.#wasBehind && !this.#isOver && this.#behindSeconds() > BACK_PRESSURE_SECONDS;
  }

  #takesMore(): boolean {
    return !this.#isOver && !this.#isBehind();
  }

  #endError(): Error | undefined {
    if (!this.#isOver) return undefined;
    return this.#terminalError ?? new FluxError('session-ended', 'The session has ended.');
  }

  // --- facts in, effects out ----------------------------------------------------------------------------------------

  /** Takes a fact. One at a time: a fact that an effect brings about waits until the effects before it are done. */
  #step(fact: SessionFact): void {
    if (this.#running) {
      this.#facts.push(fact);
      return;
    }
    this.#running = true;
    try {
      this.#take(fact);
      for (let next = this.#facts.shift(); next !== undefined; next = this.#facts.shift()) this.#take(next);
    } finally {
      this.#running = false;
    }
  }

  #take(fact: SessionFact): void {
    if (fact.type === 'message' && this.#notices.has('message')) this.#notices.notify('message', fact.message);
    const input = seenAt(fact, this.#clock.now(), this.#dialer.bufferedBytes, this.#clock.random());
    const step = stepSession(this.#machine, input, this.#options.rule);
    this.#machine = step.machine;
    this.#machineWakeAt = step.wakeAt;
    this.#isOver = isOver(step.machine.connection.phase);
    for (const effect of step.effects) this.#perform(effect);
    this.#wasBehind = this.#behindSeconds() > BACK_PRESSURE_SECONDS;
    this.#wakeBy(step.wakeAt);
    this.#showState();
    if (this.#drained !== undefined && !this.#isBehind()) {
      this.#drained.resolve();
      this.#drained = undefined;
    }
  }

  #perform(effect: SessionEffect): void {
    switch (effect.type) {
      case 'dial':
        this.#log('debug', 'Dialling.', { generation: effect.generation });
        this.#dialer.dial(effect.generation, effect.settings);
        return;
      case 'hang-up':
        this.#dialer.hangUp(effect.how);
        return;
      case 'send-text':
        this.#log('debug', 'Sending a message.', { type: effect.message.type });
        this.#dialer.connection?.sendText(serializeClientMessage(effect.message));
        return;
      case 'send-audio':
        this.#ring.read(effect.from, effect.to, this.#sendChunk);
        return;
      case 'send-silence':
        this.#sendSilence(effect.samples);
        return;
      case 'forget-audio':
        this.#ring.forget(effect.before, this.#isFree);
        return;
      case 'ping':
        this.#dialer.ping();
        return;
      case 'emit':
        this.#broadcast.publish(effect.event);
        return;
      case 'warn':
        this.#log('warn', effect.warning.message, { code: effect.warning.code });
        this.#notices.notify('warning', effect.warning);
        return;
      case 'measure':
        this.#notices.notify('metrics', effect.metric);
        return;
      case 'log':
        this.#log(effect.level, effect.message, effect.fields);
        return;
      case 'configured':
        this.#changes.resolve(effect.id, effect.result);
        return;
      case 'configure-failed':
        this.#changes.reject(effect.id, effect.error);
        return;
      case 'turn-forced':
        this.#forces.resolve(effect.id, effect.end);
        return;
      case 'report':
        this.#report(effect.error);
        return;
      case 'opened':
        this.#opened.resolve();
        return;
      case 'revived':
        this.#beginAnew();
        return;
      case 'ended':
        this.#finishUp(effect.error);
        return;
    }
  }

  readonly #sendChunk = (bytes: Uint8Array<ArrayBuffer>): void => {
    const { connection } = this.#dialer;
    if (connection === undefined) return;
    this.#isFree &&= connection.copiesAudio === true;
    // Who keeps what it is given gets memory of its own, and not a part of a block.
    connection.sendAudio(this.#isFree || bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice());
  };

  #sendSilence(samples: number): void {
    const { shape } = this.#options;
    if (shape.type === 'samples') this.#sendChunk(createSilence(shape.encoding, samples * shape.bytesPerSample));
    else if (shape.type === 'packets') {
      for (let sent = 0; sent < samples; sent += OPUS_SILENCE_SAMPLES) this.#sendChunk(OPUS_SILENCE);
    }
  }

  #report(error: FluxError): void {
    this.#log('error', error.message, { code: error.code });
    this.#notices.notify('error', error);
  }

  #finishUp(error: FluxError | undefined): void {
    this.#terminalError = error;
    // A failed session may come back with new audio; one that was told to end may not.
    this.#inputClosed ||= error === undefined;
    this.#alarm.cancel();
    this.#ring.forget(Infinity);
    const reason = error ?? new FluxError('session-ended', 'The session ended before it was connected.');
    this.#opened.reject(reason);
    if (error === undefined) this.#ended.resolve();
    else {
      this.#report(error);
      this.#ended.reject(error);
    }
    this.#broadcast.close(error);
  }

  #beginAnew(): void {
    this.#log('info', 'The session lives again.');
    this.#terminalError = undefined;
    this.#opened = deferred<void>();
    this.#ended = deferred<void>();
    this.#broadcast = new TurnBroadcast();
  }

  // --- time and notices ---------------------------------------------------------------------------------------------

  #wakeBy(at: number): void {
    if (!this.#isOver) this.#alarm.setBy(at);
  }

  readonly #onWake = (): void => {
    const now = this.#clock.now();
    if (now >= this.#intake.partialDueAt) this.#intake.flush();
    if (now >= this.#machineWakeAt) this.#step({ type: 'wake' });
    this.#wakeBy(Math.min(this.#machineWakeAt, this.#intake.partialDueAt));
  };

  #showState(): void {
    const { connection, turns } = this.#machine;
    const openTurnId = openTurn(turns)?.turnId;
    if (connection.phase.status === this.#shown.status && openTurnId === this.#shown.openTurnId) return;
    this.#shown = this.state;
    this.#notices.notify('state', this.#shown);
  }

  #log(level: keyof Logger, message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.#logger?.log(level, message, requestIdOf(this.#machine.connection.phase), fields);
  }
}
