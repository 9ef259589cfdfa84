import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { OptionDefinition } from './option-definition.ts';
import { parseOptions } from './parse-options.ts';

const definitions: readonly OptionDefinition[] = [
  { name: 'fast', kind: 'flag', short: 'f', description: '' },
  { name: 'format', kind: 'text', value: 'name', choices: ['text', 'jsonl'], description: '' },
  { name: 'tag', kind: 'list', value: 'label', description: '' },
  { name: 'port', kind: 'number', value: 'n', range: { min: 0, max: 10 }, description: '' },
  { name: 'threshold', kind: 'number', value: 'n', description: '' },
];

function reason(...argv: string[]): string {
  const outcome = parseOptions(argv, definitions);
  return outcome.kind === 'invalid' ? outcome.reason : 'no reason';
}

describe('parseOptions', () => {
  it('sorts what was given by kind and keeps operands in order', () => {
    const argv = ['a.wav', '--fast', '--format', 'jsonl', '--tag=x', '--tag', 'y', '--threshold', '0.7', '-'];
    expect(parseOptions(argv, definitions)).toEqual({
      kind: 'ok',
      options: {
        flags: new Set(['fast']),
        texts: new Map([['format', 'jsonl']]),
        numbers: new Map([['threshold', 0.7]]),
        lists: new Map([['tag', ['x', 'y']]]),
        operands: ['a.wav', '-'],
      },
    });
  });

  it('takes everything after -- as operands', () => {
    expect(parseOptions(['--', '--fast'], definitions)).toMatchObject({
      options: { flags: new Set(), operands: ['--fast'] },
    });
  });

  it.each([
    [['--format', 'xml'], '--format must be text or jsonl; got "xml"'],
    [['--threshold', 'high'], '--threshold must be a number; got "high"'],
    [['--threshold', ''], '--threshold must be a number; got ""'],
    [['--threshold', '0x1'], '--threshold must be a number; got "0x1"'],
    [['--threshold', 'Infinity'], '--threshold must be a number; got "Infinity"'],
    [['--port', '11'], '--port must be a whole number from 0 to 10; got 11'],
    [['--port', '1.5'], '--port must be a whole number from 0 to 10; got 1.5'],
    [['--speed'], 'Unknown option --speed'],
    [['--port'], 'Option --port <value> argument missing'],
  ])('says in one sentence what is wrong with %j', (argv, expected) => {
    expect(reason(...argv)).toBe(expected);
  });

  it.each([['--api-key=hunter2'], ['--key=hunter2'], ['--token=hunter2'], ['-key=hunter2']])(
    'refuses %s without repeating the secret',
    (argument) => {
      expect(reason(argument)).toMatch(/^There is no .*Set DEEPGRAM_API_KEY or use --api-key-file$/);
      expect(reason(argument)).not.toContain('hunter2');
    },
  );

  it('never throws', () => {
    const words = fc.oneof(
      fc.string(),
      fc.constantFrom('--fast', '--port', '--tag', '--', '-f', '--format', '--no-fast', '__proto__', '--__proto__'),
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 6 }), (argv) => {
        expect(['ok', 'invalid']).toContain(parseOptions(argv, definitions).kind);
      }),
      { numRuns: 2_000 },
    );
  });
});
