import type { FluxTransport } from '@turnstream/flux';
import { createMemoryTransport, type FakeClock, type MemoryConnection } from '@turnstream/testing';

const BYTES_PER_SECOND = 32_000;
const STEP_SECONDS = 0.24;

/** Seconds of audio after the beginning of a round at which the server says something of its turn. */
const ROUND_SECONDS = 12;
const START_SECONDS = 1.2;
const EAGER_SECONDS = 9.6;
const END_SECONDS = 10.08;

const WORDS: readonly string[] = Array.from({ length: 30 }, (_, index) => `word${index}`);

/**
 * Dials of a server without a network that hears one turn in each 12 s of audio, with an eager end in it, and breaks the
 * connection at intervals.
 */
export function talkativeTransport(clock: FakeClock, dropEverySeconds: number): FluxTransport {
  return {
    dial(url, credential, handlers) {
      const memory = createMemoryTransport({ keepAudio: false });
      const client = memory.dial(url, credential, handlers);
      const connection = memory.latest;
      const speaker = new TalkativeServer(connection, dropEverySeconds);
      clock.wake(30, () => {
        if (connection.state !== 'dialing') return;
        connection.open({});
        connection.receive({ type: 'Connected', request_id: 'request', sequence_id: 0 });
      });
      return {
        sendAudio: (chunk) => {
          client.sendAudio(chunk);
          speaker.hear(chunk.byteLength);
        },
        // Nothing that is sent is kept.
        sendText: (text) => {
          if (text.includes('CloseStream')) queueMicrotask(() => connection.close({ code: 1000 }));
        },
        ping: () => {
          queueMicrotask(() => {
            if (connection.state === 'open') connection.pong();
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

class TalkativeServer {
  readonly #connection: MemoryConnection;
  readonly #dropEverySeconds: number;
  #seconds = 0;
  #steps = 0;
  #turnIndex = 0;
  #windowStart = 0;
  #stage: 'quiet' | 'open' | 'eager' = 'quiet';

  constructor(connection: MemoryConnection, dropEverySeconds: number) {
    this.#connection = connection;
    this.#dropEverySeconds = dropEverySeconds;
  }

  hear(bytes: number): void {
    this.#seconds += bytes / BYTES_PER_SECOND;
    while (this.#seconds >= (this.#steps + 1) * STEP_SECONDS) {
      this.#steps += 1;
      this.#step(this.#steps * STEP_SECONDS);
    }
  }

  #step(seconds: number): void {
    if (seconds >= this.#dropEverySeconds) {
      if (this.#connection.state === 'open') queueMicrotask(() => this.#connection.close({ code: 1006 }));
      return;
    }
    const inRound = seconds % ROUND_SECONDS;
    if (this.#stage === 'quiet' && inRound >= START_SECONDS && inRound < EAGER_SECONDS) {
      this.#stage = 'open';
      this.#say('StartOfTurn', seconds, inRound);
    } else if (this.#stage === 'open' && inRound >= EAGER_SECONDS) {
      this.#stage = 'eager';
      this.#say('EagerEndOfTurn', seconds, inRound);
    } else if (this.#stage === 'eager' && inRound >= END_SECONDS) {
      this.#stage = 'quiet';
      this.#say('EndOfTurn', seconds, inRound);
      this.#turnIndex += 1;
      this.#windowStart = seconds;
    } else {
      this.#say('Update', seconds, inRound);
    }
  }

  #say(event: string, seconds: number, inRound: number): void {
    const count = this.#stage === 'quiet' && event === 'Update' ? 0 : Math.floor(Math.min(inRound, EAGER_SECONDS) * 3);
    const words = WORDS.slice(0, count).map((word, index) => ({
      word,
      confidence: 0.9,
      start: seconds - inRound + index / 3,
      end: seconds - inRound + (index + 1) / 3,
    }));
    const message = {
      type: 'TurnInfo',
      request_id: 'request',
      sequence_id: this.#steps,
      event,
      turn_index: this.#turnIndex,
      audio_window_start: this.#windowStart,
      audio_window_end: seconds,
      transcript: words.map(({ word }) => word).join(' '),
      words,
      end_of_turn_confidence: 0.5,
      ...(event === 'EndOfTurn' ? { trigger: 'model' } : {}),
    };
    queueMicrotask(() => {
      if (this.#connection.state === 'open') this.#connection.receive(JSON.stringify(message));
    });
  }
}
