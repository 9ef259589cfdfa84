import { listen } from '@turnstream/flux';
import type { SettingsDelta } from '@turnstream/flux';
import type { ConfigureMessage, ServerMessage } from '@turnstream/flux/protocol';
import { FakeClock } from '@turnstream/testing';

import type { ConformanceClient } from './conformance-client.ts';

function toDelta({ thresholds = {}, keyterms, numerals }: Omit<ConfigureMessage, 'type'>): SettingsDelta {
  return {
    ...(thresholds.eot_threshold !== undefined && { eotThreshold: thresholds.eot_threshold }),
    ...(thresholds.eager_eot_threshold !== undefined && { eagerEotThreshold: thresholds.eager_eot_threshold }),
    ...(thresholds.eot_timeout_ms !== undefined && { eotTimeoutMs: thresholds.eot_timeout_ms }),
    ...(keyterms !== undefined && { keyterms }),
    ...(numerals !== undefined && { numerals }),
  };
}

/** The session of `@turnstream/flux`, on a clock that stands still so that it adds no silence and no ping. */
export const sessionConformanceClient: ConformanceClient = {
  name: 'the session of @turnstream/flux',
  async dial(url, parameters) {
    const session = listen({
      apiKey: 'any',
      url,
      ...parameters,
      resume: { rate: Number.POSITIVE_INFINITY },
      clock: new FakeClock(),
    });
    const messages: ServerMessage[] = [];
    session.on('message', (message) => messages.push(message));
    await session.opened;
    return {
      messages,
      closed: session.closed,
      sendAudio: (bytes) => session.send(bytes),
      configure: (change) => {
        // A refusal is among the messages.
        session.configure(toDelta(change)).catch(() => undefined);
      },
      forceEndTurn: () => {
        void session.forceEndTurn({ settleMs: 0 });
      },
      closeStream: () => {
        void session.stop();
      },
      [Symbol.asyncDispose]: async () => {
        session.cancel();
      },
    };
  },
};
