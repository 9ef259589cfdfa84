import { awaitAudio, connected, turnInfo, type ConnectionScript } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { createWorld } from './demand-world.ts';

type Said = readonly [event: string, transcript: string];

/** What servers were seen to say, and the text that must come out of it. */
const ORDERS: readonly (readonly [name: string, said: readonly Said[], transcript: string])[] = [
  [
    'an end without text, after updates',
    [
      ['StartOfTurn', 'one'],
      ['Update', 'one two'],
      ['EndOfTurn', ''],
    ],
    'one two',
  ],
  [
    'an end without text, after a prediction',
    [
      ['StartOfTurn', 'one'],
      ['EagerEndOfTurn', 'one two'],
      ['EndOfTurn', ''],
    ],
    'one two',
  ],
  [
    'updates and no start',
    [
      ['Update', 'one'],
      ['Update', 'one two'],
      ['EndOfTurn', 'one two'],
    ],
    'one two',
  ],
  [
    'a prediction and no start',
    [
      ['EagerEndOfTurn', 'one two'],
      ['EndOfTurn', 'one two'],
    ],
    'one two',
  ],
  ['nothing but an end', [['EndOfTurn', 'one two']], 'one two'],
  [
    'an update before the start',
    [
      ['Update', 'one'],
      ['StartOfTurn', 'one'],
      ['EndOfTurn', 'one two'],
    ],
    'one two',
  ],
];

function script(said: readonly Said[]): ConnectionScript {
  const steps = said.map(([event, transcript]): ConnectionScript => [
    awaitAudio({ seconds: 0.24 }),
    turnInfo({ event: eventOf(event), transcript }),
  ]);
  return [connected(), ...steps.flat()];
}

function eventOf(event: string): 'Update' | 'StartOfTurn' | 'EagerEndOfTurn' | 'EndOfTurn' {
  return event === 'StartOfTurn' || event === 'EagerEndOfTurn' || event === 'EndOfTurn' ? event : 'Update';
}

describe('demand 6: what was said is told, however the server orders its messages', () => {
  it.each(ORDERS)('%s', async (_name, said, transcript) => {
    await using world = await createWorld(script(said), { eagerEotThreshold: 0.5 });
    world.speak(2);
    await world.turnEnd();
    expect(world.turns.filter(({ type }) => type === 'turn-start')).toHaveLength(1);
    expect(world.transcripts).toEqual([transcript]);
  });

  it('text without words, and words without text, are both taken as the server gives them', async () => {
    await using world = await createWorld([
      connected(),
      awaitAudio({ seconds: 0.24 }),
      turnInfo({ event: 'StartOfTurn', transcript: 'one', words: [] }),
      turnInfo({ event: 'EndOfTurn', transcript: 'one two', words: [] }),
    ]);
    world.speak(1);
    await world.turnEnd();
    expect(world.turns.at(-1)).toMatchObject({ transcript: 'one two', words: [] });
  });

  it('an end of nothing tells nobody anything', async () => {
    await using world = await createWorld([
      ...script([['EndOfTurn', '']]),
      ...script([
        ['StartOfTurn', 'one'],
        ['EndOfTurn', 'one'],
      ]).slice(1),
    ]);
    world.speak(2);
    await world.turnEnd();
    expect(world.turns.map(({ type, turnId }) => [type, turnId])).toEqual([
      ['turn-start', 0],
      ['turn-end', 0],
    ]);
  });
});
