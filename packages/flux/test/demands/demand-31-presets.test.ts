import { turnPresets } from '@turnstream/flux';
import { checkTurnSettings } from '@turnstream/flux/protocol';
import { awaitAudio, awaitText, configureSuccess, connected, hold, turnInfo, whenever } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { createWorld } from './demand-world.ts';

const NAMES = ['fast', 'balanced', 'patient', 'dictation'] as const;

describe('demand 31: presets of turn taking, changed from one turn to the next', () => {
  it.each(NAMES)('%s is a whole set of settings in their ranges', (name) => {
    const preset = turnPresets[name];
    expect(Object.keys(preset)).toEqual(['eotThreshold', 'eagerEotThreshold', 'eotTimeoutMs']);
    expect(checkTurnSettings({ model: 'flux-general-en', ...preset })).toBeUndefined();
  });

  it('each waits longer than the one before', () => {
    const thresholds = NAMES.map((name) => turnPresets[name].eotThreshold);
    expect(thresholds).toEqual(thresholds.toSorted((one, other) => one - other));
    expect(new Set(thresholds).size).toBe(NAMES.length);
  });

  it.each(NAMES.flatMap((from) => NAMES.filter((to) => to !== from).map((to) => [from, to] as const)))(
    'from %s to %s in mid-session, without a new connection',
    async (from, to) => {
      const script = [connected(), whenever('Configure', [configureSuccess()]), hold('never')];
      await using world = await createWorld(script, turnPresets[from]);
      await world.until(() => world.session.state.status === 'open');
      const changed = world.session.configure(turnPresets[to]);
      let isDone = false;
      void changed.then(() => (isDone = true));
      await world.until(() => isDone);
      expect((await changed).settings).toMatchObject(turnPresets[to]);
      expect(world.dials).toBe(1);
      const [configure] = world.server.connections[0]?.texts ?? [];
      expect(configure).toMatchObject({
        type: 'Configure',
        thresholds: { eot_threshold: turnPresets[to].eotThreshold, eot_timeout_ms: turnPresets[to].eotTimeoutMs },
      });
    },
  );

  it('from eager to none: predictions that still come are none', async () => {
    const script = [
      connected(),
      awaitText('Configure'),
      configureSuccess(),
      awaitAudio({ seconds: 0.48 }),
      turnInfo({ event: 'StartOfTurn', transcript: 'a' }),
      turnInfo({ event: 'EagerEndOfTurn', transcript: 'a' }),
      turnInfo({ event: 'EndOfTurn', transcript: 'a' }),
      hold('never'),
    ];
    await using world = await createWorld(script, turnPresets.balanced);
    await world.until(() => world.session.state.status === 'open');
    void world.session.configure(turnPresets.dictation);
    world.speak(0.5);
    await world.turnEnd();
    expect(world.turns.map(({ type }) => type)).toEqual(['turn-start', 'turn-end']);
  });
});
