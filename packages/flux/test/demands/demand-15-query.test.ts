import type { ListenOptions } from '@turnstream/flux';
import { connected, createScriptedServer } from '@turnstream/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWorld, DemandWorld } from './demand-world.ts';

const TERMS = [
  'machine learning',
  'R&D',
  'C++',
  '100%',
  '%20',
  'a=b',
  'one, two',
  '#hash?',
  'Zürich',
  '東京 🎉',
  '"quoted"',
  'a/b',
];

/** The dial of a session with these options, as the server read it. */
async function dialOf(options: Partial<ListenOptions>): Promise<DemandWorld['server']['connections'][number]> {
  await using world = await createWorld([connected()], options);
  await world.until(() => world.session.state.status === 'open');
  return world.server.connection(0);
}

describe('demand 15: every value arrives at the server as it was given', () => {
  it('keyterms and tags, each under a key of its own', async () => {
    const { query, url } = await dialOf({ keyterms: TERMS, tags: TERMS });
    expect(query.getAll('keyterm')).toEqual(TERMS);
    expect(query.getAll('tag')).toEqual(TERMS);
    // Encoded once.
    expect(url).toContain('keyterm=%2520');
    expect(url).not.toContain('%252520');
  });

  it('any text at all', async () => {
    const term = fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }).filter((text) => text.trim() === text);
    await using server = await createScriptedServer([connected()]);
    let dials = 0;
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(term, { minLength: 1, maxLength: 5 }), async (keyterms) => {
        const world = new DemandWorld(server, { keyterms });
        const connection = await server.connection(dials);
        dials += 1;
        world.session.cancel();
        expect(connection.query.getAll('keyterm')).toEqual(keyterms);
      }),
      { numRuns: 50 },
    );
  });

  it('language hints, one key each', async () => {
    const { query, url } = await dialOf({ model: 'flux-general-multi', languageHints: ['en', 'es', 'ru'] });
    expect(query.getAll('language_hint')).toEqual(['en', 'es', 'ru']);
    expect(url).toContain('language_hint=en&language_hint=es&language_hint=ru');
  });

  it('numbers and switches, also those that are off or 0', async () => {
    const { query } = await dialOf({
      eotThreshold: 1,
      eotTimeoutMs: 60_000,
      numerals: false,
      profanityFilter: false,
      mipOptOut: false,
      sampleRateHz: 44_100,
    });
    expect(Object.fromEntries(query)).toEqual({
      model: 'flux-general-en',
      encoding: 'linear16',
      sample_rate: '44100',
      eot_threshold: '1',
      eot_timeout_ms: '60000',
      numerals: 'false',
      profanity_filter: 'false',
      mip_opt_out: 'false',
    });
  });

  it('the query of an address of the caller’s own, and the path', async () => {
    await using server = await createScriptedServer([connected()]);
    const url = `${server.url.replace('/v2/listen', '/proxy/listen')}?region=eu&x=a%20b&x=%26&flag`;
    await using world = new DemandWorld(server, { url, keyterms: ['a b'] });
    await world.until(() => world.session.state.status === 'open');
    const { path, query, url: dialled } = await server.connection(0);
    expect(path).toBe('/proxy/listen');
    expect(query.getAll('x')).toEqual(['a b', '&']);
    expect(query.get('region')).toBe('eu');
    expect(query.getAll('model')).toEqual(['flux-general-en']);
    expect(dialled.match(/\?/gu)).toHaveLength(1);
  });

  it.each(['ws:', 'http:'])('an address that begins with %s is dialled without TLS', async (scheme) => {
    await using server = await createScriptedServer([connected()]);
    await using world = new DemandWorld(server, { url: server.url.replace('ws:', scheme) });
    await world.until(() => world.session.state.status === 'open');
    expect(server.connections).toHaveLength(1);
  });

  it('a container goes without encoding and rate, which its header holds', async () => {
    const { query } = await dialOf({ encoding: 'container' });
    expect(query.has('encoding') || query.has('sample_rate')).toBe(false);
  });
});
