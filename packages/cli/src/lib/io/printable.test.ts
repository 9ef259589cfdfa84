import { describe, expect, it } from 'vitest';

import { printable } from './printable.ts';

describe('printable', () => {
  it('keeps words in any script', () => {
    expect(printable('Grüße, 你好 🎉')).toBe('Grüße, 你好 🎉');
  });

  it('takes the power over the terminal from text', () => {
    expect(printable('a\u001B]0;title\u0007b\r\nc\u009B31md')).toBe('a ]0;title b c 31md');
  });
});
