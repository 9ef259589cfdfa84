import { describe, expect, it } from 'vitest';

import { memoryIo } from '../../../test/memory-io.ts';
import { downloadProgress } from './download-progress.ts';

const totalBytes = 27_000_000;

describe('downloadProgress', () => {
  it('draws a bar on a terminal and takes it away', () => {
    const io = memoryIo({ terminal: true, env: { NO_COLOR: '1' } });
    const progress = downloadProgress('the models', io);
    progress.update({ doneBytes: totalBytes / 2, totalBytes });
    progress.end();
    const bar = '█'.repeat(15) + '░'.repeat(15);
    expect(io.err()).toBe(`\r\u001B[KFetching the models  ${bar}  13.5 of 27.0 MB\r\u001B[K`);
  });

  it('writes a line at each quarter where there is no terminal', () => {
    const io = memoryIo();
    const progress = downloadProgress('the models', io);
    for (let percent = 0; percent <= 100; percent += 1) {
      progress.update({ doneBytes: (totalBytes * percent) / 100, totalBytes });
    }
    progress.end();
    expect(io.err().split('\n')).toEqual([
      'Fetching the models: 0.0 of 27.0 MB',
      'Fetching the models: 6.8 of 27.0 MB',
      'Fetching the models: 13.5 of 27.0 MB',
      'Fetching the models: 20.3 of 27.0 MB',
      'Fetching the models: 27.0 of 27.0 MB',
      '',
    ]);
  });
});
