import { describe, expect, it } from 'vitest';
import { tokenTable } from './token-table.ts';

const source = (tokens: readonly string[]): string =>
  `const llama_vocab_base64 = "${Buffer.from(tokens.join('\n')).toString('base64')}";`;
const vocabulary = ['<unk>', '<0x0A>', '▁the', 'é', ...Array.from({ length: 31_996 }, (_, index) => `t${index}`)];

describe('tokenTable', () => {
  it('gives each token its bytes and its number, and the special tokens theirs', () => {
    const lines = tokenTable(source(vocabulary))?.split('\n') ?? [];
    const decoded = lines.map((line) => [
      Buffer.from(line.split(' ')[0] ?? '', 'base64').toString(),
      line.split(' ')[1],
    ]);
    expect(decoded.slice(0, 4)).toEqual([
      ['<unk>', '0'],
      ['\n', '1'],
      [' the', '2'],
      ['é', '3'],
    ]);
    expect(decoded.slice(32_000, 32_001)).toEqual([['<<ST_0>>', '32000']]);
    expect(decoded.slice(32_767)).toEqual([
      ['<<ST_767>>', '32767'],
      ['', undefined],
    ]);
  });

  it('refuses a source without the vocabulary, or with another one', () => {
    expect(tokenTable('const something = 1;')).toBeUndefined();
    expect(tokenTable(source(['one', 'two']))).toBeUndefined();
  });
});
