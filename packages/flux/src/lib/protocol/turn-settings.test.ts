import { describe, expect, it } from 'vitest';
import { checkTurnSettings, type CheckedSettings } from './turn-settings.ts';

describe('checkTurnSettings', () => {
  it.each<[string, CheckedSettings]>([
    ['nothing', {}],
    ['both ends of the end-of-turn threshold', { eotThreshold: 0.5 }],
    ['a threshold of 1', { eotThreshold: 1 }],
    ['both ends of the eager threshold', { eagerEotThreshold: 0.3 }],
    ['an eager threshold equal to the other', { eotThreshold: 0.9, eagerEotThreshold: 0.9 }],
    ['an eager threshold equal to the default', { eagerEotThreshold: 0.7 }],
    ['eager events off', { eotThreshold: 0.5, eagerEotThreshold: null }],
    ['the shortest timeout', { eotTimeoutMs: 500 }],
    ['the longest timeout', { eotTimeoutMs: 60_000 }],
    ['100 key terms', { keyterms: Array.from({ length: 100 }, () => 'a') }],
    ['a key term of 100 characters beyond the basic plane', { keyterms: ['\u{1F600}'.repeat(100)] }],
    ['hints for the multilingual model', { model: 'flux-general-multi', languageHints: ['en', 'pt-BR', 'zz'] }],
    ['hints while the model is not said', { languageHints: ['en'] }],
    ['no hints for the English model', { model: 'flux-general-en', languageHints: [] }],
    ['a tag of 128 characters', { tags: ['x'.repeat(128)] }],
  ])('accepts %s', (_, settings) => {
    expect(checkTurnSettings(settings)).toBeUndefined();
  });

  it.each<[string, CheckedSettings, string, string]>([
    ['R26: 0.49', { eotThreshold: 0.49 }, 'eotThreshold', 'must be 0.5 to 1, got 0.49'],
    ['R26: 1.01', { eotThreshold: 1.01 }, 'eotThreshold', 'must be 0.5 to 1, got 1.01'],
    ['R26: NaN', { eotThreshold: Number.NaN }, 'eotThreshold', 'must be 0.5 to 1, got NaN'],
    ['R27: 0.29', { eagerEotThreshold: 0.29 }, 'eagerEotThreshold', 'must be 0.3 to 0.9, got 0.29'],
    ['R27: 0.91', { eotThreshold: 1, eagerEotThreshold: 0.91 }, 'eagerEotThreshold', 'must be 0.3 to 0.9, got 0.91'],
    [
      'R27: eager over the default',
      { eagerEotThreshold: 0.71 },
      'eagerEotThreshold',
      'must be at most the end-of-turn threshold in force, 0.7, got 0.71',
    ],
    [
      'R27: eager over the other',
      { eotThreshold: 0.6, eagerEotThreshold: 0.7 },
      'eagerEotThreshold',
      'must be at most the end-of-turn threshold in force, 0.6, got 0.7',
    ],
    ['R28: 499', { eotTimeoutMs: 499 }, 'eotTimeoutMs', 'must be 500 to 60000, got 499'],
    ['R28: 60001', { eotTimeoutMs: 60_001 }, 'eotTimeoutMs', 'must be 500 to 60000, got 60001'],
    ['R28: 500.5', { eotTimeoutMs: 500.5 }, 'eotTimeoutMs', 'must be a whole number of milliseconds, got 500.5'],
    [
      'R29: 101 terms',
      { keyterms: Array.from({ length: 101 }, () => 'a') },
      'keyterms',
      'must be at most 100 terms, got 101',
    ],
    ['R29: a blank term', { keyterms: ['a', ' \t'] }, 'keyterms', 'must not hold a blank term'],
    [
      'R29: a long term',
      { keyterms: ['x'.repeat(101)] },
      'keyterms',
      'must hold terms of at most 100 characters, got one of 101',
    ],
    [
      'R30: hints for English',
      { model: 'flux-general-en', languageHints: ['en'] },
      'languageHints',
      'is not supported for model flux-general-en, only for flux-general-multi',
    ],
    [
      'R30: two codes in one',
      { model: 'flux-general-multi', languageHints: ['en,ru'] },
      'languageHints',
      'must hold one language code each, such as en or pt-BR',
    ],
    [
      'R30: an empty code',
      { languageHints: [''] },
      'languageHints',
      'must hold one language code each, such as en or pt-BR',
    ],
    [
      'R33: a long tag',
      { tags: ['x'.repeat(129)] },
      'tags',
      'must hold tags of at most 128 characters, got one of 129',
    ],
    ['R22: an empty tag', { tags: [''] }, 'tags', 'must not hold an empty tag'],
  ])('refuses %s', (_, settings, field, reason) => {
    expect(checkTurnSettings(settings)).toEqual({ field, reason });
  });
});
