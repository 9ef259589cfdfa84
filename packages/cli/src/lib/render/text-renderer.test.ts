import { describe, expect, it } from 'vitest';

import { memoryIo } from '../../../test/memory-io.ts';
import { turnEvent } from '../../../test/turn-event.ts';
import { textRenderer } from './text-renderer.ts';

describe('textRenderer', () => {
  it('writes one line for each turn that ended with words', () => {
    const io = memoryIo();
    const renderer = textRenderer(io);
    renderer.event(turnEvent({ type: 'turn-start', transcript: 'Hello' }));
    renderer.event(turnEvent({ type: 'turn-end', transcript: 'Hello there.', reason: 'model' }));
    renderer.event(turnEvent({ type: 'turn-end', transcript: '', reason: 'timeout' }));
    renderer.event(turnEvent({ type: 'turn-end', transcript: 'Bye.', reason: 'stopped' }));
    renderer.clear();
    expect(io.out()).toBe('Hello there.\nBye.\n');
    expect(io.err()).toBe('');
  });

  it('lets the open turn grow on the terminal, beside the data', () => {
    const io = memoryIo({ terminal: true, env: { NO_COLOR: '1' } });
    const renderer = textRenderer(io);
    renderer.event(turnEvent({ type: 'turn-start', transcript: 'Hello' }));
    renderer.event(turnEvent({ type: 'turn-update', transcript: 'Hello there' }));
    renderer.event(turnEvent({ type: 'turn-end', transcript: 'Hello there.', reason: 'model' }));
    expect(io.err()).toBe('\r\u001B[K… Hello\r\u001B[K… Hello there\r\u001B[K');
    expect(io.out()).toBe('Hello there.\n');
  });

  it('lets no server write control characters to the terminal', () => {
    const io = memoryIo();
    textRenderer(io).event(turnEvent({ type: 'turn-end', transcript: 'a\u001B[2Jb', reason: 'model' }));
    expect(io.out()).toBe('a [2Jb\n');
  });
});
