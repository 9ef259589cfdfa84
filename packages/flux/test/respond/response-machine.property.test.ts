import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stepResponses } from '../../src/lib/respond/response-machine.ts';
import { INITIAL_RESPONSES, type ResponseInput, type ResponseState } from '../../src/lib/respond/response-state.ts';
import { sameWords } from '../../src/lib/turns/same-words.ts';
import { ResponseRules } from './response-rules.ts';
import { turn } from './turn-events.ts';

const runs = Number(process.env['TURNSTREAM_PROPERTY_RUNS'] ?? 100_000);

type Course = {
  readonly match: 'words' | 'exact';
  readonly maxAttempts: number;
  readonly happenings: readonly Happening[];
};

/** `of`: which call, counted back from the newest. */
type Happening =
  | { readonly type: 'say'; readonly event: keyof typeof turn; readonly turnStep: number; readonly text: string }
  | { readonly type: 'first-chunk' | 'call-failed' | 'read' | 'left'; readonly of: number }
  | { readonly type: 'wait'; readonly durationMs: number }
  | { readonly type: 'drop'; readonly cause: 'connection' | 'stalled' }
  | { readonly type: 'session-ended' }
  | { readonly type: 'stop' };

const text = fc.constantFrom('', 'a', 'A.', 'a b', 'A b?', 'b');

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      type: fc.constant('say'),
      event: fc.constantFrom('start', 'update', 'eager', 'eager', 'resumed', 'end', 'end'),
      // Mostly the turn that is going on; sometimes the next one, or one that is over.
      turnStep: fc.constantFrom(0, 0, 0, 0, 1, -1),
      text,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ type: fc.constantFrom('first-chunk', 'call-failed', 'read', 'left'), of: fc.nat(2) }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('wait'), durationMs: fc.constantFrom(1, 400, 6_000) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('drop'), cause: fc.constantFrom('connection', 'stalled') }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('session-ended', 'stop') }) },
);

const course: fc.Arbitrary<Course> = fc.record({
  match: fc.constantFrom('words', 'exact'),
  maxAttempts: fc.constantFrom(0, 1, 3),
  happenings: fc.array(happening, { minLength: 1, maxLength: 40 }),
});

/** What a course breaks; empty when it keeps every rule. */
function brokenRules({ match, maxAttempts, happenings }: Course): readonly string[] {
  const isSameText = match === 'words' ? sameWords : (one: string, other: string): boolean => one === other;
  const rule = { maxAttempts, maxSpeculationMs: 5_000, isSameText };
  const rules = new ResponseRules(isSameText);
  let state: ResponseState = INITIAL_RESPONSES;
  let at = 0;
  let turnId = 0;
  const step = (input: ResponseInput): void => {
    const next = stepResponses(state, input, rule);
    state = next.state;
    rules.see(input, next.effects);
  };
  for (const thing of happenings) {
    const id = state.nextCallId - 1 - ('of' in thing ? thing.of : 0);
    switch (thing.type) {
      case 'say': {
        turnId = Math.max(0, turnId + Math.max(0, thing.turnStep));
        const event = turn[thing.event](turnId + Math.min(0, thing.turnStep), thing.text);
        step({ type: 'turn', event, interrupts: event.type === 'turn-start', at });
        if (event.type === 'turn-end' && thing.turnStep >= 0) turnId += 1;
        break;
      }
      case 'first-chunk':
      case 'call-failed':
        step({ type: thing.type, id, at });
        break;
      case 'read':
      case 'left':
        // Only an answer can be read, or left.
        if (state.answers.some((answer) => answer.id === id)) {
          step({ type: 'answer-over', id, cancelled: thing.type === 'left' });
        }
        break;
      case 'wait':
        at += thing.durationMs;
        step({ type: 'wake', at });
        break;
      case 'drop':
        step({ type: 'turn', event: turn.resumed(turnId, 'a', thing.cause), interrupts: false, at });
        break;
      case 'session-ended':
        step({ type: 'session-ended', at });
        break;
      case 'stop':
        step({ type: 'turn', event: turn.end(turnId, 'a', 'stopped'), interrupts: false, at });
        turnId += 1;
        break;
    }
  }
  // Whatever came before: the next turn is answered. The rules look whether it is.
  step({ type: 'turn', event: turn.start(turnId + 1, ''), interrupts: true, at });
  step({ type: 'turn', event: turn.end(turnId + 1, 'a b'), interrupts: false, at });
  step({ type: 'close', at });
  rules.seeEnd(state);
  return rules.broken;
}

it(
  `settles every call once, lets nothing unconfirmed out and answers every turn once, in ${runs} generated courses`,
  { timeout: 600_000 },
  () => {
    fc.assert(
      fc.property(course, (generated) => {
        expect(brokenRules(generated)).toEqual([]);
      }),
      { numRuns: runs },
    );
  },
);
