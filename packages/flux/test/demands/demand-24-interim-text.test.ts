import { awaitAudio, connected, turnInfo, type ConnectionScript } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { SessionWorld } from '../session/session-world.ts';
import { createWorld } from './demand-world.ts';

function says(event: 'StartOfTurn' | 'Update' | 'EndOfTurn', transcript: string): ConnectionScript {
  return [awaitAudio({ seconds: 0.08 }), turnInfo({ event, transcript })];
}

describe('demand 24: text for a display while somebody speaks', () => {
  it('each change of the text is told once, whole, and nothing where it did not change', async () => {
    const world = new SessionWorld();
    const told: (readonly [type: string, transcript: string])[] = [];
    const reading = (async (): Promise<void> => {
      for await (const { type, transcript } of world.session.events) told.push([type, transcript]);
    })();
    world.connect();
    for (const transcript of ['one', 'one', 'one two', 'one two', '', 'one too three', 'one too three']) {
      world.speak(240);
      world.says(transcript === 'one' ? 'StartOfTurn' : 'Update', transcript);
      await world.clock.advanceAsync(0);
    }
    world.says('EndOfTurn', 'one too three');
    world.session.cancel();
    await reading;
    expect(told).toEqual([
      ['turn-start', 'one'],
      ['turn-update', 'one two'],
      ['turn-update', 'one too three'],
      ['turn-end', 'one too three'],
    ]);
  });

  it('a reader that is slow is given the newest text in place of all those before', async () => {
    const texts = Array.from({ length: 20 }, (_, index) => `one ${'two '.repeat(index + 1)}`.trim());
    await using world = await createWorld([
      connected(),
      ...says('StartOfTurn', 'one'),
      ...texts.flatMap((text) => says('Update', text)),
      ...says('EndOfTurn', texts.at(-1) ?? ''),
    ]);
    const slow = world.session.events[Symbol.asyncIterator]();
    world.speak(3);
    await world.turnEnd();
    const read = [await slow.next(), await slow.next(), await slow.next()].map(({ value }) => value?.type);
    expect(read).toEqual(['turn-start', 'turn-update', 'turn-end']);
  });
});
