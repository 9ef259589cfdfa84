import { inspect } from 'node:util';
import {
  listen,
  type FluxError,
  type ListenOptions,
  type Logger,
  type Session,
  type SessionStatus,
  type SessionWarning,
  type TurnEvent,
} from '@turnstream/flux';
import {
  type ConnectionScript,
  createScriptedServer,
  FakeClock,
  type ScriptedServer,
  type ScriptedServerOptions,
  type WaitOptions,
  waitFor,
} from '@turnstream/testing';

/** A warning that is none: where it has arrived, so has all that was sent before it. */
const MARK = 'MARK';

export const API_KEY = 'demand key/0123';

/** One line of a session's log. */
export type LogLine = {
  readonly level: keyof Logger;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
};

/** Options of `until`. */
export type UntilOptions = WaitOptions & {
  /** How much time passes for the session at each look. Default 20: the network is real, and has to keep up. */
  readonly stepMs?: number;
};

/**
 * A session that listens to a scripted server over a real socket, with time in the hands of the test, and everything that
 * either of them showed.
 */
export class DemandWorld implements AsyncDisposable {
  readonly server: ScriptedServer;
  readonly clock = new FakeClock();
  readonly session: Session;
  readonly errors: FluxError[] = [];
  readonly warnings: SessionWarning[] = [];
  readonly statuses: SessionStatus[] = [];
  readonly turns: TurnEvent[] = [];
  /** How the events ended: `'ended'`, or what they threw. */
  eventsEnd: unknown;
  readonly #outputs: unknown[] = [];
  readonly #lines: LogLine[] = [];
  #marks = 0;

  constructor(server: ScriptedServer, options: Partial<ListenOptions>) {
    this.server = server;
    const show = (output: unknown): void => void this.#outputs.push(output);
    const logAt =
      (level: keyof Logger): Logger['info'] =>
      (message, fields = {}) =>
        void this.#lines.push({ level, message, fields });
    const credential = options.auth === undefined && options.token === undefined ? { apiKey: API_KEY } : {};
    this.session = listen({
      ...credential,
      url: server.url,
      clock: this.clock,
      resume: { rate: Infinity },
      logger: { debug: logAt('debug'), info: logAt('info'), warn: logAt('warn'), error: logAt('error') },
      ...options,
    });
    for (const notice of ['state', 'message', 'warning', 'error', 'metrics'] as const) this.session.on(notice, show);
    this.session.on('error', (error) => this.errors.push(error));
    this.session.on('warning', (warning) => {
      if (warning.code === MARK) this.#marks += 1;
      else this.warnings.push(warning);
    });
    this.session.on('state', ({ status }) => {
      if (status !== this.statuses.at(-1)) this.statuses.push(status);
    });
    void this.#read();
  }

  /** Everything that was logged, noted, thrown or said, as one text. */
  get output(): string {
    return this.inspect([this.#outputs, this.#lines, this.turns, this.eventsEnd]);
  }

  /** The lines of the log at one level. */
  logged(level: keyof Logger): readonly LogLine[] {
    return this.#lines.filter((line) => line.level === level);
  }

  /** Everything that a value shows to who looks into it. */
  inspect(value: unknown): string {
    return inspect(value, { depth: 20, showHidden: true, maxStringLength: null, maxArrayLength: null });
  }

  /** The dials so far. */
  get dials(): number {
    return this.server.connections.length;
  }

  /** The final text of each turn that has ended. */
  get transcripts(): readonly string[] {
    return this.turns.filter(({ type }) => type === 'turn-end').map(({ transcript }) => transcript);
  }

  /** Says so many seconds at once. */
  speak(seconds: number): void {
    this.session.send(speech(seconds));
  }

  /** Waits for `condition` while time moves on, as fast as the network keeps up. */
  until<Value>(condition: () => Value | undefined | false, options: UntilOptions = {}): Promise<Value> {
    return waitFor(() => {
      this.clock.advance(options.stepMs ?? 20);
      return condition();
    }, patient(options));
  }

  /** Waits for `condition` while the session's time stands still. */
  meanwhile<Value>(condition: () => Value | undefined | false, options: WaitOptions = {}): Promise<Value> {
    return waitFor(condition, patient(options));
  }

  /** Waits until the session has heard everything that the server has sent so far, pongs too. */
  async heardAll(): Promise<void> {
    const expected = this.#marks + 1;
    this.server.connections.at(-1)?.send({ type: 'Warning', code: MARK, description: 'so far' });
    await this.meanwhile(() => this.#marks === expected, { description: 'all that the server has sent' });
  }

  /** Waits for the end of a turn. */
  turnEnd(count = 1): Promise<unknown> {
    return this.until(() => this.transcripts.length >= count, { description: `the end of turn ${count - 1}` });
  }

  /** The error the session ends with. */
  async failure(): Promise<FluxError> {
    await this.until(() => this.session.state.status === 'failed', { description: 'the failure' });
    const error = this.errors.at(-1);
    if (error === undefined) throw new Error('the session failed and told nobody');
    return error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.session.cancel();
    await this.server[Symbol.asyncDispose]();
  }

  async #read(): Promise<void> {
    try {
      for await (const event of this.session.events) this.turns.push(event);
      this.eventsEnd = 'ended';
    } catch (error) {
      this.eventsEnd = error;
    }
  }
}

/** A session and the server it listens to: one script for every dial, or one for each. */
export async function createWorld(
  scripts: ConnectionScript | readonly ConnectionScript[],
  options: Partial<ListenOptions> = {},
  serverOptions: ScriptedServerOptions = {},
): Promise<DemandWorld> {
  return new DemandWorld(await createScriptedServer(scripts, serverOptions), options);
}

/** Loud noise at 16 kHz, the same every time: nothing a session would take for silence. */
function speech(seconds: number): Uint8Array {
  const bytes = new Uint8Array(Math.round(seconds * 16_000) * 2);
  let state = 1;
  for (let index = 0; index < bytes.length; index += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

/** What a promise rejects with; `'resolved'` where it does not. */
export function reasonOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'resolved',
    (reason: unknown) => reason,
  );
}

/** Long enough for a busy machine: thousands of steps of the clock may pass. */
function patient<Options extends WaitOptions>(options: Options): Options {
  return { timeoutMs: 30_000, ...options };
}
