import { describe, expect, it } from 'vitest';

import { memoryIo } from '../../../test/memory-io.ts';
import { terminalStyle } from './terminal-style.ts';

function paint(options: { terminal: boolean; env?: Record<string, string> }): string {
  const io = memoryIo(options);
  return terminalStyle(io.stdout, io.env).red('no');
}

describe('terminalStyle', () => {
  it('colours text on a terminal', () => {
    expect(paint({ terminal: true })).toBe('\u001B[31mno\u001B[39m');
  });

  it('leaves text alone in a pipe, on a dumb terminal and where NO_COLOR has a value', () => {
    expect(paint({ terminal: false })).toBe('no');
    expect(paint({ terminal: true, env: { TERM: 'dumb' } })).toBe('no');
    expect(paint({ terminal: true, env: { NO_COLOR: '1' } })).toBe('no');
  });

  it('takes an empty NO_COLOR as absent', () => {
    expect(paint({ terminal: true, env: { NO_COLOR: '' } })).not.toBe('no');
  });
});
