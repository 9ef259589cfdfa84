import { describe, expect, it } from 'vitest';

import { helpText } from './help-text.ts';

const source = {
  usage: 'turnstream sing <song>',
  description: 'Sings a song, and goes on singing for as long as anybody listens to it.',
  optionGroups: [
    {
      title: 'Voice',
      options: [
        {
          name: 'key',
          kind: 'text',
          value: 'note',
          description: 'The key to sing in, from the lowest to the highest.',
        },
        { name: 'help', kind: 'flag', short: 'h', description: 'Show this.' },
      ],
    },
  ],
  examples: ['turnstream sing "Yesterday"'],
} as const;

describe('helpText', () => {
  it('shows usage, options in one column, and examples', () => {
    expect(helpText(source, 60)).toBe(
      [
        'Usage: turnstream sing <song>',
        '',
        'Sings a song, and goes on singing for as long as anybody',
        'listens to it.',
        '',
        'Voice:',
        '  --key <note>  The key to sing in, from the lowest to the',
        '                highest.',
        '  -h, --help    Show this.',
        '',
        'Examples:',
        '  turnstream sing "Yesterday"',
        '',
      ].join('\n'),
    );
  });

  it('never gets wider than 100 columns, nor than the terminal', () => {
    const lines = [...helpText(source, 300).split('\n'), ...helpText(source, 50).split('\n')];
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(
      Math.max(
        ...helpText(source, 50)
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(50);
  });
});
