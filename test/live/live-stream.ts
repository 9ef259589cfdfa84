import { setTimeout as sleep } from 'node:timers/promises';
import { bytesPerSecond, createSilence, type RawEncoding } from '@turnstream/audio';
import { parseServerMessage, type ServerMessage, type TurnInfoMessage } from '@turnstream/flux/protocol';
import { WebSocket } from 'ws';
import type { AudioAllowance } from './audio-budget.ts';
import type { CaptureLine } from './capture-file.ts';
import type { Recording } from './recordings.ts';
import { limitTime } from './time-limit.ts';

/** A query; a list repeats its name. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** What came of a dial. */
export type DialOutcome =
  | { readonly kind: 'open'; readonly stream: LiveStream }
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | { readonly kind: 'failed'; readonly reason: string };

/** What a stream needs from its probe. */
export type StreamSettings = {
  readonly url: string;
  readonly query: Query;
  readonly headers: Readonly<Record<string, string>>;
  readonly protocols: readonly string[];
  readonly rate: number;
  readonly allowance: AudioAllowance;
  readonly signal: AbortSignal;
  readonly note: (line: CaptureLine) => void;
};

const CHUNK_SECONDS = 0.08;
const MAX_BODY_CHARACTERS = 16_384;

/** One bare stream: what it was sent and everything it said, noted in the capture. */
export class LiveStream {
  readonly messages: ServerMessage[] = [];
  readonly texts: string[] = [];
  readonly headers: Readonly<Record<string, string>>;
  readonly protocol: string;
  /** The code and reason of its end. */
  end: { readonly code: number; readonly reason: string } | undefined;
  readonly #socket: WebSocket;
  readonly #settings: StreamSettings;
  readonly #encoding: RawEncoding;
  readonly #bytesPerSecond: number;
  readonly #changes = new EventTarget();
  /** When the next chunk may go. */
  #nextAt = 0;

  constructor(socket: WebSocket, settings: StreamSettings, headers: Readonly<Record<string, string>>) {
    const { encoding = 'linear16', sample_rate: sampleRateHz = 16_000 } = settings.query;
    this.#socket = socket;
    this.#settings = settings;
    this.headers = headers;
    this.protocol = socket.protocol;
    this.#encoding = encoding === 'mulaw' || encoding === 'linear32' || encoding === 'alaw' ? encoding : 'linear16';
    this.#bytesPerSecond = bytesPerSecond(this.#encoding, Number(sampleRateHz));
  }

  /** Takes what the server said. */
  receive(text: string): void {
    this.texts.push(text);
    const parsed = parseServerMessage(text);
    if (parsed.kind === 'ok') this.messages.push(parsed.message);
    this.#settings.note({ kind: 'received', text });
    this.#changes.dispatchEvent(new Event('change'));
  }

  /** Takes the end of the connection. */
  ended(code: number, reason: string): void {
    this.end = { code, reason };
    this.#settings.note({ kind: 'closed', code, reason });
    this.#changes.dispatchEvent(new Event('change'));
  }

  /** The turn messages so far. */
  get turns(): readonly TurnInfoMessage[] {
    return this.messages.filter((message) => message.type === 'TurnInfo');
  }

  sendText(text: string): void {
    this.#settings.note({ kind: 'sent', text });
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  sendJson(message: unknown): void {
    this.sendText(JSON.stringify(message));
  }

  /** Sends one binary message at once. */
  sendAudio(bytes: Uint8Array): void {
    this.#settings.allowance.take(bytes.byteLength / this.#bytesPerSecond);
    this.#settings.note({ kind: 'sent', audioBytes: bytes.byteLength });
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(bytes);
  }

  ping(): void {
    this.#settings.note({ kind: 'sent', ping: true });
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping();
  }

  /** Sends bytes at the rate of the run, in messages of 80 ms, until they are all sent, `enough` is true, or the stream has ended. */
  async play(bytes: Uint8Array, enough: () => boolean = () => false, messageBytes?: number): Promise<void> {
    const size = messageBytes ?? Math.round(this.#bytesPerSecond * CHUNK_SECONDS);
    for (let start = 0; start < bytes.byteLength && !enough() && this.end === undefined; start += size) {
      const chunk = bytes.subarray(start, start + size);
      await this.#keepPace(chunk.byteLength / this.#bytesPerSecond);
      this.sendAudio(chunk);
    }
  }

  /** Plays a recording and then silence, until `enough` is true; at most so many seconds of silence. */
  async playUntil(recording: Recording, enough: () => boolean, maxSilenceSeconds: number): Promise<boolean> {
    await this.play(recording.bytes, enough);
    await this.playSilence(maxSilenceSeconds, enough);
    return this.waitFor(enough, 3_000);
  }

  /** Plays silence. */
  async playSilence(seconds: number, enough?: () => boolean): Promise<void> {
    await this.play(createSilence(this.#encoding, Math.round(seconds * this.#bytesPerSecond)), enough);
  }

  /** Waits until something is true of the stream; `false` when it is not within the time, or the stream has ended. */
  async waitFor(holds: () => boolean, timeoutMs: number): Promise<boolean> {
    const { signal } = this.#settings;
    using limit = limitTime(timeoutMs, signal);
    while (!holds() && this.end === undefined && !limit.signal.aborted) await this.#change(limit.signal);
    signal.throwIfAborted();
    return holds();
  }

  /** Says `CloseStream` and waits for the end. */
  async finish(timeoutMs = 10_000): Promise<string> {
    if (this.end === undefined) this.sendJson({ type: 'CloseStream' });
    await this.waitFor(() => this.end !== undefined, timeoutMs);
    return this.describeEnd();
  }

  /** How it ended, in a few words. */
  describeEnd(): string {
    if (this.end === undefined) return 'no close';
    const { code, reason } = this.end;
    const known: Readonly<Record<number, string>> = {
      1005: ' (a close frame without a code)',
      1006: ' (no close frame)',
    };
    return `close ${code}${known[code] ?? ''}${reason === '' ? '' : ` "${reason}"`}`;
  }

  /** Drops the connection. */
  drop(): void {
    this.#socket.terminate();
  }

  /** Until something happens on the stream, or the time is up. */
  async #change(signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    await new Promise<void>((resolve) => {
      const options = { once: true, signal: over.signal };
      this.#changes.addEventListener('change', () => resolve(), options);
      signal.addEventListener('abort', () => resolve(), options);
    });
    over.abort();
  }

  async #keepPace(seconds: number): Promise<void> {
    const now = performance.now();
    this.#nextAt = Math.max(this.#nextAt, now);
    const waitMs = this.#nextAt - now;
    this.#nextAt += (seconds * 1_000) / this.#settings.rate;
    if (waitMs > 1) await sleep(waitMs, undefined, { signal: this.#settings.signal });
    this.#settings.signal.throwIfAborted();
  }
}

/** Dials and waits for the answer. */
export function dialLive(settings: StreamSettings): Promise<DialOutcome> {
  settings.signal.throwIfAborted();
  const url = new URL(settings.url);
  for (const [name, value] of Object.entries(settings.query)) {
    for (const single of typeof value === 'object' ? value : [value]) url.searchParams.append(name, String(single));
  }
  settings.note({ kind: 'dial', query: url.search, protocols: settings.protocols.length });
  const socket = new WebSocket(url, [...settings.protocols], {
    headers: { ...settings.headers },
    perMessageDeflate: false,
  });
  let headers: Readonly<Record<string, string>> = {};
  return new Promise((resolve) => {
    const settle = (outcome: DialOutcome): void => {
      if (outcome.kind !== 'open') settings.note({ ...outcome, kind: outcome.kind });
      resolve(outcome);
    };
    const abort = (): void => socket.terminate();
    settings.signal.addEventListener('abort', abort, { once: true });
    socket.on('upgrade', (response) => {
      headers = shownHeaders(response.headers);
    });
    socket.on('unexpected-response', (request, response) => {
      let body = '';
      const refuse = (): void => {
        request.destroy();
        settle({ kind: 'refused', status: response.statusCode ?? 0, headers: shownHeaders(response.headers), body });
      };
      response.on('data', (bytes: Buffer) => {
        body += bytes.toString('utf8');
        if (body.length > MAX_BODY_CHARACTERS) refuse();
      });
      response.on('close', refuse);
    });
    socket.on('error', (error) => settle({ kind: 'failed', reason: error.message }));
    socket.on('open', () => {
      const stream = new LiveStream(socket, settings, headers);
      settings.note({ kind: 'opened', headers, protocol: socket.protocol });
      settle({ kind: 'open', stream });
      socket.on('message', (data: Buffer, isBinary) => {
        stream.receive(isBinary ? `binary message of ${data.byteLength} bytes` : data.toString('utf8'));
      });
      socket.on('close', (code, reason) => {
        settings.signal.removeEventListener('abort', abort);
        stream.ended(code, reason.toString('utf8'));
      });
    });
  });
}

/** Only what tells of the request: other headers may hold cookies. */
function shownHeaders(headers: NodeJS.Dict<string | string[]>): Readonly<Record<string, string>> {
  const shown = Object.entries(headers).filter(
    ([name]) => name.startsWith('dg-') || name === 'retry-after' || name === 'content-type',
  );
  return Object.fromEntries(shown.map(([name, value]) => [name, String(value)]));
}
