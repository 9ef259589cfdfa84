import { ModelStoreError } from '@turnstream/engine';
import { FluxError } from '@turnstream/flux';
import { describe, expect, it } from 'vitest';

import { CliError } from './cli-error.ts';
import { describeFailure } from './describe-failure.ts';

describe('describeFailure', () => {
  it('gives each kind of failure its exit code and its own sentence', () => {
    expect(describeFailure(new CliError(3, 'There is no file a.wav'), {})).toEqual({
      exitCode: 3,
      lines: ['There is no file a.wav'],
    });
    expect(describeFailure(new FluxError('unauthorized', 'The key was refused'), {})).toEqual({
      exitCode: 4,
      lines: ['The key was refused'],
    });
    expect(describeFailure(new ModelStoreError('models-missing', 'Fetch them'), {})).toEqual({
      exitCode: 5,
      lines: ['Fetch them'],
    });
  });

  it('names the request for the server’s support', () => {
    const error = new FluxError('server-error', 'The server failed', { requestId: '0199-a' });
    expect(describeFailure(error, {}).lines).toEqual(['The server failed (request 0199-a)']);
  });

  it('takes no control characters from a server', () => {
    const error = new FluxError('bad-request', 'No\u001B[2J\nsuch model');
    expect(describeFailure(error, {}).lines).toEqual(['No [2J such model']);
  });

  it('calls everything else unexpected, and shows where only when asked', () => {
    const error = new RangeError('out of range');
    expect(describeFailure(error, {})).toEqual({
      exitCode: 1,
      lines: ['Unexpected failure: out of range; set TURNSTREAM_DEBUG=1 to see where'],
    });
    const { lines } = describeFailure(error, { TURNSTREAM_DEBUG: '1' });
    expect(lines[1]).toContain('describe-failure.test.ts');
    expect(describeFailure('a string', {}).lines[0]).toContain('Unexpected failure: a string');
  });
});
