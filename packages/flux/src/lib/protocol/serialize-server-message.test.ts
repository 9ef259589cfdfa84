import { describe, expect, it } from 'vitest';
import { serializeServerMessage } from './serialize-server-message.ts';

describe('serializeServerMessage', () => {
  it('R81: writes every key of a TurnInfo in the order of the wire', () => {
    const text = serializeServerMessage({
      sequence_id: 8,
      trigger: 'model',
      end_of_turn_confidence: 1,
      languages_hinted: ['en'],
      languages: [],
      words: [{ end: 0.5, start: 0, confidence: 0.5, word: '"Hé' }],
      transcript: '"Hé',
      audio_window_end: 1.680_000_1,
      audio_window_start: 0,
      turn_index: 2,
      event: 'EndOfTurn',
      request_id: 'r',
      type: 'TurnInfo',
    });
    expect(text).toBe(
      '{"type":"TurnInfo","request_id":"r","event":"EndOfTurn","turn_index":2,"audio_window_start":0.0,' +
        '"audio_window_end":1.6800001,"transcript":"\\"Hé","words":[{"word":"\\"Hé","confidence":0.5,"start":0.0,"end":0.5}],' +
        '"languages":[],"languages_hinted":["en"],"end_of_turn_confidence":1.0,"trigger":"model","sequence_id":8}',
    );
  });

  it('R86: writes ConfigureSuccess, ConfigureFailure, Warning and Error in the order of the wire', () => {
    expect(
      serializeServerMessage({
        type: 'ConfigureSuccess',
        request_id: 'r',
        thresholds: { eot_timeout_ms: 5000, eot_threshold: 1 },
        keyterms: [],
        language_hints: ['en'],
        profanity_filter: false,
        numerals: true,
        sequence_id: 3,
      }),
    ).toBe(
      '{"type":"ConfigureSuccess","request_id":"r","thresholds":{"eot_threshold":1.0,"eot_timeout_ms":5000},"keyterms":[],' +
        '"language_hints":["en"],"profanity_filter":false,"numerals":true,"sequence_id":3}',
    );
    const notice = { sequence_id: 4, code: 'C', description: 'd' };
    expect(serializeServerMessage({ type: 'ConfigureFailure', request_id: 'r', ...notice })).toBe(
      '{"type":"ConfigureFailure","request_id":"r","sequence_id":4,"code":"C","description":"d"}',
    );
    expect(serializeServerMessage({ type: 'Warning', request_id: 'r', ...notice })).toBe(
      '{"type":"Warning","request_id":"r","sequence_id":4,"code":"C","description":"d"}',
    );
    expect(serializeServerMessage({ type: 'Error', ...notice })).toBe(
      '{"type":"Error","sequence_id":4,"code":"C","description":"d"}',
    );
  });

  it('writes thresholds without any as an empty object', () => {
    const text = serializeServerMessage({
      type: 'ConfigureSuccess',
      request_id: 'r',
      thresholds: {},
      keyterms: [],
      sequence_id: 0,
    });
    expect(text).toContain('"thresholds":{},"keyterms":[]');
  });

  it('stays JSON when a number is not finite', () => {
    const text = serializeServerMessage({
      type: 'TurnInfo',
      request_id: 'r',
      event: 'Update',
      turn_index: 0,
      audio_window_start: 0,
      audio_window_end: 1e21,
      transcript: '',
      words: [],
      end_of_turn_confidence: Number.NaN,
      sequence_id: 1,
    });
    expect(JSON.parse(text)).toMatchObject({ audio_window_end: 1e21, end_of_turn_confidence: null });
  });
});
