import { describe, expect, it } from 'vitest';

import { memoryIo } from '../../../test/memory-io.ts';
import { turnEvent } from '../../../test/turn-event.ts';
import { jsonLinesRenderer } from './json-lines-renderer.ts';

describe('jsonLinesRenderer', () => {
  it('writes every event and the summary as one line each, without the server’s message', () => {
    const io = memoryIo();
    const renderer = jsonLinesRenderer(io);
    const end = turnEvent({ type: 'turn-end', transcript: 'two\nlines', reason: 'model', attempt: 1 });
    const usage = {
      acceptedSeconds: 1,
      sentSeconds: 1,
      replayedSeconds: 0,
      silentSeconds: 0,
      skippedSeconds: 0,
      lostSeconds: 0,
    };
    renderer.event(turnEvent({ type: 'turn-start', transcript: 'two' }));
    renderer.event(end);
    renderer.summary({ turns: 1, usage });
    const lines = io.out().trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    const [, second, third] = lines.map((line): unknown => JSON.parse(line));
    const { message, ...rest } = end;
    expect(message).toBeDefined();
    expect(second).toEqual(rest);
    expect(third).toEqual({ type: 'summary', turns: 1, usage });
  });
});
