import {
  buildListenUrl,
  describeUnparsable,
  parseClientMessage,
  parseListenUrl,
  parseServerMessage,
  serializeClientMessage,
  serializeServerMessage,
} from '@turnstream/flux/protocol';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientMessage, listenParameters, serverMessage } from './arbitraries.ts';
import { readLiveCapture } from './live-capture.ts';

const RUNS_PER_KIND = 25_000;
const MAX_REASON_CHARACTERS = 400;
const prototypeKeys = Reflect.ownKeys(Object.prototype).length;
const arrayPrototypeKeys = Reflect.ownKeys(Array.prototype).length;

/** Both parsers take the text without throwing, answer within bounds, and leave every prototype as it was. */
function bothTake(text: string): boolean {
  const server = parseServerMessage(text);
  const client = parseClientMessage(text);
  for (const result of [server, client]) {
    const said = result.kind === 'unknown' ? result.type : result.kind === 'invalid' ? result.reason : '';
    if (said.length > MAX_REASON_CHARACTERS) return false;
    if (result.kind !== 'ok') continue;
    if (Object.getPrototypeOf(result.message) !== Object.prototype) return false;
    if (Object.hasOwn(result.message, '__proto__')) return false;
    if (JSON.stringify(result.message).length > text.length + MAX_REASON_CHARACTERS) return false;
  }
  if (client.kind !== 'ok' && describeUnparsable(client).length > 2 * MAX_REASON_CHARACTERS) return false;
  return (
    Reflect.ownKeys(Object.prototype).length === prototypeKeys &&
    Reflect.ownKeys(Array.prototype).length === arrayPrototypeKeys
  );
}

const hostileKey = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'type',
  'event',
  'words',
  'transcript',
  'sequence_id',
  'turn_index',
  'audio_window_end',
  'thresholds',
  'keyterms',
  'languages',
);
const hostileValue: fc.Arbitrary<string> = fc.oneof(
  fc.json({ maxDepth: 2 }),
  fc.constantFrom('{"polluted":true}', '{"__proto__":{"polluted":true}}', '1e999', '-1e999', '-0', '[[[[]]]]', 'null'),
);

const validText = fc.oneof(
  serverMessage.map(serializeServerMessage),
  clientMessage.map(serializeClientMessage),
  fc.constantFrom(...readLiveCapture().frames.slice(0, 20)),
);

/** A valid message with a field added or overridden: the last of two equal keys counts. */
const messageWithHostileField = fc
  .tuple(validText, hostileKey, hostileValue)
  .map(([text, key, value]) => `${text.slice(0, -1)},${JSON.stringify(key)}:${value}}`);

/** A valid message with a piece cut out or replaced. */
const brokenMessage = fc
  .tuple(validText, fc.nat(), fc.nat(20), fc.string({ maxLength: 8 }))
  .map(([text, at, count, piece]) => {
    const start = at % text.length;
    return text.slice(0, start) + piece + text.slice(start + count);
  });

describe('parsers of both directions', () => {
  it.each([
    ['arbitrary strings', fc.string({ unit: 'binary', maxLength: 200 })],
    ['arbitrary JSON', fc.json({ maxDepth: 4 })],
    ['valid messages with a hostile field', messageWithHostileField],
    ['broken messages', brokenMessage],
  ])(`take ${RUNS_PER_KIND} texts of the kind: %s`, (_, texts) => {
    const details = fc.check(fc.property(texts, bothTake), { numRuns: RUNS_PER_KIND });
    expect(details.failed ? fc.defaultReportMessage(details) : '').toBe('');
    expect(details.numRuns).toBe(RUNS_PER_KIND);
  });

  it('give back every server message that was written', () => {
    const property = fc.property(serverMessage, (message) => {
      expect(parseServerMessage(serializeServerMessage(message))).toEqual({ kind: 'ok', message });
    });
    expect(() => fc.assert(property, { numRuns: 2000 })).not.toThrow();
  });

  it('give back every client message that was written', () => {
    const property = fc.property(clientMessage, (message) => {
      expect(parseClientMessage(serializeClientMessage(message))).toEqual({ kind: 'ok', message });
    });
    expect(() => fc.assert(property, { numRuns: 2000 })).not.toThrow();
  });

  it('give back every set of parameters that was put into an address', () => {
    const property = fc.property(listenParameters, (parameters) => {
      const url = buildListenUrl('wss://api.deepgram.com', parameters);
      expect(parseListenUrl(url)).toEqual({ kind: 'ok', parameters });
      expect(parseListenUrl(new URL(url))).toEqual({ kind: 'ok', parameters });
    });
    expect(() => fc.assert(property, { numRuns: 2000 })).not.toThrow();
  });

  it('refuse or take any address without throwing', () => {
    const property = fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl({ withQueryParameters: true })),
      (url) => {
        const result = parseListenUrl(url);
        return result.kind === 'ok' || (result.reason.length <= MAX_REASON_CHARACTERS && result.parameter.length <= 80);
      },
    );
    expect(() => fc.assert(property, { numRuns: 5000 })).not.toThrow();
  });
});
