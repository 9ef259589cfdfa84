import type { ListenOptions } from '@turnstream/flux';
import type { MemoryConnection } from '@turnstream/testing';
import type { Happening } from './generated-calls.ts';
import type { SessionWorld } from './session-world.ts';

const BYTES_PER_SAMPLE = 4;
const CHUNK_SECONDS = 0.1;

/** Audio that a session hands to a socket which takes none: what lies there already, and silence until it is noticed. */
const SOCKET_SECONDS = 1;
const BLOCKED_SECONDS = 2.5;

/** Unanswered audio, in an open turn and otherwise. */
const STALL_SECONDS = { turn: 3, quiet: 10 };

/** A server of one's own, sent to at any speed, has this long for what it was sent. */
const UNPACED_STALL_SECONDS = 10;

/** A stall is believed at a second look, 0.1 s after the first. */
const SECOND_LOOK_MS = 120;

/** After audio was sent into a full socket, the peer is taken for dead. */
const BLOCKED_MS = 2_400;

/** What makes a server answer. */
const ANSWERS: ReadonlySet<Happening['type']> = new Set([
  'connect',
  'say',
  'answer-configure',
  'error',
  'warn',
  'garbage',
] as const);

/** Looks at a call while it goes on, for what can be seen only then: promises 6 and 8. */
export class PromiseWatch {
  readonly broken: string[] = [];
  readonly #world: SessionWorld;
  readonly #maxBufferedSeconds: number;
  readonly #isPaced: boolean;
  /** Seconds accepted when each connection opened, until it has been sent audio. */
  readonly #acceptedAtOpen = new Map<MemoryConnection, number>();
  #acceptedSeconds = 0;
  #connection: MemoryConnection | undefined;
  #answered = { at: 0, audioBytes: 0 };
  #overdueAt = Infinity;
  #full: { readonly bytes: number; readonly audioBytes: number; spokenAt: number } | undefined;

  constructor(world: SessionWorld, { maxBufferedSeconds = 30, resume }: Partial<ListenOptions>) {
    this.#world = world;
    this.#maxBufferedSeconds = maxBufferedSeconds;
    this.#isPaced = resume?.rate !== Infinity;
  }

  /** Looks, when this has just happened. `startedAt`: the time before. */
  look(thing: Happening, startedAt: number): void {
    this.#bounds();
    this.#answers(thing);
    this.#fullSocket(thing, startedAt);
    this.#acceptedSeconds = this.#world.session.usage.acceptedSeconds;
  }

  /** Promise 6: no more is kept than the options allow, whether it was sent or not. */
  #bounds(): void {
    const { session, server, speech } = this.#world;
    const waiting = session.state.behindSeconds - speech.secondsOf(server.bufferedBytes);
    if (waiting > this.#maxBufferedSeconds + CHUNK_SECONDS) this.broken.push(`6: ${waiting} s wait`);
    if (session.state.status === 'open' && !this.#acceptedAtOpen.has(server)) {
      this.#acceptedAtOpen.set(server, session.usage.acceptedSeconds);
    }
    const accepted = this.#acceptedAtOpen.get(server);
    const first = speech.spanOf(server)?.[0];
    if (accepted === undefined || accepted === Infinity || first === undefined) return;
    this.#acceptedAtOpen.set(server, Infinity);
    const kept = accepted - speech.secondsOf((first - 1) * BYTES_PER_SAMPLE);
    if (kept > this.#maxBufferedSeconds + CHUNK_SECONDS) this.broken.push(`6: ${kept} s were kept`);
  }

  /** Promise 8: a server that leaves audio unanswered is replaced. */
  #answers(thing: Happening): void {
    const { session, server, speech, clock } = this.#world;
    const { audioBytes } = server;
    if (server !== this.#connection || ANSWERS.has(thing.type)) {
      this.#connection = server;
      this.#answered = { at: clock.now(), audioBytes };
      this.#overdueAt = Infinity;
    }
    if (session.state.status !== 'open') return;
    const limit = session.state.openTurnId === undefined ? STALL_SECONDS.quiet : STALL_SECONDS.turn;
    const limitMs = (this.#isPaced ? limit : UNPACED_STALL_SECONDS) * 1_000;
    const unanswered = speech.secondsOf(audioBytes - this.#answered.audioBytes);
    const sinceMs = clock.now() - this.#answered.at;
    const isOverdue = unanswered >= limit + CHUNK_SECONDS && sinceMs >= limitMs + CHUNK_SECONDS * 1_000;
    this.#overdueAt = isOverdue ? Math.min(this.#overdueAt, clock.now()) : Infinity;
    if (clock.now() >= this.#overdueAt + SECOND_LOOK_MS) {
      this.broken.push(`8: ${unanswered} s are unanswered for ${sinceMs} ms`);
    }
  }

  /** Promises 6 and 8: a peer that takes nothing gets nothing more, and is replaced. */
  #fullSocket(thing: Happening, startedAt: number): void {
    const { session, server, speech, clock } = this.#world;
    const isFull = speech.secondsOf(server.bufferedBytes) >= SOCKET_SECONDS && session.state.status === 'open';
    if (!isFull || this.#full?.bytes !== server.bufferedBytes || thing.type === 'connect') {
      this.#full = isFull
        ? { bytes: server.bufferedBytes, audioBytes: server.audioBytes, spokenAt: Infinity }
        : undefined;
      return;
    }
    const sent = speech.secondsOf(server.audioBytes - this.#full.audioBytes);
    if (sent > BLOCKED_SECONDS) this.broken.push(`6: ${sent} s were sent into a full socket`);
    if (session.usage.acceptedSeconds > this.#acceptedSeconds) {
      this.#full.spokenAt = Math.min(this.#full.spokenAt, startedAt + CHUNK_SECONDS * 1_000);
    }
    if (clock.now() - this.#full.spokenAt > BLOCKED_MS) this.broken.push('8: a peer that takes nothing is kept');
  }
}
