import { describe, expect, it } from 'vitest';
import { parseListenUrl } from './parse-listen-url.ts';

const EN = 'model=flux-general-en';
const MULTI = 'model=flux-general-multi';

function parse(query: string): ReturnType<typeof parseListenUrl> {
  return parseListenUrl(`/v2/listen?${query}`);
}

describe('parseListenUrl', () => {
  it('reads every parameter', () => {
    expect(
      parse(
        `${MULTI}&encoding=mulaw&sample_rate=8000&eot_threshold=1.0&eager_eot_threshold=0.3&eot_timeout_ms=60000` +
          '&keyterm=two+words&keyterm=a%26b&language_hint=en&language_hint=es-419&numerals=true&profanity_filter=false' +
          '&redact=aggressive_numbers&mip_opt_out=true&tag=a&tag=b',
      ),
    ).toEqual({
      kind: 'ok',
      parameters: {
        model: 'flux-general-multi',
        encoding: 'mulaw',
        sampleRateHz: 8000,
        eotThreshold: 1,
        eagerEotThreshold: 0.3,
        eotTimeoutMs: 60_000,
        keyterms: ['two words', 'a&b'],
        languageHints: ['en', 'es-419'],
        numerals: true,
        profanityFilter: false,
        redact: 'aggressive_numbers',
        mipOptOut: true,
        tags: ['a', 'b'],
      },
    });
  });

  it.each([
    ['a model alone, for a container', EN],
    ['ogg-opus, which carries its rate', `${EN}&encoding=ogg-opus`],
    ['an eager threshold at the default', `${EN}&eager_eot_threshold=0.7`],
    ['a number in another notation', `${EN}&eot_threshold=8e-1`],
  ])('takes %s', (_, query) => {
    expect(parse(query).kind).toBe('ok');
  });

  it.each([
    ['R23', '', 'model', 'is required: flux-general-en or flux-general-multi'],
    ['R22', 'model=', 'model', 'must not be empty'],
    ['R20', `${EN}&smart_format=true`, 'smart_format', 'is not a parameter of /v2/listen'],
    ['R20', `${EN}&language_hints=en`, 'language_hints', 'is not a parameter of /v2/listen'],
    ['R4', `${EN}&token=secret`, 'token', 'is not a parameter of /v2/listen'],
    ['R20', `${EN}&Encoding=linear16`, 'Encoding', 'is not a parameter of /v2/listen'],
    ['R21', `${EN}&eot_threshold=0.7&eot_threshold=0.7`, 'eot_threshold', 'must be given once'],
    ['R22', `${EN}&keyterm=`, 'keyterm', 'must not be empty'],
    ['R22', `${EN}&keyterm=+`, 'keyterm', 'must not be empty'],
    ['R22', `${MULTI}&language_hint=`, 'language_hint', 'must not be empty'],
    [
      'R24',
      `${EN}&encoding=mp3&sample_rate=8000`,
      'encoding',
      'must be linear16 or linear32 or mulaw or alaw or opus or ogg-opus, got mp3',
    ],
    ['R24', `${EN}&encoding=linear16`, 'sample_rate', 'is required with encoding=linear16'],
    ['R24', `${EN}&encoding=opus`, 'sample_rate', 'is required with encoding=opus'],
    [
      'R24',
      `${EN}&sample_rate=16000`,
      'encoding',
      'is required with sample_rate; leave out both for audio in a container',
    ],
    [
      'R25',
      `${EN}&encoding=linear16&sample_rate=11025`,
      'sample_rate',
      'must be one of 8000, 16000, 24000, 44100, 48000, got 11025',
    ],
    ['R25', `${EN}&encoding=linear16&sample_rate=16k`, 'sample_rate', 'must be a number, got 16k'],
    ['R26', `${EN}&eot_threshold=0.49`, 'eot_threshold', 'must be 0.5 to 1, got 0.49'],
    ['R26', `${EN}&eot_threshold=1.01`, 'eot_threshold', 'must be 0.5 to 1, got 1.01'],
    ['R26', `${EN}&eot_threshold=0x1`, 'eot_threshold', 'must be a number, got 0x1'],
    ['R26', `${EN}&eot_threshold=Infinity`, 'eot_threshold', 'must be a number, got Infinity'],
    ['R26', `${EN}&eot_threshold=1e999`, 'eot_threshold', 'must be a number, got 1e999'],
    [
      'R27',
      `${EN}&eager_eot_threshold=0.8`,
      'eager_eot_threshold',
      'must be at most the end-of-turn threshold in force, 0.7, got 0.8',
    ],
    [
      'R27',
      `${EN}&eot_threshold=0.5&eager_eot_threshold=0.6`,
      'eager_eot_threshold',
      'must be at most the end-of-turn threshold in force, 0.5, got 0.6',
    ],
    ['R28', `${EN}&eot_timeout_ms=499`, 'eot_timeout_ms', 'must be 500 to 60000, got 499'],
    ['R28', `${EN}&eot_timeout_ms=500.5`, 'eot_timeout_ms', 'must be a whole number of milliseconds, got 500.5'],
    ['R29', `${EN}${'&keyterm=a'.repeat(101)}`, 'keyterm', 'must be at most 100 terms, got 101'],
    [
      'R30',
      `${EN}&language_hint=en`,
      'language_hint',
      'is not supported for model flux-general-en, only for flux-general-multi',
    ],
    ['R30', `${MULTI}&language_hint=en%2Cru`, 'language_hint', 'must hold one language code each, such as en or pt-BR'],
    ['R31', `${EN}&numerals=True`, 'numerals', 'must be true or false, got True'],
    ['R31', `${EN}&mip_opt_out=1`, 'mip_opt_out', 'must be true or false, got 1'],
    ['R32', `${EN}&redact=pci`, 'redact', 'must be numbers or aggressive_numbers, got pci'],
    ['R33', `${EN}&tag=${'x'.repeat(129)}`, 'tag', 'must hold tags of at most 128 characters, got one of 129'],
  ])('%s: refuses %s', (_, query, parameter, reason) => {
    expect(parse(query)).toEqual({ kind: 'invalid', parameter, reason, httpStatus: 400 });
  });

  it('R23: answers a model the service does not have with 403', () => {
    expect(parse('model=flux')).toEqual({
      kind: 'invalid',
      parameter: 'model',
      reason: 'must be flux-general-en or flux-general-multi, got flux',
      httpStatus: 403,
    });
  });

  it('shortens and cleans what it repeats', () => {
    expect(parse(`${EN}&${'x'.repeat(1000)}=1`)).toMatchObject({ parameter: `${'x'.repeat(64)}...` });
    expect(parse(`${EN}&a%0D%0Ab=1`)).toMatchObject({ parameter: 'a\uFFFD\uFFFDb' });
  });

  it('refuses an address over the limit', () => {
    expect(parse('x'.repeat(70_000))).toMatchObject({ kind: 'invalid', parameter: 'url', httpStatus: 400 });
  });

  it('reads names of Object.prototype as any other', () => {
    expect(parse(`${EN}&__proto__=1`)).toMatchObject({ parameter: '__proto__' });
    expect(parse(`${EN}&constructor=1`)).toMatchObject({ parameter: 'constructor' });
  });

  it('ignores the fragment', () => {
    expect(parseListenUrl(`ws://host/v2/listen?${EN}#?x=1`)).toEqual({
      kind: 'ok',
      parameters: { model: 'flux-general-en' },
    });
  });
});
