import {
  listen,
  type FluxError,
  type ListenOptions,
  type Session,
  type SessionWarning,
  type TurnEvent,
} from '@turnstream/flux';
import { createMemoryTransport, FakeClock, type MemoryConnection, type MemoryTransport } from '@turnstream/testing';
import { NumberedSpeech } from './numbered-speech.ts';

/** A session on a clock that stands still and a network that is a list: a test moves both by hand. */
export class SessionWorld {
  readonly clock: FakeClock;
  readonly transport: MemoryTransport;
  readonly session: Session;
  readonly speech = new NumberedSpeech();
  readonly errors: FluxError[] = [];
  readonly warnings: SessionWarning[] = [];
  readonly statuses: string[] = [];
  wishes = 0;
  settledWishes = 0;
  readonly #reader: AsyncIterator<TurnEvent>;
  readonly #turnIndexes = new Map<number, number>();

  constructor(options: Partial<ListenOptions> = {}, randomValues: readonly number[] = [0.5]) {
    this.clock = new FakeClock({ randomValues });
    this.transport = createMemoryTransport();
    const credential = options.auth === undefined ? { apiKey: 'secret-key-123' } : {};
    this.session = listen({
      ...credential,
      encoding: 'linear32',
      clock: this.clock,
      transport: this.transport,
      ...options,
    });
    this.#reader = this.session.events[Symbol.asyncIterator]();
    this.session.on('error', (error) => this.errors.push(error));
    this.session.on('warning', (warning) => this.warnings.push(warning));
    this.session.on('state', ({ status }) => this.statuses.push(status));
  }

  get server(): MemoryConnection {
    return this.transport.latest;
  }

  get dials(): number {
    return this.transport.connections.length;
  }

  /** Lets the newest dial through, up to `Connected`. */
  connect(): void {
    this.server.open({ 'dg-request-id': this.#requestId() });
    this.server.receive({ type: 'Connected', request_id: this.#requestId(), sequence_id: 0 });
  }

  /** Speaks for so long, at the speed of time; every sample counts up, so that each can be told from the others. */
  speak(durationMs: number, chunkMs = 20): void {
    for (let spoken = 0; spoken < durationMs; spoken += chunkMs) {
      this.session.send(this.samples(chunkMs));
      this.clock.advance(chunkMs);
    }
  }

  /** Numbered samples, all of them loud. */
  samples(durationMs: number): Uint8Array {
    return this.speech.take(durationMs);
  }

  /** Seconds of audio the newest connection has been sent. */
  get heardSeconds(): number {
    return this.speech.secondsOf(this.server.audioBytes);
  }

  /** The server says something of a turn, about all the audio it has. */
  says(event: string, transcript: string, fields: Readonly<Record<string, unknown>> = {}): void {
    const index = this.#turnIndexes.get(this.server.index) ?? 0;
    if (event === 'EndOfTurn') this.#turnIndexes.set(this.server.index, index + 1);
    const end = Math.floor(this.heardSeconds / 0.08) * 0.08;
    this.speech.decodedUpTo(this.server, Number(fields['audio_window_end'] ?? end));
    const words = transcript === '' ? [] : transcript.split(' ').map((word) => ({ word, confidence: 1 }));
    this.server.receive(
      JSON.stringify({
        type: 'TurnInfo',
        request_id: this.#requestId(),
        event,
        turn_index: index,
        audio_window_start: 0,
        audio_window_end: end,
        transcript,
        words,
        end_of_turn_confidence: 0.5,
        sequence_id: 1,
        ...fields,
      }),
    );
  }

  /** The server applies or refuses the last `Configure`, if there was one. */
  answerConfigure(accept: boolean): void {
    const configures = this.server.texts.map((text): unknown => JSON.parse(text)).filter(isConfigure);
    const last = configures.at(-1);
    if (last === undefined) return;
    this.server.receive(
      JSON.stringify(
        accept
          ? {
              type: 'ConfigureSuccess',
              request_id: this.#requestId(),
              thresholds: last.thresholds ?? {},
              keyterms: last.keyterms ?? [],
              sequence_id: 1,
            }
          : { type: 'ConfigureFailure', request_id: this.#requestId(), description: 'no', sequence_id: 1 },
      ),
    );
  }

  /** Watches a promise of the session: each must settle. */
  wish(promise: Promise<unknown>): void {
    this.wishes += 1;
    const settled = (): void => {
      this.settledWishes += 1;
    };
    promise.then(settled, settled);
  }

  /** Everything said of turns until now. Ends the session if it has not ended. */
  async finalEvents(): Promise<readonly TurnEvent[]> {
    this.session.cancel();
    const events: TurnEvent[] = [];
    try {
      for (let next = await this.#reader.next(); next.done !== true; next = await this.#reader.next()) {
        events.push(next.value);
      }
    } catch {
      // The terminal error: the tests look at it where it is the subject.
    }
    return events;
  }

  #requestId(): string {
    return `request-${this.server.index}`;
  }
}

/** The events in short, for comparisons: `start 0`, `update 0 hello`, `end 0 hello (model)`. */
export function inShort(events: readonly TurnEvent[]): readonly string[] {
  return events.map((event) => {
    const head = `${event.type.replace('turn-', '')} ${event.turnId} ${event.transcript}`.trim();
    switch (event.type) {
      case 'turn-end':
        return `${head} (${event.reason}${event.attempt === undefined ? '' : `, confirms ${event.attempt}`})`;
      case 'turn-eager':
        return `${head} (attempt ${event.attempt})`;
      case 'turn-resumed':
        return `${head} (attempt ${event.attempt}, ${event.cause})`;
      case 'turn-start':
        return event.synthetic ? `${head} (synthetic)` : head;
      case 'turn-update':
        return head;
    }
  });
}

type Configure = { readonly type: 'Configure'; readonly thresholds?: unknown; readonly keyterms?: unknown };

function isConfigure(message: unknown): message is Configure {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'Configure';
}
