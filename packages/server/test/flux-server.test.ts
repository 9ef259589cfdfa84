import { describe, expect, it } from 'vitest';

import { createFluxServer } from '@turnstream/server';
import { dialRaw } from './raw-client.ts';
import { createScriptedEngine } from './scripted-engine.ts';

describe('createFluxServer', () => {
  it('turns audio into the messages of one turn', async () => {
    const engine = createScriptedEngine({
      cues: [
        { at: 0.4, speech: true, text: 'Hello' },
        { at: 0.8, text: 'Hello there.' },
        { at: 1.2, speech: false, confidence: 0.8 },
      ],
    });
    await using server = await createFluxServer({ engine });
    await using client = await dialRaw(server.url);
    client.sendSilence(1.6);
    await client.message('TurnInfo', ({ event }) => event === 'EndOfTurn');
    expect((await client.finish()).code).toBe(1005);
    expect(
      client.messages.map((message) =>
        message.type === 'TurnInfo'
          ? `${message.event} ${message.audio_window_end} ${message.transcript}`
          : message.type,
      ),
    ).toEqual([
      'Connected',
      'Update 0.24 ',
      'StartOfTurn 0.4 Hello',
      'Update 0.48 Hello',
      'Update 0.72 Hello',
      'Update 0.96 Hello there.',
      'EndOfTurn 1.2 Hello there.',
      'Update 1.28 ',
      'Update 1.36 ',
      'Update 1.44 ',
      'Update 1.52 ',
      'Update 1.6 ',
    ]);
  });
});
