import { describe, expect, it } from 'vitest';
import { buildListenUrl } from './build-listen-url.ts';

const EN = { model: 'flux-general-en' } as const;

describe('buildListenUrl', () => {
  it('R35: writes every parameter, in one order', () => {
    const url = buildListenUrl('wss://api.deepgram.com/v2/listen', {
      languageHints: ['en', 'es'],
      tags: ['a', 'b'],
      keyterms: ['x', 'y'],
      redact: 'numbers',
      profanityFilter: false,
      mipOptOut: true,
      numerals: true,
      eotTimeoutMs: 5000,
      eotThreshold: 0.8,
      eagerEotThreshold: 0.5,
      encoding: 'linear16',
      sampleRateHz: 16_000,
      model: 'flux-general-multi',
    });
    expect(url).toBe(
      'wss://api.deepgram.com/v2/listen?model=flux-general-multi&sample_rate=16000&encoding=linear16' +
        '&eager_eot_threshold=0.5&eot_threshold=0.8&eot_timeout_ms=5000&numerals=true&mip_opt_out=true' +
        '&profanity_filter=false&redact=numbers&keyterm=x&keyterm=y&tag=a&tag=b&language_hint=en&language_hint=es',
    );
  });

  it('R35: encodes every value as a form does', () => {
    const keyterms = ['two words', 'a&b=c', '100%', 'a+b', 'Zürich'];
    const url = buildListenUrl('wss://host', { ...EN, keyterms });
    expect(url).toContain('keyterm=two+words&keyterm=a%26b%3Dc&keyterm=100%25&keyterm=a%2Bb&keyterm=Z%C3%BCrich');
    expect(new URL(url).searchParams.getAll('keyterm')).toEqual(keyterms);
  });

  it.each([
    ['wss://host', 'wss://host/v2/listen?model=flux-general-en'],
    ['ws://host:8080/', 'ws://host:8080/v2/listen?model=flux-general-en'],
    ['http://127.0.0.1:9/flux', 'ws://127.0.0.1:9/flux?model=flux-general-en'],
    ['https://host/v2/listen/', 'wss://host/v2/listen/?model=flux-general-en'],
    ['wss://host/?', 'wss://host/v2/listen?model=flux-general-en'],
    ['wss://host/p#fragment', 'wss://host/p?model=flux-general-en'],
  ])('turns %s into %s', (base, url) => {
    expect(buildListenUrl(base, EN)).toBe(url);
  });

  it("R35: keeps the caller's own query as it is written, ahead of the parameters", () => {
    expect(buildListenUrl('wss://host/p?team=a%20b&flag&x=1&x=2', EN)).toBe(
      'wss://host/p?team=a%20b&flag&x=1&x=2&model=flux-general-en',
    );
  });

  it('R35: lets a parameter replace its name in the base, and keeps the others', () => {
    const base = 'wss://host/p?keyterm=old&model=other&tag=mine&eot%5Fthreshold=0.9';
    expect(buildListenUrl(base, { ...EN, eotThreshold: 0.6, keyterms: ['new'] })).toBe(
      'wss://host/p?tag=mine&model=flux-general-en&eot_threshold=0.6&keyterm=new',
    );
  });

  it.each([
    ['/v2/listen', 'url must be an absolute address, such as wss://api.deepgram.com/v2/listen'],
    ['', 'url must be an absolute address, such as wss://api.deepgram.com/v2/listen'],
    ['ftp://host', 'url must begin with wss:, ws:, https: or http:, got ftp:'],
    ['api.deepgram.com:443', 'url must begin with wss:, ws:, https: or http:, got api.deepgram.com:'],
  ])('throws a TypeError for %j', (base, message) => {
    expect(() => buildListenUrl(base, EN)).toThrow(new TypeError(message));
  });
});
