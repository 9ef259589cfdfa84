import { describe, expect, it } from 'vitest';
import { Language } from './language.ts';
import { isLanguage, resolveLanguage } from './resolve-language.ts';

const map = new Map<string, string>([
  [Language.EN, 'en'],
  [Language.PT_BR, 'brazilian'],
]);

describe('resolveLanguage', () => {
  it('takes the entry of the map without a warning', () => {
    expect(resolveLanguage(Language.PT_BR, map)).toEqual({ code: 'brazilian' });
  });

  it('falls back to the language without its variant, in small letters, with a warning', () => {
    expect(resolveLanguage(Language.EN_US, map)).toEqual({
      code: 'en',
      warning: "language 'en-US' is not verified; 'en' is used",
    });
  });

  it('keeps the whole code where that is wanted, also with a warning', () => {
    expect(resolveLanguage(Language.EN_GB, map, false)).toMatchObject({ code: 'en-GB' });
    expect(resolveLanguage(Language.EN_GB, map, false).warning).toContain('en-GB');
  });
});

describe('Language', () => {
  it('has the codes of the Python enumeration, each once, known by their exact case', () => {
    const codes = Object.values(Language);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes).toHaveLength(303);
    expect([isLanguage('en-US'), isLanguage('en-us'), isLanguage('klingon')]).toEqual([true, false, false]);
  });

  it('names a code by its letters in capitals', () => {
    for (const [name, code] of Object.entries(Language)) {
      if (code === 'mymr' || code === 'xh-ZA') continue;
      expect(name).toBe(code.toUpperCase().replaceAll('-', '_'));
    }
  });
});
