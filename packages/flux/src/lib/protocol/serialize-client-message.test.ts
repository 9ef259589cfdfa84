import { describe, expect, it } from 'vitest';
import { serializeClientMessage } from './serialize-client-message.ts';

describe('serializeClientMessage', () => {
  it('writes exactly the control messages of the wire', () => {
    expect(serializeClientMessage({ type: 'CloseStream' })).toBe('{"type":"CloseStream"}');
    expect(serializeClientMessage({ type: 'ForceEndTurn' })).toBe('{"type":"ForceEndTurn"}');
  });

  it('writes a Configure in a fixed order, without what is absent and with lists that clear', () => {
    expect(
      serializeClientMessage({
        numerals: false,
        language_hints: [],
        keyterms: [],
        thresholds: { eot_timeout_ms: 6000, eot_threshold: 0.8 },
        type: 'Configure',
      }),
    ).toBe(
      '{"type":"Configure","thresholds":{"eot_threshold":0.8,"eot_timeout_ms":6000},"keyterms":[],"language_hints":[],"numerals":false}',
    );
    expect(serializeClientMessage({ type: 'Configure' })).toBe('{"type":"Configure"}');
  });
});
