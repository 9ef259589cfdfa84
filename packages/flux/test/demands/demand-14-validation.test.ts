import { listen, type ListenOptions, type SettingsDelta } from '@turnstream/flux';
import { configureSuccess, connected, createScriptedServer, whenever } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { createWorld, reasonOf } from './demand-world.ts';

const HEALTHY = [whenever('Configure', [configureSuccess()]), connected()];

const TAKEN: readonly SettingsDelta[] = [
  { eotThreshold: 0.5 },
  { eotThreshold: 1 },
  { eagerEotThreshold: 0.3 },
  { eagerEotThreshold: 0.7 },
  { eotThreshold: 0.9, eagerEotThreshold: 0.9 },
  { eotTimeoutMs: 500 },
  { eotTimeoutMs: 60_000 },
  { keyterms: Array.from({ length: 100 }, (_, index) => `term ${index}`) },
  { keyterms: ['x'.repeat(100)] },
  { model: 'flux-general-multi', languageHints: ['en', 'zz'] },
];

/** What a server would refuse the whole session for, and the option that the error has to name. */
const REFUSED: readonly (readonly [delta: object, field: string])[] = [
  [{ eotThreshold: 0.49 }, 'eotThreshold'],
  [{ eotThreshold: 1.01 }, 'eotThreshold'],
  [{ eotThreshold: 0 }, 'eotThreshold'],
  [{ eotThreshold: Number.NaN }, 'eotThreshold'],
  [{ eotThreshold: '0.8' }, 'eotThreshold'],
  [{ eagerEotThreshold: 0.29 }, 'eagerEotThreshold'],
  [{ eagerEotThreshold: 0.91, eotThreshold: 1 }, 'eagerEotThreshold'],
  // Over the default of the end threshold, which is in force unless it is given.
  [{ eagerEotThreshold: 0.71 }, 'eagerEotThreshold'],
  [{ eagerEotThreshold: 0.61, eotThreshold: 0.6 }, 'eagerEotThreshold'],
  [{ eotTimeoutMs: 499 }, 'eotTimeoutMs'],
  [{ eotTimeoutMs: 60_001 }, 'eotTimeoutMs'],
  [{ eotTimeoutMs: 1_000.5 }, 'eotTimeoutMs'],
  [{ eotTimeoutMs: '5000' }, 'eotTimeoutMs'],
  [{ keyterms: Array.from({ length: 101 }, (_, index) => `term ${index}`) }, 'keyterms'],
  [{ keyterms: 'turnstream' }, 'keyterms'],
  [{ model: 'flux-general-multi', languageHints: ['en,ru'] }, 'languageHints'],
  [{ model: 'flux-general-multi', languageHints: [''] }, 'languageHints'],
  [{ tags: ['x'.repeat(129)] }, 'tags'],
  [{ tags: [''] }, 'tags'],
  [{ numerals: 'true' }, 'numerals'],
  [{ profanityFilter: 'yes' }, 'profanityFilter'],
  [{ mipOptOut: 1 }, 'mipOptOut'],
];

describe('demand 14: a value that a server would refuse is refused here, by its name, before any dial', () => {
  it.each(TAKEN)('%o goes to the server', async (delta) => {
    await using world = await createWorld(HEALTHY, delta);
    await world.until(() => world.session.state.status === 'open');
    expect(world.errors).toEqual([]);
    expect(world.warnings).toEqual([]);
  });

  it.each(REFUSED)('%o as an option', async (delta, field) => {
    await using server = await createScriptedServer(HEALTHY);
    // As a program without types might.
    const options: ListenOptions = Object.assign({ apiKey: 'any', url: server.url }, delta);
    expect(() => listen(options)).toThrow(new RegExp(`\\b${field}\\b`, 'u'));
    expect(() => listen(options)).toThrow(TypeError);
    expect(server.connections).toEqual([]);
  });

  it.each(REFUSED)('%o as a change', async (delta, field) => {
    await using world = await createWorld(HEALTHY);
    await world.until(() => world.session.state.status === 'open');
    const reason = await reasonOf(world.session.configure(delta));
    expect(reason).toBeInstanceOf(TypeError);
    expect(reason).toHaveProperty('message', expect.stringMatching(new RegExp(`\\b${field}\\b`, 'u')));
    world.clock.advance(1_000);
    expect(world.server.connections[0]?.texts).toEqual([]);
    expect(world.session.state.status).toBe('open');
  });

  it('a lowered end threshold is held against the eager one in force, also after a Configure', async () => {
    await using world = await createWorld(HEALTHY, { eotThreshold: 0.8 });
    await world.until(() => world.session.state.status === 'open');
    await world.session.configure({ eagerEotThreshold: 0.75 });
    const reason = await reasonOf(world.session.configure({ eotThreshold: 0.7 }));
    expect(reason).toBeInstanceOf(TypeError);
    expect(String(reason)).toMatch(/eagerEotThreshold .*0\.7.*0\.75/u);
    await world.session.configure({ eotThreshold: 0.7, eagerEotThreshold: 0.6 });
    expect(world.server.connections[0]?.settings.thresholds).toMatchObject({
      eot_threshold: 0.7,
      eager_eot_threshold: 0.6,
    });
  });

  it('regional languages go as their base, once', async () => {
    await using world = await createWorld(HEALTHY, {
      model: 'flux-general-multi',
      languageHints: ['en-US', 'en-GB', 'pt_BR', 'DE'],
    });
    await world.until(() => world.session.state.status === 'open');
    expect(world.server.connections[0]?.query.getAll('language_hint')).toEqual(['en', 'pt', 'de']);
  });

  it('blank, repeated and over-long keyterms are left out, with a warning', async () => {
    await using world = await createWorld(HEALTHY);
    await world.until(() => world.session.state.status === 'open');
    await world.session.configure({ keyterms: ['AI', ' ', 'AI ', 'x'.repeat(101), 'tag'] });
    expect(world.server.connections[0]?.texts).toEqual([{ type: 'Configure', keyterms: ['AI', 'tag'] }]);
    expect(world.warnings).toMatchObject([{ code: 'keyterms-dropped' }]);
  });

  it('hints never go to the English model, which would refuse the session; a warning says so', async () => {
    await using world = await createWorld(HEALTHY);
    await world.until(() => world.session.state.status === 'open');
    await world.session.configure({ languageHints: ['es'] });
    expect(world.server.connections[0]?.query.has('language_hint')).toBe(false);
    expect(world.server.connections[0]?.texts).toEqual([]);
    expect(world.warnings).toMatchObject([{ code: 'language-hints-ignored' }]);
  });
});
