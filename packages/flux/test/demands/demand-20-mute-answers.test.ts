import { respondToTurns } from '@turnstream/flux';
import { awaitAudio, hold, turnInfo } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { createWorld } from './demand-world.ts';
import { openTurn } from './scripts.ts';

it('demand 20: a turn that is muted in the middle ends by the silence it gets, is answered once, and the next one too', async () => {
  const script = [
    ...openTurn('one'),
    awaitAudio({ totalSeconds: 1.4 }),
    turnInfo({ event: 'EagerEndOfTurn', transcript: 'one' }),
    turnInfo({ event: 'EndOfTurn', transcript: 'one' }),
    hold('unmuted'),
    awaitAudio({ seconds: 0.48 }),
    turnInfo({ event: 'StartOfTurn', transcript: 'two' }),
    turnInfo({ event: 'EndOfTurn', transcript: 'two' }),
    hold('never'),
  ];
  await using world = await createWorld(script, { eagerEotThreshold: 0.5 });
  const said: string[] = [];
  await using answers = respondToTurns(world.session, ({ transcript }) => Promise.resolve(transcript), {
    clock: world.clock,
    interruptWhen: () => false,
  });
  void (async (): Promise<void> => {
    for await (const answer of answers) for await (const text of answer) said.push(text);
  })();
  world.speak(0.5);
  await world.until(() => world.session.state.openTurnId === 0);
  world.session.mute();
  await world.until(() => {
    world.speak(0.02);
    return said.length === 1;
  });
  world.session.unmute();
  world.server.release('unmuted');
  await world.until(() => {
    world.speak(0.02);
    return said.length === 2;
  });
  expect(said).toEqual(['one', 'two']);
  expect(answers.counters).toMatchObject({ answers: 2, hits: 1, wastedCalls: 0 });
});
