import { describe, expect, it } from 'vitest';

import { memoryIo } from '../../../test/memory-io.ts';
import { liveLine } from './live-line.ts';

const clear = '\r\u001B[K';

describe('liveLine', () => {
  it('rewrites the last line of a terminal and takes it away', () => {
    const io = memoryIo({ terminal: true });
    const line = liveLine(io.stderr, (head, tail) => head + tail);
    line.show('> ', 'one');
    line.show('> ', 'one two');
    line.clear();
    expect(io.err()).toBe(`${clear}> one${clear}> one two${clear}`);
  });

  it('writes nothing twice', () => {
    const io = memoryIo({ terminal: true });
    const line = liveLine(io.stderr, (head, tail) => head + tail);
    line.show('', 'one');
    line.show('', 'one');
    line.clear();
    line.clear();
    expect(io.err()).toBe(`${clear}one${clear}`);
  });

  it('cuts the beginning of a text that would wrap, so that its newest words are seen', () => {
    const io = memoryIo({ terminal: true, columns: 12 });
    liveLine(io.stderr, (head, tail) => head + tail).show('> ', 'the quick brown fox');
    expect(io.err()).toBe(`${clear}> …rown fox`);
  });

  it('writes nothing where there is no terminal', () => {
    const io = memoryIo();
    const line = liveLine(io.stderr, (head, tail) => head + tail);
    line.show('> ', 'one');
    line.clear();
    expect(io.err()).toBe('');
  });
});
