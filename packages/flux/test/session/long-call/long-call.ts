import { listen, type FluxTransport, type Session, type TurnEvent } from '@turnstream/flux';
import { createMemoryTransport, FakeClock, type MemoryConnection } from '@turnstream/testing';
import { brokenTurnRules } from '../invariants.ts';
import { HearingServer } from './hearing-server.ts';
import { KEPT_SAMPLES, SAMPLE_RATE_HZ, SpokenWords } from './spoken-words.ts';

const FRAME_MS = 20;

/** What became of a long call. */
export type LongCall = {
  readonly session: Session;
  readonly words: SpokenWords;
  readonly broken: string[];
  turns: number;
  heardWords: number;
  twiceHeardWords: number;
  drops: number;
  stalls: number;
  refusals: number;
  sourceStalls: number;
  configures: number;
  forcedEnds: number;
  unsettled: number;
  endReasons: Record<string, number>;
  sentBytes: number;
};

/** A call of any length on a fake clock and a network that is a list: nothing of what is over is kept. */
export class LongCallWorld {
  readonly call: LongCall;
  readonly clock: FakeClock = new FakeClock();
  readonly #random: () => number;
  #server: HearingServer | undefined;
  #newest: MemoryConnection | undefined;
  #decoded: { from: number; to: number }[] = [];
  #decodedBefore = 0;
  #failNextDials = 0;
  #turnEvents: TurnEvent[] = [];
  #lastWord = -1;
  readonly #reading: Promise<void>;

  constructor(random: () => number) {
    this.#random = random;
    const session = listen({
      apiKey: 'any',
      encoding: 'linear32',
      sampleRateHz: SAMPLE_RATE_HZ,
      eagerEotThreshold: 0.5,
      // In a day there is a stretch with more failures in a row than a session puts up with.
      connection: { maxFailedDials: 1_000 },
      clock: this.clock,
      transport: this.#transport(),
    });
    this.call = {
      session,
      words: new SpokenWords(random),
      broken: [],
      turns: 0,
      heardWords: 0,
      twiceHeardWords: 0,
      drops: 0,
      stalls: 0,
      refusals: 0,
      sourceStalls: 0,
      configures: 0,
      forcedEnds: 0,
      unsettled: 0,
      endReasons: {},
      sentBytes: 0,
    };
    this.#reading = this.#read();
  }

  /** Speaks for a second, while things happen. */
  async second(): Promise<void> {
    const { session, words } = this.call;
    this.#happen();
    const stallsAt = this.#random() < 0.01 ? Math.floor(this.#random() * 50) : -1;
    for (let frame = 0; frame < 1_000 / FRAME_MS; frame += 1) {
      // A word with a hole in it would be no word.
      if (frame === stallsAt && words.isQuietNext) {
        this.call.sourceStalls += 1;
        this.clock.advance(200 + Math.floor(this.#random() * 3_000));
      }
      session.send(words.take(FRAME_MS));
      this.clock.advance(FRAME_MS);
    }
    await this.clock.advanceAsync(0);
  }

  /** Ends the call, and looks whether everything is accounted for. */
  async end(): Promise<void> {
    const { session, broken } = this.call;
    const ended = session.finish();
    await this.clock.advanceAsync(60_000);
    await ended;
    await this.#reading;
    await this.clock.advanceAsync(0);
    if (this.clock.pending > 0) broken.push(`${this.clock.pending} timers are left behind`);
    if (this.call.unsettled > 0) broken.push(`${this.call.unsettled} promises never settled`);
    if (this.#turnEvents.length > 0) broken.push(...brokenTurnRules(this.#turnEvents));
    const { usage } = session;
    const notDecoded = usage.acceptedSeconds - this.#decodedSamples / SAMPLE_RATE_HZ;
    const missing = notDecoded - usage.lostSeconds - usage.skippedSeconds;
    if (missing > 1e-6) broken.push(`${missing} s of audio are not accounted for`);
    const sent = usage.sentSeconds + usage.replayedSeconds + usage.silentSeconds;
    const wire = this.call.sentBytes / 4 / SAMPLE_RATE_HZ;
    if (Math.abs(sent - wire) > 1e-6) broken.push(`${wire} s were sent, ${sent} s counted`);
  }

  get #decodedSamples(): number {
    return this.#decoded.reduce((sum, { from, to }) => sum + to - from, this.#decodedBefore);
  }

  #happen(): void {
    const { call } = this;
    const random = this.#random();
    const server = this.#server;
    const isOpen = server?.connection.state === 'open';
    if (random < 1 / 30 && isOpen) {
      call.drops += 1;
      this.#failNextDials = this.#random() < 0.2 ? 1 + Math.floor(this.#random() * 3) : 0;
      server.connection.close({ code: this.#random() < 0.5 ? 1006 : 1011 });
    } else if (random < 1 / 30 + 1 / 200 && server !== undefined) {
      call.stalls += 1;
      server.silent = true;
    } else if (random < 1 / 30 + 1 / 200 + 1 / 60) {
      call.configures += 1;
      this.#wish(call.session.configure({ eotThreshold: 0.6 + Math.floor(this.#random() * 4) / 10 }));
    } else if (random < 1 / 30 + 1 / 200 + 1 / 60 + 1 / 100 && call.words.isQuietNext) {
      call.forcedEnds += 1;
      this.#wish(call.session.forceEndTurn());
    }
  }

  #wish(promise: Promise<unknown>): void {
    this.call.unsettled += 1;
    const settled = (): void => {
      this.call.unsettled -= 1;
    };
    promise.then(settled, settled);
  }

  /** Dials on a network of their own, so that nothing holds a connection that is over. */
  #transport(): FluxTransport {
    return {
      dial: (url, credential, handlers) => {
        const memory = createMemoryTransport({ keepAudio: false });
        const client = memory.dial(url, credential, handlers);
        const connection = memory.latest;
        this.#newest = connection;
        this.clock.wake(30, () => this.#answerDial(connection));
        let server: HearingServer | undefined;
        const serve = (): HearingServer => {
          server ??=
            this.#server?.connection === connection
              ? this.#server
              : new HearingServer(connection, this.call.words, this.clock, this.#onDecoded);
          return server;
        };
        return {
          sendAudio: (chunk) => {
            client.sendAudio(chunk);
            this.call.sentBytes += chunk.byteLength;
            serve().take(chunk);
          },
          sendText: (text) => {
            client.sendText(text);
            this.#hearText(serve(), text);
          },
          // A ping is answered; the memory connection would keep each.
          ping: () => {
            queueMicrotask(() => {
              if (connection.state === 'open' && server?.silent !== true) connection.pong();
            });
            return true;
          },
          get bufferedBytes() {
            return 0;
          },
          close: () => client.close(),
          terminate: () => client.terminate(),
        };
      },
    };
  }

  #answerDial(connection: MemoryConnection): void {
    if (connection.state !== 'dialing' || connection !== this.#newest) return;
    if (this.#failNextDials > 0) {
      this.#failNextDials -= 1;
      this.call.refusals += 1;
      connection.fail({ message: 'no route' });
      return;
    }
    this.#server = new HearingServer(connection, this.call.words, this.clock, this.#onDecoded);
    connection.open({});
    connection.receive({ type: 'Connected', request_id: 'request', sequence_id: 0 });
  }

  #hearText(server: HearingServer, text: string): void {
    const message: { readonly type: string; readonly thresholds?: unknown } = JSON.parse(text);
    if (message.type === 'ForceEndTurn') server.forceEnd();
    else if (message.type === 'CloseStream') server.closeStream();
    else if (message.type === 'Configure' && !server.silent) {
      const success = {
        type: 'ConfigureSuccess',
        request_id: 'request',
        thresholds: message.thresholds ?? {},
        keyterms: [],
        sequence_id: 1,
      };
      this.clock.wake(20, () => {
        if (server.connection.state === 'open') server.connection.receive(JSON.stringify(success));
      });
    }
  }

  /** Notes what was decoded, each sample once. What is long past is only counted: it is not sent again. */
  readonly #onDecoded = (from: number, to: number): void => {
    const last = this.#decoded.at(-1);
    if (last !== undefined && from >= last.from && from <= last.to) {
      last.to = Math.max(last.to, to);
      return;
    }
    const touching = this.#decoded.filter((span) => span.from <= to && span.to >= from);
    const joined = {
      from: Math.min(from, ...touching.map((span) => span.from)),
      to: Math.max(to, ...touching.map((span) => span.to)),
    };
    const others = this.#decoded.filter((span) => !touching.includes(span));
    this.#decoded = [...others, joined].toSorted((one, other) => one.from - other.from);
    for (let first = this.#decoded[0]; first !== undefined && first.to < to - KEPT_SAMPLES; first = this.#decoded[0]) {
      this.#decodedBefore += first.to - first.from;
      this.#decoded.shift();
    }
  };

  async #read(): Promise<void> {
    const { call } = this;
    for await (const event of call.session.events) {
      // Judged turn by turn, as if each were the first.
      this.#turnEvents.push({ ...event, turnId: event.turnId - call.turns });
      if (event.type !== 'turn-end') continue;
      call.broken.push(...brokenTurnRules(this.#turnEvents));
      this.#turnEvents = [];
      call.turns += 1;
      call.endReasons[event.reason] = (call.endReasons[event.reason] ?? 0) + 1;
      for (const { word } of event.words) {
        if (Number(word) <= this.#lastWord) call.twiceHeardWords += 1;
        else call.heardWords += 1;
        this.#lastWord = Math.max(this.#lastWord, Number(word));
      }
    }
  }
}
