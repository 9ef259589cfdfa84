import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_TWILIO_MESSAGE_CHARACTERS, parseTwilioMessage } from './twilio-message.ts';

describe('parseTwilioMessage', () => {
  for (const [what, text, reason] of [
    ['no JSON', '{"event":', 'it is no JSON'],
    ['a list', '[]', 'it has no event'],
    ['null', 'null', 'it has no event'],
    ['media without a payload', '{"event":"media","media":{}}', 'its media has no payload'],
    ['a payload that is no base64', '{"event":"media","media":{"payload":"!!!!"}}', 'its media.payload is no base64'],
    ['a payload that is cut', '{"event":"media","media":{"payload":"AAA"}}', 'its media.payload is no base64'],
    ['a key that is none', '{"event":"dtmf","dtmf":{"digit":"A"}}', 'its dtmf.digit is A'],
    ['a start without a stream', '{"event":"start","start":{}}', 'its start has no streamSid'],
    [
      'a start of another encoding',
      '{"event":"start","start":{"streamSid":"MZ1","mediaFormat":{"encoding":"audio/opus","sampleRate":48000,"channels":1}}}',
      'its audio is audio/opus at 48000 Hz; audio/x-mulaw at 8000 Hz, mono, is wanted',
    ],
  ] as const) {
    it(`refuses ${what} and says why`, () => {
      expect(parseTwilioMessage(text)).toEqual({ kind: 'invalid', reason });
    });
  }

  it('refuses what is too long unread', () => {
    const text = `{"event":"media","media":{"payload":"${'A'.repeat(MAX_TWILIO_MESSAGE_CHARACTERS)}"}}`;
    expect(parseTwilioMessage(text)).toMatchObject({ kind: 'invalid' });
  });

  it('lets events pass that are newer than this', () => {
    expect(parseTwilioMessage('{"event":"weather"}')).toEqual({ kind: 'unknown', event: 'weather' });
  });

  it('throws at nothing', () => {
    const events = fc.constantFrom('connected', 'start', 'media', 'dtmf', 'mark', 'stop', 'x');
    const message = fc.record(
      { event: fc.oneof(events, fc.jsonValue()), start: fc.jsonValue(), media: fc.jsonValue(), mark: fc.jsonValue() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          message.map((value) => JSON.stringify(value)),
          fc.string(),
          fc.json(),
        ),
        (text) => {
          expect(['ok', 'unknown', 'invalid']).toContain(parseTwilioMessage(text).kind);
        },
      ),
    );
  });
});
