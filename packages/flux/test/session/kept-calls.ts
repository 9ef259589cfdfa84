import type { GeneratedCall } from './generated-calls.ts';

/** Generated calls that once broke a promise, as small as they could be made. Each is tried in every run. */
export const keptCalls: readonly (readonly [GeneratedCall])[] = [
  // A timer that woke itself without end while a stop waited for the close.
  [
    {
      options: { eagerEotThreshold: null, maxBufferedSeconds: 5, resume: {} },
      randomValues: [0],
      happenings: [{ type: 'connect' }, { type: 'speak', durationMs: 20 }],
      ending: 'stop',
    },
  ],
  // The last chunk of a stop() brought a parked session back.
  [
    {
      options: { eagerEotThreshold: null, maxBufferedSeconds: 5, resume: {} },
      randomValues: [0],
      happenings: [{ type: 'connect' }, { type: 'speak', durationMs: 20 }, { type: 'error', code: 'INACTIVE_CLIENT' }],
      ending: 'stop',
    },
  ],
  // Audio that was sent, not decoded, and then pushed out of the buffer was counted as nothing.
  [
    {
      options: { eagerEotThreshold: null, maxBufferedSeconds: 5, resume: {} },
      randomValues: [0],
      happenings: [
        { type: 'speak', durationMs: 20 },
        { type: 'unmute' },
        { type: 'connect' },
        { type: 'burst', durationMs: 12_000 },
      ],
      ending: 'nothing',
    },
  ],
  // A burst made a server overdue at the very end: a stall is believed at a second look.
  [
    {
      options: { eagerEotThreshold: null, maxBufferedSeconds: 5, resume: {} },
      randomValues: [0],
      happenings: [
        { type: 'connect' },
        { type: 'say', event: 'StartOfTurn', transcript: '', skipsTurn: true },
        { type: 'wait', durationMs: 3_000 },
        { type: 'speak', durationMs: 240 },
        { type: 'burst', durationMs: 500 },
      ],
      ending: 'stop',
      afterFinish: [],
    },
  ],
];
