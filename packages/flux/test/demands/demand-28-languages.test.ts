import { configureSuccess, connected, turnInfo, whenever, awaitAudio } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { createWorld } from './demand-world.ts';
import { wholeTurn } from './scripts.ts';

describe('demand 28: languages of a turn, and hints', () => {
  it('all languages of a turn, the most spoken first, and codes that nobody knows', async () => {
    const languages = ['es', 'en', 'xx-new'];
    await using world = await createWorld(
      [connected(), awaitAudio({ seconds: 0.5 }), turnInfo({ event: 'EndOfTurn', transcript: 'hola', languages })],
      { model: 'flux-general-multi', languageHints: ['es', 'en'] },
    );
    world.speak(1);
    await world.turnEnd();
    expect(world.turns.at(-1)).toMatchObject({ type: 'turn-end', languages });
  });

  it('the English model has none', async () => {
    await using world = await createWorld(wholeTurn('one'));
    world.speak(1);
    await world.turnEnd();
    expect(world.turns.at(-1)?.languages ?? []).toEqual([]);
  });

  it('hints can be changed in mid-stream, and cleared', async () => {
    await using world = await createWorld([whenever('Configure', [configureSuccess()]), connected()], {
      model: 'flux-general-multi',
      languageHints: ['en'],
    });
    await world.until(() => world.session.state.status === 'open');
    await world.session.configure({ languageHints: ['de-AT'] });
    expect(world.server.connections[0]?.settings.language_hints).toEqual(['de']);
    await world.session.configure({ languageHints: [] });
    expect(world.server.connections[0]?.texts.at(-1)).toEqual({ type: 'Configure', language_hints: [] });
    expect(world.server.connections[0]?.settings.language_hints).toEqual([]);
  });
});
