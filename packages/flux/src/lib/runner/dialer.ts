import { toListenParameters } from '../config/settings.ts';
import { buildListenUrl } from '../protocol/build-listen-url.ts';
import { MAX_SERVER_MESSAGE_CHARACTERS } from '../protocol/limits.ts';
import { parseServerMessage } from '../protocol/parse-server-message.ts';
import type { CheckedOptions } from '../session/check-options.ts';
import type { SessionSettings } from '../session/listen-options.ts';
import type { SessionFact } from '../session/session-input.ts';
import type { FluxTransport, TransportClose, TransportConnection, TransportHandlers } from '../transport/transport.ts';
import type { Credential } from '../transport/credential.ts';
import type { Redactor } from './redactor.ts';

/** Gets a credential, dials with it, and turns what the connection says into facts of its generation. */
export class Dialer {
  readonly #options: CheckedOptions;
  readonly #transport: FluxTransport;
  readonly #redactor: Redactor;
  readonly #tell: (fact: SessionFact) => void;
  #attempt: AbortController | undefined;
  #generation = 0;
  #connection: TransportConnection | undefined;

  constructor(
    options: CheckedOptions,
    transport: FluxTransport,
    redactor: Redactor,
    tell: (fact: SessionFact) => void,
  ) {
    this.#options = options;
    this.#transport = transport;
    this.#redactor = redactor;
    this.#tell = tell;
  }

  /** The connection of the last dial, while it may be used. */
  get connection(): TransportConnection | undefined {
    return this.#connection;
  }

  get bufferedBytes(): number {
    return this.#connection?.bufferedBytes ?? 0;
  }

  /** Begins a dial. Its outcome comes as facts. */
  dial(generation: number, settings: SessionSettings): void {
    this.#generation = generation;
    this.#connection = undefined;
    const attempt = new AbortController();
    this.#attempt = attempt;
    const { credential } = this.#options;
    if (typeof credential !== 'function') {
      this.#open(generation, settings, credential);
      return;
    }
    Promise.resolve()
      .then(() => credential(attempt.signal))
      .then((given) => {
        if (!attempt.signal.aborted) this.#open(generation, settings, checkedCredential(given));
        return undefined;
      })
      .catch((cause: unknown) => {
        if (attempt.signal.aborted) return;
        this.#tell({ type: 'auth-failed', generation, cause: this.#redactor.cleanCause(cause) });
      });
  }

  /** Lets go of the connection. What it still says is of an old generation. */
  hangUp(how: 'close' | 'terminate'): void {
    this.#attempt?.abort();
    if (how === 'close') this.#connection?.close();
    else this.#connection?.terminate();
    this.#connection = undefined;
  }

  /** Sends a ping, or says that this platform cannot. */
  ping(): void {
    if (this.#connection?.ping() === false) this.#tell({ type: 'ping-unavailable', generation: this.#generation });
  }

  #open(generation: number, settings: SessionSettings, credential: Credential): void {
    this.#redactor.learn(credential);
    const url = buildListenUrl(this.#options.url, toListenParameters(settings));
    const connection = this.#transport.dial(url, credential, this.#handlers(generation));
    if (this.#generation === generation) this.#connection = connection;
  }

  #handlers(generation: number): TransportHandlers {
    return {
      opened: (headers) => this.#tell({ type: 'opened', generation, headers: this.#redactor.cleanFields(headers) }),
      message: (text) => this.#hear(generation, text),
      pong: () => this.#tell({ type: 'pong', generation }),
      closed: (close) => this.#tell({ type: 'closed', generation, close: this.#cleaned(close) }),
    };
  }

  #hear(generation: number, text: string | undefined): void {
    if (text === undefined) this.#tell({ type: 'noise', generation });
    else if (text.length > MAX_SERVER_MESSAGE_CHARACTERS) {
      const reason = `a message of ${text.length} characters, more than ${MAX_SERVER_MESSAGE_CHARACTERS}`;
      this.#tell({ type: 'oversized', generation, reason });
    } else {
      // A server may quote what it refused.
      const parsed = parseServerMessage(this.#redactor.clean(text));
      this.#tell(
        parsed.kind === 'ok' ? { type: 'message', generation, message: parsed.message } : { type: 'noise', generation },
      );
    }
  }

  /** Whatever a server or a platform says of a failed dial may hold the credential it was made with. */
  #cleaned(close: TransportClose): TransportClose {
    const { failure, reason } = close;
    return {
      ...close,
      ...(reason === undefined ? {} : { reason: this.#redactor.clean(reason) }),
      ...(failure === undefined ? {} : { failure: this.#redactor.cleanFailure(failure) }),
    };
  }
}

function checkedCredential(given: unknown): Credential {
  if (typeof given === 'object' && given !== null) {
    if ('apiKey' in given && typeof given.apiKey === 'string' && given.apiKey !== '') return { apiKey: given.apiKey };
    if ('token' in given && typeof given.token === 'string' && given.token !== '') return { token: given.token };
  }
  throw new TypeError('auth() must resolve to { apiKey } or { token }');
}
