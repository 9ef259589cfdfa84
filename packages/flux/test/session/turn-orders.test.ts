import { describe, expect, it } from 'vitest';
import { inShort, SessionWorld } from './session-world.ts';

type Said = readonly [event: string, transcript: string];

async function hear(said: readonly Said[], eagerEotThreshold: number | null = 0.5): Promise<readonly string[]> {
  const world = new SessionWorld({ eagerEotThreshold });
  world.connect();
  for (const [event, transcript] of said) {
    world.speak(240);
    world.says(event, transcript);
  }
  return inShort(await world.finalEvents());
}

describe('orders of messages seen in the wild', () => {
  it.each<[string, readonly Said[], readonly string[]]>([
    [
      'the documented order',
      [
        ['Update', ''],
        ['StartOfTurn', 'hi'],
        ['Update', 'hi there'],
        ['EagerEndOfTurn', 'hi there'],
        ['EndOfTurn', 'hi there'],
      ],
      ['start 0 hi', 'update 0 hi there', 'eager 0 hi there (attempt 1)', 'end 0 hi there (unspecified, confirms 1)'],
    ],
    [
      'text before its start',
      [
        ['Update', 'hi'],
        ['StartOfTurn', 'hi there'],
        ['EndOfTurn', 'hi there'],
      ],
      ['start 0 hi there', 'end 0 hi there (unspecified)'],
    ],
    [
      'text and never a start',
      [
        ['Update', 'hi'],
        ['Update', 'hi there'],
        ['Update', 'hi there you'],
        ['Update', 'hi there you all'],
        ['EndOfTurn', 'hi there you all'],
      ],
      ['start 0 hi there you all (synthetic)', 'end 0 hi there you all (unspecified)'],
    ],
    [
      'an end without text keeps the last update',
      [
        ['StartOfTurn', 'hi'],
        ['Update', 'hi there'],
        ['EndOfTurn', ''],
      ],
      ['start 0 hi', 'update 0 hi there', 'end 0 hi there (unspecified)'],
    ],
    [
      'an end without text confirms the prediction it follows',
      [
        ['StartOfTurn', ''],
        ['EagerEndOfTurn', 'yes'],
        ['EndOfTurn', ''],
      ],
      ['start 0', 'eager 0 yes (attempt 1)', 'end 0 yes (unspecified, confirms 1)'],
    ],
    ['an end without a start', [['EndOfTurn', 'yes']], ['start 0 yes (synthetic)', 'end 0 yes (unspecified)']],
    ['an end of nothing', [['EndOfTurn', '']], []],
    [
      'an end that differs from its prediction',
      [
        ['StartOfTurn', 'yes'],
        ['EagerEndOfTurn', 'yes'],
        ['EndOfTurn', 'yes please'],
      ],
      ['start 0 yes', 'eager 0 yes (attempt 1)', 'resumed 0 yes (attempt 1, speech)', 'end 0 yes please (unspecified)'],
    ],
    [
      'two predictions without a resumption',
      [
        ['StartOfTurn', 'a'],
        ['EagerEndOfTurn', 'a'],
        ['EagerEndOfTurn', 'a b'],
        ['EndOfTurn', 'a b'],
      ],
      [
        'start 0 a',
        'eager 0 a (attempt 1)',
        'resumed 0 a (attempt 1, speech)',
        'eager 0 a b (attempt 2)',
        'end 0 a b (unspecified, confirms 2)',
      ],
    ],
    [
      'a resumption without a prediction',
      [
        ['StartOfTurn', 'a'],
        ['TurnResumed', 'a b'],
        ['EndOfTurn', 'a b'],
      ],
      ['start 0 a', 'update 0 a b', 'end 0 a b (unspecified)'],
    ],
    [
      'predict, resume, predict, end',
      [
        ['StartOfTurn', 'a'],
        ['EagerEndOfTurn', 'a'],
        ['TurnResumed', 'a b'],
        ['EagerEndOfTurn', 'a b'],
        ['Update', 'a b'],
        ['EndOfTurn', 'a b'],
      ],
      [
        'start 0 a',
        'eager 0 a (attempt 1)',
        'resumed 0 a (attempt 1, speech)',
        'update 0 a b',
        'eager 0 a b (attempt 2)',
        'end 0 a b (unspecified, confirms 2)',
      ],
    ],
    [
      'a prediction about nothing',
      [
        ['StartOfTurn', ''],
        ['EagerEndOfTurn', ''],
        ['EndOfTurn', 'a'],
      ],
      ['start 0', 'end 0 a (unspecified)'],
    ],
  ])('%s', async (_name, said, expected) => {
    expect(await hear(said)).toEqual(expected);
  });

  it('withholds predictions that are not wanted', async () => {
    const said: readonly Said[] = [
      ['StartOfTurn', 'a'],
      ['EagerEndOfTurn', 'a b'],
      ['EndOfTurn', 'a b'],
    ];
    expect(await hear(said, null)).toEqual(['start 0 a', 'update 0 a b', 'end 0 a b (unspecified)']);
  });

  it('ends a turn whose end never came when the next one begins', async () => {
    const world = new SessionWorld({ eagerEotThreshold: 0.5 });
    world.connect();
    world.speak(240);
    world.says('StartOfTurn', 'a');
    world.says('EagerEndOfTurn', 'a');
    world.speak(240);
    world.says('StartOfTurn', 'b', { turn_index: 1 });
    expect(inShort(await world.finalEvents())).toEqual([
      'start 0 a',
      'eager 0 a (attempt 1)',
      'resumed 0 a (attempt 1, speech)',
      'end 0 a (unspecified)',
      'start 1 b',
      'end 1 b (cancelled)',
    ]);
  });

  it.each(['model', 'timeout', 'manual'] as const)('gives the reason %s of the wire', async (trigger) => {
    const world = new SessionWorld();
    world.connect();
    world.speak(240);
    world.says('StartOfTurn', 'a');
    world.says('EndOfTurn', 'a', { trigger });
    expect(inShort(await world.finalEvents())).toEqual(['start 0 a', `end 0 a (${trigger})`]);
  });
});
