import { awaitAudio, blackHole, connected, hold, reset, turnInfo, type ConnectionScript } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { createWorld, type DemandWorld } from './demand-world.ts';
import { openTurn, turnEnd } from './scripts.ts';

/** Speaks at the speed of time until it has ended. */
function speakUntilEnd(world: DemandWorld): Promise<unknown> {
  return world.meanwhile(() => {
    world.speak(0.1);
    world.clock.advance(100);
    return world.transcripts.length > 0;
  });
}

/** Hears and finds no words, for a while. */
const DEAF: ConnectionScript = [
  connected(),
  ...Array.from({ length: 200 }, (): ConnectionScript => [
    awaitAudio({ seconds: 0.24 }),
    turnInfo({ transcript: '' }),
  ]).flat(),
];

type Way = readonly [
  name: string,
  scripts: readonly ConnectionScript[],
  act: (world: DemandWorld) => unknown,
  reason: string,
];

const WAYS: readonly Way[] = [
  [
    'the connection drops and its successor finds no words',
    [[...openTurn('one two'), hold('go'), reset()], DEAF],
    speakUntilEnd,
    'connection-lost',
  ],
  [
    'the server goes silent and its successor finds no words',
    [[...openTurn('one two'), hold('go'), blackHole()], DEAF],
    speakUntilEnd,
    'stalled',
  ],
  [
    'the caller is muted: the server hears silence until it ends the turn',
    [[...openTurn('one two'), hold('go'), awaitAudio({ seconds: 1 }), ...turnEnd('one two')]],
    (world) => {
      world.session.mute();
      return speakUntilEnd(world);
    },
    'model',
  ],
  [
    'the source stops: the server hears silence until it ends the turn',
    [
      [
        ...openTurn('one two'),
        hold('go'),
        awaitAudio({ seconds: 1 }),
        turnInfo({ event: 'EndOfTurn', trigger: 'timeout' }),
      ],
    ],
    (world) => world.turnEnd(),
    'timeout',
  ],
  [
    'the server begins another turn',
    [[...openTurn('one two'), hold('go'), turnInfo({ event: 'StartOfTurn', turn_index: 1, transcript: 'three' })]],
    (world) => world.turnEnd(),
    'unspecified',
  ],
  ['the session is stopped', [[...openTurn('one two'), hold('go')]], (world) => world.session.stop(), 'stopped'],
  ['the session is cancelled', [[...openTurn('one two'), hold('go')]], (world) => world.session.cancel(), 'cancelled'],
];

describe('demand 5: an open turn is always released, once, with its text and a reason', () => {
  it.each(WAYS)('%s', async (_name, scripts, act, reason) => {
    await using world = await createWorld(scripts, { resume: { rate: 4 } });
    await world.until(() => world.session.state.status === 'open');
    world.speak(0.48);
    await world.until(() => world.turns.length > 0);
    world.server.release('go');
    await act(world);
    await world.meanwhile(() => world.transcripts.length > 0);
    const first = world.turns.filter(({ turnId, type }) => turnId === 0 && type !== 'turn-update');
    expect(first.map(({ type }) => type)).toEqual(['turn-start', 'turn-end']);
    expect(first.at(-1)).toMatchObject({ transcript: 'one two', reason });
  });

  it('one that was opened by text alone, without a start', async () => {
    const updates = [0.24, 0.48, 0.72, 0.96].map((seconds): ConnectionScript => [
      awaitAudio({ totalSeconds: seconds }),
      turnInfo({ transcript: 'one two', audio_window_end: seconds }),
    ]);
    await using world = await createWorld([[connected(), ...updates.flat(), hold('go'), reset()], DEAF]);
    await world.until(() => world.session.state.status === 'open');
    world.speak(0.96);
    await world.until(() => world.turns.length > 0);
    world.server.release('go');
    await speakUntilEnd(world);
    expect(world.turns[0]).toMatchObject({ type: 'turn-start', synthetic: true });
    expect(world.turns.at(-1)).toMatchObject({
      type: 'turn-end',
      turnId: 0,
      transcript: 'one two',
      reason: 'connection-lost',
    });
  });
});
