import { describe, expect, it } from 'vitest';
import { describeUnparsable, parseClientMessage } from './parse-client-message.ts';

function parse(value: unknown): ReturnType<typeof parseClientMessage> {
  return parseClientMessage(JSON.stringify(value));
}

describe('parseClientMessage', () => {
  it.each(['CloseStream', 'ForceEndTurn'])('R51: reads %s and ignores what else it holds', (type) => {
    expect(parse({ type, extra: true })).toEqual({ kind: 'ok', message: { type } });
  });

  it('R52: reads every field of Configure', () => {
    const message = {
      type: 'Configure',
      thresholds: { eot_threshold: 0.8, eager_eot_threshold: 0.5, eot_timeout_ms: 6000 },
      keyterms: ['Deepgram'],
      language_hints: ['en', 'es'],
      numerals: true,
    };
    expect(parse(message)).toEqual({ kind: 'ok', message });
  });

  it('R53: tells an empty list from an absent one, and reads null as absent', () => {
    expect(
      parse({ type: 'Configure', keyterms: [], language_hints: null, thresholds: { eot_threshold: null } }),
    ).toEqual({
      kind: 'ok',
      message: { type: 'Configure', keyterms: [], thresholds: {} },
    });
  });

  it('R54: takes values out of range, which are refused with ConfigureFailure instead', () => {
    const message = { type: 'Configure', thresholds: { eot_threshold: 7, eot_timeout_ms: -0.5 }, keyterms: [''] };
    expect(parse(message)).toEqual({ kind: 'ok', message });
  });

  it.each([
    ['R50: KeepAlive', { type: 'KeepAlive' }, 'KeepAlive'],
    ['R50: Finalize', { type: 'Finalize' }, 'Finalize'],
    ['R50: a type of another case', { type: 'closestream' }, 'closestream'],
  ])('%s is unknown', (_, value, type) => {
    expect(parse(value)).toEqual({ kind: 'unknown', type });
  });

  it.each([
    ['numerals as text', { type: 'Configure', numerals: 'true' }, 'numerals: must be true or false'],
    ['features', { type: 'Configure', features: {} }, 'features: is not a field of Configure'],
    [
      'a threshold outside thresholds',
      { type: 'Configure', eot_threshold: 0.5 },
      'eot_threshold: is not a field of Configure',
    ],
    [
      'an unknown threshold',
      { type: 'Configure', thresholds: { eot: 1 } },
      'thresholds.eot: is not a field of Configure',
    ],
    [
      'a threshold as text',
      { type: 'Configure', thresholds: { eot_threshold: '0.5' } },
      'thresholds.eot_threshold: must be a finite number',
    ],
    ['one key term without its list', { type: 'Configure', keyterms: 'a' }, 'keyterms: must be a list'],
    ['key terms that are numbers', { type: 'Configure', keyterms: [1] }, 'keyterms: must hold strings only'],
    [
      'a huge key term',
      { type: 'Configure', keyterms: ['x'.repeat(5000)] },
      'keyterms: has an entry of 5000 characters, the limit is 4096',
    ],
    ['a text of numbers', 12, 'message is not a JSON object'],
  ])('R51: %s is invalid', (_, value, reason) => {
    expect(parse(value)).toEqual({ kind: 'invalid', reason });
  });

  it('R51: a text over the limit is invalid', () => {
    expect(parseClientMessage('x'.repeat(65_537))).toEqual({
      kind: 'invalid',
      reason: 'message of 65537 characters, the limit is 65536',
    });
  });
});

describe('describeUnparsable', () => {
  it('R50: says what was not understood, as the service does', () => {
    expect(describeUnparsable({ kind: 'unknown', type: 'KeepAlive' })).toBe(
      'Could not deserialize last text message: unknown variant `KeepAlive`, expected one of `CloseStream`, `Configure`, `ForceEndTurn`',
    );
    expect(describeUnparsable({ kind: 'invalid', reason: 'message is not JSON' })).toBe(
      'Could not deserialize last text message: message is not JSON',
    );
  });
});
