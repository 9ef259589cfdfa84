import { setImmediate } from 'node:timers/promises';

import type { EngineCapabilities, SpeechEngine, SpeechStream } from '@turnstream/engine';
import { describeUnparsable, parseClientMessage, serializeServerMessage } from '@turnstream/flux/protocol';
import type { ClientMessage, ListenParameters } from '@turnstream/flux/protocol';

import type { ServerClock } from '../server-clock.ts';
import { describeThrown } from '../server-logger.ts';
import type { ServerLogger } from '../server-logger.ts';
import { settingsOf } from '../turn-machine/active-settings.ts';
import type { TurnMachineInput, TurnMachineState, TurnMachineTransition } from '../turn-machine/turn-machine-state.ts';
import { openTurnMachine, turnMachine } from '../turn-machine/turn-machine.ts';
import { AudioIntake } from '../intake/audio-intake.ts';
import type { HeardAudio } from '../intake/audio-intake.ts';
import { IdleWatch } from './idle-watch.ts';
import { InputQueue } from './input-queue.ts';
import type { SessionInput } from './input-queue.ts';
import type { SessionSocket } from './session-socket.ts';

/** The bounds of one session. */
export type SessionLimits = {
  /** Audio that may wait for the engine before the socket is paused. */
  readonly maxQueuedSeconds: number;
  /** Bytes that may wait for a client that does not read, before it is cut off. */
  readonly maxUnreadBytes: number;
  /** Time without audio or ping after which the session ends. */
  readonly idleTimeoutMs: number;
  /** Time a client has to answer the closing handshake. */
  readonly closeTimeoutMs: number;
};

/** What a session is made of. */
export type ListenSessionOptions = {
  readonly requestId: string;
  readonly parameters: ListenParameters;
  readonly engine: SpeechEngine;
  readonly socket: SessionSocket;
  readonly limits: SessionLimits;
  readonly eagerCheckpointsSeconds: readonly number[];
  readonly logger: ServerLogger;
  readonly clock: ServerClock;
};

/** `Configure`s that may wait for their answer (R58). */
const MAX_PENDING_CONFIGURES = 10;

/** Steps after which the other sessions and the network get their turn, however fast the engine is. */
const STEPS_IN_A_ROW = 12;

/** The status code of a server that goes away (RFC 6455, 7.4.1). */
const GOING_AWAY = 1_001;

function honoursKeyterms({ keyterms, keytermModels }: EngineCapabilities, model: string): boolean {
  return keyterms && (keytermModels?.includes(model) ?? true);
}

/**
 * One connection: its audio and commands go through the engine and the turn machine one at a time, in the order they
 * came. The owner of the socket reports what arrives; the session closes the socket itself.
 */
export class ListenSession {
  /** Resolves when the connection is gone and everything it held is freed. Never rejects. */
  readonly ended: Promise<void>;
  readonly #options: ListenSessionOptions;
  readonly #intake: AudioIntake;
  readonly #queue: InputQueue;
  readonly #idle: IdleWatch;
  #resolveEnded: (() => void) | undefined;
  #stream: SpeechStream | undefined;
  readonly #opening: TurnMachineTransition;
  #machine: TurnMachineState;
  #working: Promise<void> | undefined;
  #pendingConfigures = 0;
  #paused = false;
  /** Why nothing more is taken in; the first reason stays. */
  #closing: string | undefined;
  #undoCloseTimeout: (() => void) | undefined;

  constructor(options: ListenSessionOptions) {
    const { parameters, limits, clock, engine, requestId } = options;
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    this.#options = options;
    this.#intake = new AudioIntake(parameters);
    this.#queue = new InputQueue(limits.maxQueuedSeconds * this.#intake.bytesPerSecond);
    this.#idle = new IdleWatch(limits.idleTimeoutMs, clock, () => this.#whenIdle());
    this.#opening = openTurnMachine(
      {
        requestId,
        model: parameters.model,
        engineName: engine.name,
        honoursKeyterms: honoursKeyterms(engine.capabilities, parameters.model),
        eagerCheckpointsSeconds: options.eagerCheckpointsSeconds,
      },
      settingsOf(parameters),
    );
    this.#machine = this.#opening.state;
  }

  /** Says `Connected` and begins to listen. */
  open(): void {
    const { engine, parameters, logger, requestId } = this.#options;
    logger.info('session opened', {
      requestId,
      model: parameters.model,
      encoding: parameters.encoding ?? 'container',
      sampleRateHz: parameters.sampleRateHz,
      load: engine.load,
    });
    this.#idle.start();
    this.#perform(this.#opening);
    try {
      this.#stream = engine.openStream({
        model: parameters.model,
        keyterms: parameters.keyterms ?? [],
        languageHints: parameters.languageHints ?? [],
      });
    } catch (error) {
      this.#failInside(error);
    }
  }

  /** A binary message. An empty one is ignored. */
  receiveAudio(bytes: Uint8Array): void {
    if (bytes.byteLength > 0) {
      this.#idle.touch();
      this.#receive({ kind: 'audio', bytes });
    }
  }

  /** A text message. */
  receiveText(text: string): void {
    if (this.#closing !== undefined) {
      return;
    }
    const parsed = parseClientMessage(text);
    if (parsed.kind !== 'ok') {
      this.#receive({ kind: 'unparsable', description: describeUnparsable(parsed) });
    } else if (parsed.message.type === 'Configure' && this.#pendingConfigures >= MAX_PENDING_CONFIGURES) {
      this.#receive({ kind: 'excess-configure' });
    } else {
      this.#pendingConfigures += parsed.message.type === 'Configure' ? 1 : 0;
      this.#receive({ kind: 'command', message: parsed.message, characters: text.length });
    }
  }

  /** A ping keeps the session alive. */
  receivePing(): void {
    this.#idle.touch();
  }

  /** The connection is gone. */
  socketClosed(code: number): void {
    const { logger, requestId } = this.#options;
    this.#beginClosing('the client left');
    this.#undoCloseTimeout?.();
    logger.info('session ended', {
      requestId,
      reason: this.#closing,
      closeCode: code,
      audioSeconds: this.#machine.heardSteps * 0.08,
      turns: this.#machine.turnIndex,
    });
    void this.#free();
  }

  /** Ends politely because the server goes away: what was received is still decoded and told. */
  stop(): void {
    this.#receive({ kind: 'stop' });
  }

  /** Ends at once. */
  terminate(reason: string): void {
    this.#beginClosing(reason);
    this.#options.socket.terminate();
  }

  #receive(input: SessionInput): void {
    if (this.#closing !== undefined) {
      return;
    }
    this.#queue.push(input);
    if (this.#queue.full && !this.#paused) {
      this.#paused = true;
      this.#options.socket.pause();
    }
    this.#working ??= this.#work();
  }

  async #work(): Promise<void> {
    try {
      for (let input = this.#queue.take(); input !== undefined; input = this.#queue.take()) {
        await this.#process(input);
        if (this.#paused && !this.#queue.full) {
          this.#paused = false;
          this.#options.socket.resume();
        }
      }
    } catch (error) {
      this.#failInside(error);
    }
    this.#working = undefined;
  }

  async #process(input: SessionInput): Promise<void> {
    switch (input.kind) {
      case 'audio':
        await this.#hear(this.#intake.push(input.bytes));
        this.#idle.touch();
        return;
      case 'command':
        return this.#obey(input.message);
      case 'excess-configure':
        return this.#feed({ type: 'excess-configure' });
      case 'unparsable':
        return this.#fail('UNPARSABLE_CLIENT_MESSAGE', input.description);
      case 'stop':
        return this.#drain('the server is shutting down', GOING_AWAY);
    }
  }

  /** Hears all of it, step by step; `false` when the session began to close meanwhile. */
  async #hear(audio: AsyncIterable<HeardAudio>): Promise<boolean> {
    for await (const heard of audio) {
      if (heard.kind === 'invalid') {
        this.#fail('UNSUPPORTED_AUDIO_FORMAT', heard.reason);
        return false;
      }
      const step = await this.#stream?.step(heard.samples);
      if (step === undefined || this.#closing !== undefined) {
        return false;
      }
      this.#feed({ type: 'step', step });
      if (this.#machine.heardSteps % STEPS_IN_A_ROW === 0) {
        await setImmediate();
      }
    }
    return true;
  }

  async #obey(message: ClientMessage): Promise<void> {
    switch (message.type) {
      case 'Configure':
        this.#pendingConfigures -= 1;
        this.#feed({ type: 'configure', message });
        return;
      case 'ForceEndTurn':
        this.#feed({ type: 'force-end-turn' });
        return;
      case 'CloseStream':
        await this.#drain('the client sent CloseStream');
    }
  }

  /** Decodes all that arrived, tells the rest and closes. */
  async #drain(reason: string, closeCode?: number): Promise<void> {
    if (!(await this.#hear(this.#intake.finish()))) {
      return;
    }
    const step = this.#machine.heardSteps > 0 ? await this.#stream?.flush() : undefined;
    if (this.#closing === undefined) {
      this.#feed({ type: 'drained', step }, reason, closeCode);
    }
  }

  #whenIdle(): void {
    if (this.#working !== undefined) {
      this.#idle.touch();
      return;
    }
    const seconds = this.#options.limits.idleTimeoutMs / 1_000;
    this.#fail('INACTIVE_CLIENT', `No audio and no ping arrived for ${seconds} seconds.`);
  }

  #failInside(error: unknown): void {
    const { logger, requestId } = this.#options;
    if (this.#closing !== undefined) {
      return;
    }
    logger.error('the stream failed', { requestId, error: describeThrown(error) });
    this.#fail('INTERNAL_SERVER_ERROR', 'The server failed to decode this stream; its log has the reason.');
  }

  /** Says one fatal `Error` and closes. */
  #fail(code: string, description: string): void {
    this.#feed({ type: 'failed', code, description }, `${code}: ${description}`);
  }

  #feed(input: TurnMachineInput, closeReason = 'closed', closeCode?: number): void {
    const transition = turnMachine(this.#machine, input);
    this.#machine = transition.state;
    this.#perform(transition, closeReason, closeCode);
  }

  #perform({ effects }: TurnMachineTransition, closeReason = 'closed', closeCode?: number): void {
    for (const effect of effects) {
      switch (effect.type) {
        case 'send':
          this.#send(serializeServerMessage(effect.message));
          break;
        case 'end-turn':
          this.#stream?.endTurn();
          break;
        case 'configure-stream':
          this.#stream?.configure(effect.options);
          break;
        case 'close':
          this.#close(closeReason, closeCode);
          break;
      }
    }
  }

  #send(text: string): void {
    const { socket, limits, logger, requestId } = this.#options;
    if (socket.bufferedAmount > limits.maxUnreadBytes) {
      if (this.#closing === undefined) {
        logger.warn('cut off a client that does not read', { requestId, unreadBytes: socket.bufferedAmount });
        this.terminate('the client did not read');
      }
      return;
    }
    socket.send(text);
  }

  #close(reason: string, closeCode?: number): void {
    const { socket, limits, clock } = this.#options;
    if (this.#closing !== undefined) {
      return;
    }
    this.#beginClosing(reason);
    socket.close(closeCode, closeCode === undefined ? undefined : reason);
    // The closing handshake needs the client's answer to be read.
    this.#paused = false;
    socket.resume();
    this.#undoCloseTimeout = clock.wake(limits.closeTimeoutMs, () => socket.terminate());
  }

  #beginClosing(reason: string): void {
    this.#closing ??= reason;
    this.#queue.clear();
    this.#idle.stop();
    this.#stream?.close();
  }

  async #free(): Promise<void> {
    await this.#working;
    this.#intake.close();
    this.#resolveEnded?.();
  }
}
