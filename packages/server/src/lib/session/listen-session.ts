import { setImmediate } from 'node:timers/promises';

import type { SpeechStream } from '@turnstream/engine';
import { describeUnparsable, parseClientMessage, serializeServerMessage } from '@turnstream/flux/protocol';
import type { ClientMessage } from '@turnstream/flux/protocol';

import { describeThrown } from '../server-logger.ts';
import type { TurnMachineInput, TurnMachineState, TurnMachineTransition } from '../turn-machine/turn-machine-state.ts';
import { turnMachine } from '../turn-machine/turn-machine.ts';
import { AudioIntake } from '../intake/audio-intake.ts';
import type { HeardAudio } from '../intake/audio-intake.ts';
import { BoundedSocket } from './bounded-socket.ts';
import { IdleWatch } from './idle-watch.ts';
import { InputQueue } from './input-queue.ts';
import type { SessionInput } from './input-queue.ts';
import { openingOf } from './session-options.ts';
import type { ListenSessionOptions } from './session-options.ts';

/** `Configure`s that may wait for their answer (R58). */
const MAX_PENDING_CONFIGURES = 10;

/** Steps after which the other sessions and the network get their turn, however fast the engine is. */
const STEPS_IN_A_ROW = 12;

/** The status code of a server that goes away (RFC 6455, 7.4.1). */
const GOING_AWAY = 1_001;

/**
 * One connection: its audio and commands go through the engine and the turn machine one at a time, in the order they
 * came. The owner of the socket reports what arrives; the session closes the socket itself.
 */
export class ListenSession {
  /** Resolves when the connection is gone and everything it held is freed. Never rejects. */
  readonly ended: Promise<void>;
  readonly #options: ListenSessionOptions;
  readonly #socket: BoundedSocket;
  readonly #intake: AudioIntake;
  readonly #queue: InputQueue;
  readonly #idle: IdleWatch;
  #resolveEnded: (() => void) | undefined;
  #stream: SpeechStream | undefined;
  readonly #opening: TurnMachineTransition;
  #machine: TurnMachineState;
  #working: Promise<void> | undefined;
  #pendingConfigures = 0;
  /** Why nothing more is taken in; the first reason stays. */
  #closing: string | undefined;

  constructor(options: ListenSessionOptions) {
    const { parameters, limits, clock } = options;
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    this.#options = options;
    this.#socket = new BoundedSocket(options.socket, limits, clock);
    this.#intake = new AudioIntake(parameters);
    this.#queue = new InputQueue(limits.maxQueuedSeconds * this.#intake.bytesPerSecond);
    this.#idle = new IdleWatch(limits.idleTimeoutMs, clock, () => this.#whenIdle());
    this.#opening = openingOf(options);
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
    this.#socket.forget();
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
    this.#socket.terminate();
  }

  #receive(input: SessionInput): void {
    if (this.#closing !== undefined) {
      return;
    }
    this.#queue.push(input);
    if (this.#queue.full) {
      this.#socket.pause();
    }
    this.#working ??= this.#work();
  }

  async #work(): Promise<void> {
    try {
      for (let input = this.#queue.take(); input !== undefined; input = this.#queue.take()) {
        await this.#process(input);
        if (!this.#queue.full) {
          this.#socket.resume();
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
    if (this.#socket.send(text) || this.#closing !== undefined) {
      return;
    }
    const { logger, requestId } = this.#options;
    logger.warn('cut off a client that does not read', { requestId, unreadBytes: this.#socket.unreadBytes });
    this.terminate('the client did not read');
  }

  #close(reason: string, closeCode?: number): void {
    if (this.#closing !== undefined) {
      return;
    }
    this.#beginClosing(reason);
    this.#socket.close(closeCode, closeCode === undefined ? undefined : reason);
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
