import { describe, expect, it } from 'vitest';

import { memoryIo } from '../../../test/memory-io.ts';
import { stderrLogger } from './stderr-logger.ts';

describe('stderrLogger', () => {
  it('writes a line with the fields of each message from its level on', () => {
    const io = memoryIo();
    const logger = stderrLogger(io, 'warn');
    logger.debug('no');
    logger.info('no');
    logger.warn('the connection broke', { requestId: 'a-1', error: 'socket hang up', seconds: 1.5 });
    logger.error('the stream failed');
    expect(io.err()).toBe(
      'warning: the connection broke requestId=a-1 error="socket hang up" seconds=1.5\nerror: the stream failed\n',
    );
  });

  it('writes what goes well only when asked to', () => {
    const io = memoryIo();
    const logger = stderrLogger(io, 'info');
    logger.debug('no');
    logger.info('session opened', { requestId: 'a-1' });
    expect(io.err()).toBe('info: session opened requestId=a-1\n');
  });

  it('keeps to one line whatever a client sent', () => {
    const io = memoryIo();
    stderrLogger(io, 'warn').warn('odd', { name: 'a\n\u001B[2Jb' });
    expect(io.err()).toBe(String.raw`warning: odd name="a\n\u001b[2Jb"` + '\n');
  });
});
