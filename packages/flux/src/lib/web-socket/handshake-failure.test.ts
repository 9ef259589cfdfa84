import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRefusal } from './handshake-failure.ts';

describe('readRefusal', () => {
  it.each([
    ['the dg-error header', { 'dg-error': 'No such model.' }, '{"err_msg":"Bad Request"}'],
    ['err_msg', {}, '{"err_code":"Bad Request","err_msg":"No such model."}'],
    ['message', {}, '{"category":"INVALID_REQUEST","message":"No such model.","details":"More."}'],
    ['description', {}, '{"type":"Error","code":"INVALID","description":"No such model."}'],
    ['reason', {}, '{"error":"Bad Request","reason":"No such model."}'],
    ['plain text', {}, ' No such model.\n'],
  ])('finds the reason in %s', (_place, headers, body) => {
    expect(readRefusal({ status: 400, headers, body }).serverReason).toBe('No such model.');
  });

  it.each([
    ['nothing', ''],
    ['a page', '<html><body>Bad Gateway</body></html>'],
    ['a list', '[]'],
    ['half an object', '{"err_msg":"cut o'],
    ['fields of another kind', '{"err_msg":{},"message":7,"reason":""}'],
  ])('takes no reason from %s', (_body, body) => {
    expect(readRefusal({ status: 502, headers: {}, body })).toEqual({ message: 'HTTP 502', httpStatus: 502 });
  });

  it('prefers the request id of the header to that of the body', () => {
    const body = '{"request_id":"of the body"}';
    expect(readRefusal({ status: 401, headers: {}, body }).requestId).toBe('of the body');
    const headers = { 'dg-request-id': 'of the header' };
    expect(readRefusal({ status: 401, headers, body }).requestId).toBe('of the header');
  });

  it.each([
    ['3', 3_000],
    ['0.5', 500],
    ['0', 0],
    ['-1', undefined],
    ['86400', undefined],
    ['', undefined],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
  ])('reads Retry-After: %s', (value, expected) => {
    expect(readRefusal({ status: 429, headers: { 'retry-after': value }, body: '' }).retryAfterMs).toBe(expected);
  });

  it('takes anything, and cuts what is long', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 2_000 }), fc.json()), (body) => {
        const { serverReason = '' } = readRefusal({ status: 400, headers: {}, body });
        expect(serverReason.length).toBeLessThanOrEqual(500);
      }),
    );
  });
});
