import { readFileSync } from 'node:fs';
import { FLUX_ERROR_CODES, FluxError } from '@turnstream/flux';
import { expect, it } from 'vitest';

it('has every code in docs/errors.md, in the same order, and no other', () => {
  const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const documented = [...page.matchAll(/^\| `([a-z-]+)`/gm)].map(([, code]) => code);
  expect(documented).toEqual([...FLUX_ERROR_CODES]);
});

it('recognises an error of another copy of the package', () => {
  const foreign = Object.assign(new Error('x'), { name: 'FluxError', code: 'connection-lost' });
  expect(FluxError.isInstance(new FluxError('connection-lost', 'x'))).toBe(true);
  expect(FluxError.isInstance(foreign)).toBe(true);
  expect(FluxError.isInstance(new Error('x'))).toBe(false);
});
