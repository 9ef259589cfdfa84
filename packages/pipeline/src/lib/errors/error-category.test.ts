import { describe, expect, it } from 'vitest';
import { categoryOfException, categoryOfHttpStatus, isPermanentCategory } from './error-category.ts';

describe('the category of an HTTP status', () => {
  for (const [status, category] of [
    [400, 'invalid-request'],
    [404, 'invalid-request'],
    [422, 'invalid-request'],
    [401, 'authentication'],
    [402, 'quota'],
    [403, 'authorization'],
    [429, 'rate-limit'],
    [500, 'server'],
    [503, 'server'],
    [599, 'server'],
    [600, 'unknown'],
    [302, 'unknown'],
    [418, 'unknown'],
  ] as const) {
    it(`${status} is ${category}`, () => {
      expect(categoryOfHttpStatus(status)).toBe(category);
    });
  }
});

describe('the category of what was thrown', () => {
  for (const [what, thrown, category] of [
    ['a response with a statusCode', { response: { statusCode: 401 } }, 'authentication'],
    ['a response with a status', { response: { status: 403 } }, 'authorization'],
    ['a statusCode', Object.assign(new Error('no'), { statusCode: 429 }), 'rate-limit'],
    ['a status', { status: 500 }, 'server'],
    ['an httpStatus', { httpStatus: 400 }, 'invalid-request'],
    ['a refused connection', Object.assign(new Error('no'), { code: 'ECONNREFUSED' }), 'connectivity'],
    ['an unknown host', Object.assign(new Error('no'), { code: 'ENOTFOUND' }), 'connectivity'],
    ['a timeout', new DOMException('late', 'TimeoutError'), 'connectivity'],
    ['another error of the system', Object.assign(new Error('no'), { code: 'EACCES' }), 'unknown'],
    ['an ordinary error', new Error('no'), 'unknown'],
    ['a status that is no number', { status: '401' }, 'unknown'],
    ['nothing', undefined, 'unknown'],
    ['null', null, 'unknown'],
    ['a text', '401', 'unknown'],
  ] as const) {
    it(`${what} is ${category}`, () => {
      expect(categoryOfException(thrown)).toBe(category);
    });
  }
});

it('only credentials, rights and a wrong request are permanent', () => {
  const categories = [
    'unknown',
    'authentication',
    'authorization',
    'invalid-request',
    'rate-limit',
    'quota',
    'connectivity',
    'server',
    'application',
  ] as const;
  expect(categories.filter(isPermanentCategory)).toEqual(['authentication', 'authorization', 'invalid-request']);
});
