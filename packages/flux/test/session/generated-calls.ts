import type { ListenOptions } from '@turnstream/flux';
import fc from 'fast-check';
import type { SessionWorld } from './session-world.ts';

/** One thing that happens in a call: to the caller, the network or the server. */
export type Happening =
  | { readonly type: 'speak'; readonly durationMs: number }
  | { readonly type: 'burst'; readonly durationMs: number }
  | { readonly type: 'wait'; readonly durationMs: number }
  | { readonly type: 'connect' }
  | { readonly type: 'say'; readonly event: string; readonly transcript: string; readonly skipsTurn: boolean }
  | { readonly type: 'answer-configure'; readonly accept: boolean }
  | { readonly type: 'error'; readonly code: string }
  | { readonly type: 'warn' }
  | { readonly type: 'close'; readonly code: number }
  | { readonly type: 'refuse'; readonly httpStatus: number | undefined }
  | { readonly type: 'garbage'; readonly text: string }
  | { readonly type: 'block'; readonly bytes: number }
  | { readonly type: 'configure'; readonly eotThreshold: number; readonly eagerEotThreshold: number | null }
  | { readonly type: 'force'; readonly settleMs: number }
  | { readonly type: 'mute' }
  | { readonly type: 'unmute' }
  | { readonly type: 'pong' };

/** How a call ends. */
export type Ending = 'stop' | 'finish' | 'cancel' | 'nothing';

/** A whole call. */
export type GeneratedCall = {
  readonly options: Partial<ListenOptions>;
  readonly randomValues: readonly number[];
  readonly happenings: readonly Happening[];
  readonly ending: Ending;
  /** What happens after `finish()`, which may have audio to deliver again. */
  readonly afterFinish?: readonly Happening[];
};

const transcript = fc.constantFrom('', 'a', 'a b', 'a b c', 'a b c d', 'b', 'x y');
/** The events of a `TurnInfo`, about as often as servers say them. */
export const turnInfoEvent: fc.Arbitrary<string> = fc.constantFrom(
  'Update',
  'Update',
  'Update',
  'StartOfTurn',
  'EagerEndOfTurn',
  'TurnResumed',
  'EndOfTurn',
);

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant('speak'), durationMs: fc.constantFrom(20, 100, 240, 1_000, 4_000) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('burst'), durationMs: fc.constantFrom(500, 3_000, 12_000) }) },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('wait'), durationMs: fc.constantFrom(1, 90, 600, 3_000, 15_000) }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('connect') }) },
  {
    weight: 10,
    arbitrary: fc.record({
      type: fc.constant('say'),
      event: turnInfoEvent,
      transcript,
      skipsTurn: fc.nat(20).map((value) => value === 0),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('answer-configure'), accept: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('error'),
      code: fc.constantFrom('INTERNAL_SERVER_ERROR', 'INACTIVE_CLIENT', 'UNPARSABLE_CLIENT_MESSAGE'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('warn') }) },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('close'), code: fc.constantFrom(1000, 1001, 1005, 1006, 1011, 1012) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('refuse'),
      httpStatus: fc.constantFrom(undefined, undefined, 400, 401, 429, 503),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('garbage'),
      text: fc.constantFrom('', '{', '[]', '{"type":"New"}', '{"type":"TurnInfo"}'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('block'), bytes: fc.constantFrom(0, 0, 20_000, 64_000) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('configure'),
      eotThreshold: fc.constantFrom(0.6, 0.7, 0.9),
      eagerEotThreshold: fc.constantFrom(null, 0.4, 0.6),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('force'), settleMs: fc.constantFrom(0, 500) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('mute') }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('unmute') }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('pong') }) },
);

/** Calls of any shape: every order of messages, drops, refusals, stalls and wishes. */
export const generatedCall: fc.Arbitrary<GeneratedCall> = fc.record({
  options: fc.record({
    eagerEotThreshold: fc.constantFrom(null, 0.5),
    maxBufferedSeconds: fc.constantFrom(5, 30),
    resume: fc.constantFrom({}, { rate: Infinity }, { maxReplaySeconds: 2 }),
  }),
  randomValues: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 }),
  happenings: fc.array(happening, { minLength: 1, maxLength: 60 }),
  ending: fc.constantFrom('stop', 'finish', 'cancel', 'nothing'),
  afterFinish: fc.array(happening, { maxLength: 20 }),
});

/** Lets one thing happen. What cannot happen now (an answer without a connection) does not. */
export function happen(world: SessionWorld, thing: Happening): void {
  const { session, clock, server } = world;
  const isOpen = server.state === 'open' || server.state === 'closing';
  switch (thing.type) {
    case 'speak':
      world.speak(thing.durationMs);
      return;
    case 'burst':
      session.send(world.samples(thing.durationMs));
      return;
    case 'wait':
      clock.advance(thing.durationMs);
      return;
    case 'connect':
      if (server.state === 'dialing') world.connect();
      return;
    case 'say':
      if (isOpen) world.says(thing.event, thing.transcript, thing.skipsTurn ? { turn_index: 90 } : {});
      return;
    case 'answer-configure':
      if (isOpen) world.answerConfigure(thing.accept);
      return;
    case 'error':
      if (isOpen) server.receive({ type: 'Error', code: thing.code, description: 'gone', sequence_id: 1 });
      return;
    case 'warn':
      if (isOpen) {
        const description = 'no turn';
        server.receive({ type: 'Warning', code: 'FORCE_END_TURN_NO_ACTIVE_TURN', description, sequence_id: 1 });
      }
      return;
    case 'close':
      if (isOpen) server.close({ code: thing.code });
      return;
    case 'refuse':
      if (server.state === 'dialing') {
        server.fail({
          message: 'refused',
          ...(thing.httpStatus === undefined ? {} : { httpStatus: thing.httpStatus }),
        });
      }
      return;
    case 'garbage':
      if (isOpen) server.receive(thing.text);
      return;
    case 'block':
      server.bufferedBytes = thing.bytes;
      return;
    case 'configure':
      world.wish(session.configure({ eotThreshold: thing.eotThreshold, eagerEotThreshold: thing.eagerEotThreshold }));
      return;
    case 'force':
      world.wish(session.forceEndTurn({ settleMs: thing.settleMs }));
      return;
    case 'mute':
      session.mute();
      return;
    case 'unmute':
      session.unmute();
      return;
    case 'pong':
      if (isOpen) server.pong();
      return;
  }
}
