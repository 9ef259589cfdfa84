import { describe, expect, it } from 'vitest';

import { CliError } from '../failure/cli-error.ts';
import { parseOptions } from './parse-options.ts';
import { readSettings, settingOptions } from './setting-options.ts';
import type { FluxSettings } from './setting-options.ts';

function read(...argv: string[]): FluxSettings {
  const outcome = parseOptions(argv, settingOptions.options);
  if (outcome.kind === 'invalid') throw new TypeError(outcome.reason);
  return readSettings(outcome.options);
}

describe('readSettings', () => {
  it('leaves out what was not given, so that the server decides', () => {
    expect(read()).toEqual({});
  });

  it('reads every setting of the protocol', () => {
    const argv =
      '--model flux-general-multi --eot-threshold 0.8 --eager-eot-threshold 0.5 --eot-timeout-ms 6000 --keyterm a --keyterm b --language-hint es --numerals --profanity-filter --redact numbers --mip-opt-out --tag t';
    expect(read(...argv.split(' '))).toEqual({
      model: 'flux-general-multi',
      eotThreshold: 0.8,
      eagerEotThreshold: 0.5,
      eotTimeoutMs: 6000,
      keyterms: ['a', 'b'],
      languageHints: ['es'],
      numerals: true,
      profanityFilter: true,
      redact: 'numbers',
      mipOptOut: true,
      tags: ['t'],
    });
  });

  it.each([
    [['--eot-threshold', '1.1'], /^--eot-threshold must be 0\.5 to 1, got 1\.1$/],
    [['--eager-eot-threshold', '0.8'], /^--eager-eot-threshold must be at most .* 0\.7, got 0\.8$/],
    [['--eot-timeout-ms', '20'], /^--eot-timeout-ms must be 500 to 60000, got 20$/],
    [['--language-hint', 'es'], /^--language-hint is not supported for model flux-general-en/],
    [['--keyterm', ' '], /^--keyterm must not hold a blank term$/],
    [Array.from({ length: 101 }, () => '--keyterm=x'), /^--keyterm must be at most 100 terms, got 101$/],
  ])('names the option at fault: %j', (argv, expected) => {
    expect(() => read(...argv)).toThrow(CliError);
    expect(() => read(...argv)).toThrow(expected);
  });
});
