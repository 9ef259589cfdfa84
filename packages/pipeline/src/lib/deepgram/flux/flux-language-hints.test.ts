import { describe, expect, it } from 'vitest';
import { resolveLanguageHints } from './flux-language-hints.ts';

describe('language hints', () => {
  it('that Flux knows are sent as they are, without a warning', () => {
    const hints = ['de', 'en', 'es', 'fr', 'hi', 'it', 'ja', 'nl', 'pt', 'ru'];
    expect(resolveLanguageHints(hints)).toEqual({ hints, warnings: [] });
  });

  it('for a variant are sent as the language, once, in order, with a warning', () => {
    expect(resolveLanguageHints(['pt-BR', 'en_GB', 'pt', 'EN'])).toMatchObject({ hints: ['pt', 'en'] });
    expect(resolveLanguageHints(['pt-BR', 'en_GB', 'pt', 'EN']).warnings).toHaveLength(3);
  });

  it('that Flux does not know are left out with a warning', () => {
    expect(resolveLanguageHints(['sv', '', 'en'])).toMatchObject({ hints: ['en'] });
    expect(resolveLanguageHints(['sv', '', 'en']).warnings).toHaveLength(2);
  });
});
