import type { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { RawData, WebSocket } from 'ws';
import type { WaitOptions } from '../waiting/wait-options.ts';
import type { Watch } from '../waiting/watch.ts';
import { withDeadline } from '../waiting/with-deadline.ts';
import { bytesPerSecond } from './audio-rate.ts';
import type {
  ConnectionEnd,
  ConnectionRecord,
  ReceivedMessage,
  ScriptState,
  SentMessage,
} from './connection-record.ts';
import { type BreakingPoint, FaultyWire } from './faulty-wire.ts';
import type { RefusalResponse } from './refusal-response.ts';
import type { ScriptedConnection, WaitForTextOptions } from './scripted-connection.ts';
import { type MessageFields, type SettingsInForce, WireState } from './wire-state.ts';

/** What the server knows of a dial before anything is answered. */
export type Dial = {
  readonly index: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly requestId: string;
  /** Whether audio is kept in `received`, or only counted. */
  readonly keepAudio: boolean;
  /** Upgrades the dial over this wire and gives the WebSocket, at once; never calls back where the dial is no handshake. */
  readonly accept: (wire: Duplex, upgraded: (webSocket: WebSocket) => void) => void;
};

/** One dial of a scripted server from its first byte to its end: the record and the sockets. */
export class LiveConnection implements ScriptedConnection {
  readonly index: number;
  readonly url: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly subprotocols: readonly string[];
  readonly requestId: string;
  readonly dialledAtMs: number;
  readonly received: ReceivedMessage[] = [];
  readonly sent: SentMessage[] = [];
  readonly wire: WireState;
  /** `undefined` where bytes do not tell the time. */
  readonly bytesPerSecond: number | undefined;
  /** Aborts when the connection has ended. */
  readonly ended: AbortController = new AbortController();
  /** Whether pings are answered. */
  answersPings = true;
  /** Whether a step broke the connection at a certain byte. */
  isBroken = false;
  /** Headers of the response to the upgrade. */
  upgradeHeaders: Readonly<Record<string, string>>;
  status: number | undefined;
  audioBytes = 0;
  pings = 0;
  end: ConnectionEnd | undefined;
  /** Who began the end; the first wins. */
  #endedBy: ConnectionEnd['by'] | undefined;
  #script: ScriptState = { status: 'running' };
  #webSocket: WebSocket | undefined;
  readonly #wire: FaultyWire;
  readonly #accept: Dial['accept'];
  readonly #watch: Watch;
  readonly #elapsedMs: () => number;
  readonly #keepAudio: boolean;

  constructor(dial: Dial, socket: Duplex, watch: Watch, elapsedMs: () => number) {
    const url = new URL(dial.url, 'ws://127.0.0.1');
    this.index = dial.index;
    this.url = dial.url;
    this.path = url.pathname;
    this.query = url.searchParams;
    this.headers = dial.headers;
    this.requestId = dial.requestId;
    this.upgradeHeaders = { 'dg-request-id': dial.requestId };
    this.#keepAudio = dial.keepAudio;
    this.#accept = dial.accept;
    this.subprotocols = (dial.headers['sec-websocket-protocol'] ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    this.dialledAtMs = elapsedMs();
    this.wire = new WireState(dial.requestId, this.query, () => this.audioSeconds);
    this.#wire = new FaultyWire(socket, (how) => {
      this.isBroken = true;
      if (how !== 'black-hole') this.#endedBy ??= 'script';
    });
    this.#watch = watch;
    this.#elapsedMs = elapsedMs;
    this.bytesPerSecond = bytesPerSecond(this.query);
    // Once there is a WebSocket, its own close tells more.
    this.#wire.once('close', () => {
      if (this.#webSocket === undefined) this.#finish(1006, '');
    });
    // A reset by the client is an event to record, told by 'close', not a fault of the test.
    this.#wire.on('error', () => undefined);
  }

  get audioSeconds(): number {
    return this.bytesPerSecond === undefined ? 0 : this.audioBytes / this.bytesPerSecond;
  }

  get audio(): Uint8Array {
    const chunks = this.received.flatMap((message) => (message.kind === 'audio' ? [message.bytes] : []));
    return new Uint8Array(Buffer.concat(chunks));
  }

  get settings(): SettingsInForce {
    return this.wire.settings;
  }

  get texts(): readonly unknown[] {
    return this.received.flatMap((message) => (message.kind === 'text' ? [message.json ?? message.text] : []));
  }

  get script(): ScriptState {
    return this.#script;
  }

  set script(state: ScriptState) {
    this.#script = state;
    this.#watch.changed();
  }

  /** Answers the upgrade. Rejects when the client has gone, or never was at it. */
  async upgrade(headers: Readonly<Record<string, string>>): Promise<void> {
    this.upgradeHeaders = { ...this.upgradeHeaders, ...headers };
    this.#accept(this.#wire, (webSocket) => this.#take(webSocket));
    await this.until(() => this.status === 101);
  }

  /** Leaves the dial unanswered, and notices when the client gives up. */
  ignore(): void {
    // Node's HTTP server leaves its half open when the client closes.
    this.#wire.once('end', () => this.#wire.destroy());
    this.#wire.resume();
  }

  /** Answers the dial with an HTTP response. */
  refuse(status: number, { bytes, again, ends }: RefusalResponse): void {
    this.status = status;
    if (ends) this.#endedBy ??= 'script';
    this.ignore();
    if (ends) this.#wire.end(bytes, () => this.#wire.destroy());
    else this.#wire.write(bytes);
    if (again !== undefined) void this.#writeForEver(again);
    this.#watch.changed();
  }

  /** Sends bytes that are no message. */
  sendBytes(bytes: Uint8Array): void {
    if (this.#wire.writable) this.#wire.write(bytes);
  }

  /** Breaks the connection in the middle of whatever it carries. */
  breakAt(point: BreakingPoint): void {
    this.#wire.breakAt(point);
  }

  sendRaw(data: string | Uint8Array): void {
    if (this.#webSocket?.readyState !== 1) return;
    this.sent.push({ data, atMs: this.#elapsedMs() });
    this.#webSocket.send(data, { binary: typeof data !== 'string' });
    this.#watch.changed();
  }

  send(message: MessageFields): void {
    this.sendRaw(this.wire.message(message));
  }

  close(code?: number, reason?: string): void {
    this.#endedBy ??= 'script';
    this.#webSocket?.close(code, reason);
  }

  destroy(): void {
    this.#endedBy ??= 'script';
    this.#wire.destroy();
  }

  /** As `destroy()`, once what was sent has been handed to the network. */
  hangUp(): void {
    this.#endedBy ??= 'script';
    this.#wire.hangUp();
  }

  /** Breaks the TCP connection with RST. */
  reset(): void {
    this.#endedBy ??= 'script';
    this.#wire.reset();
  }

  /** Breaks the TCP connection because the server stops. */
  stop(): void {
    this.#endedBy ??= 'server';
    this.#wire.destroy();
  }

  setReading(on: boolean): void {
    if (on) this.#webSocket?.resume();
    else this.#webSocket?.pause();
  }

  /** Waits without a deadline, until the connection ends. */
  until(holds: () => boolean): Promise<void> {
    return this.#watch.until(holds, this.ended.signal);
  }

  waitFor(condition: (connection: ConnectionRecord) => boolean, options: WaitOptions = {}): Promise<void> {
    const found = this.#watch.until(() => {
      if (this.#script.status === 'failed') throw this.#script.error;
      return condition(this);
    });
    const description = `${options.description ?? 'a condition'} on connection ${this.index}`;
    return withDeadline(found, { ...options, description }, () => this.#situation());
  }

  waitForAudio(seconds: number, options: WaitOptions = {}): Promise<void> {
    return this.waitFor(() => this.audioSeconds >= seconds, { description: `${seconds} s of audio`, ...options });
  }

  async waitForText(type: string, options: WaitForTextOptions = {}): Promise<unknown> {
    const { count = 1, ...waitOptions } = options;
    const wanted = (): ReceivedMessage | undefined =>
      this.received.filter((message) => message.kind === 'text' && message.type === type)[count - 1];
    const description = count === 1 ? `a ${type} message` : `${count} ${type} messages`;
    await this.waitFor(() => wanted() !== undefined, { description, ...waitOptions });
    const message = wanted();
    return message?.kind === 'text' ? message.json : undefined;
  }

  async waitForScript(options: WaitOptions = {}): Promise<void> {
    await this.waitFor(() => this.#script.status !== 'running', { description: 'the end of the script', ...options });
    if (this.#script.status === 'cut') {
      throw new Error(`connection ${this.index} ended before its script; ${this.#situation()}`);
    }
  }

  waitForEnd(options: WaitOptions = {}): Promise<void> {
    return this.waitFor(() => this.end !== undefined, { description: 'the end', ...options });
  }

  #take(webSocket: WebSocket): void {
    this.#webSocket = webSocket;
    this.status = 101;
    webSocket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    webSocket.on('ping', (data) => {
      this.pings += 1;
      if (this.answersPings) webSocket.pong(data);
      this.#watch.changed();
    });
    webSocket.on('close', (code, reason) => this.#finish(code, reason.toString()));
    webSocket.on('error', () => undefined);
    this.#watch.changed();
  }

  /** As fast as the client takes it. */
  async #writeForEver(bytes: string): Promise<void> {
    while (this.#wire.writable) {
      if (this.#wire.writableNeedDrain) await setImmediate();
      else this.#wire.write(bytes);
    }
  }

  #receive(data: RawData, isBinary: boolean): void {
    const bytes = toBuffer(data);
    const atMs = this.#elapsedMs();
    if (isBinary) {
      this.audioBytes += bytes.byteLength;
      if (this.#keepAudio) this.received.push({ kind: 'audio', bytes: new Uint8Array(bytes), atMs });
    } else {
      const text = bytes.toString('utf8');
      this.received.push({ kind: 'text', text, ...readJson(text), atMs });
    }
    this.#watch.changed();
  }

  #finish(code: number, reason: string): void {
    if (this.end !== undefined) return;
    this.end = { by: this.#endedBy ?? 'client', code, reason, atMs: this.#elapsedMs() };
    this.ended.abort();
    this.#watch.changed();
  }

  #situation(): string {
    const texts = this.received.flatMap((message) => (message.kind === 'text' ? [message.type ?? 'no JSON'] : []));
    const end = this.end === undefined ? 'is open' : `was ended by the ${this.end.by} with code ${this.end.code}`;
    return `connection ${this.index} ${end}, script ${this.#script.status}, ${this.audioBytes} bytes of audio, text messages: ${texts.join(', ') || 'none'}`;
  }
}

function toBuffer(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? Buffer.from(data) : data;
}

function readJson(text: string): { readonly type: string | undefined; readonly json: unknown } {
  try {
    const json: unknown = JSON.parse(text);
    const type = typeof json === 'object' && json !== null && 'type' in json ? json.type : undefined;
    return { type: typeof type === 'string' ? type : undefined, json };
  } catch {
    return { type: undefined, json: undefined };
  }
}
