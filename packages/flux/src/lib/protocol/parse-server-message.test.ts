import { describe, expect, it } from 'vitest';
import { LIMITS } from './limits.ts';
import { parseServerMessage } from './parse-server-message.ts';

const TURN = {
  type: 'TurnInfo',
  request_id: 'r',
  event: 'Update',
  turn_index: 0,
  audio_window_start: 0,
  audio_window_end: 0.24,
  transcript: 'hi',
  words: [{ word: 'hi', confidence: 0.9, start: 0.1, end: 0.2 }],
  end_of_turn_confidence: 0.4,
  sequence_id: 1,
};

function parse(value: unknown): ReturnType<typeof parseServerMessage> {
  return parseServerMessage(JSON.stringify(value));
}

function without(name: keyof typeof TURN): unknown {
  return Object.fromEntries(Object.entries(TURN).filter(([key]) => key !== name));
}

describe('parseServerMessage', () => {
  it('drops fields it does not know', () => {
    expect(parse({ ...TURN, speaker: 3, words: [{ ...TURN.words[0], punctuated_word: 'Hi' }] })).toEqual({
      kind: 'ok',
      message: TURN,
    });
  });

  it.each([
    ['end_of_turn_confidence', { ...TURN, end_of_turn_confidence: 0 }],
    ['transcript', { ...TURN, transcript: '' }],
    ['words', { ...TURN, words: [] }],
    ['request_id', { ...TURN, request_id: '' }],
    ['sequence_id', { ...TURN, sequence_id: -1 }],
  ] as const)('R87: does without %s', (name, message) => {
    expect(parse(without(name))).toEqual({ kind: 'ok', message });
  });

  it.each(['event', 'turn_index', 'audio_window_start', 'audio_window_end'] as const)(
    'calls a TurnInfo without %s invalid',
    (name) => {
      expect(parse(without(name))).toEqual({ kind: 'invalid', reason: `${name}: is missing` });
    },
  );

  it('R83: keeps a trigger it has never heard of', () => {
    const message = { ...TURN, event: 'EndOfTurn', trigger: 'moon-phase' };
    expect(parse(message)).toEqual({ kind: 'ok', message });
  });

  it('R85: keeps languages, also empty ones', () => {
    const message = { ...TURN, languages: ['en', 'zz'], languages_hinted: [] };
    expect(parse(message)).toEqual({ kind: 'ok', message });
  });

  it('R84: does without the times of words', () => {
    const words = [
      { word: 'I am', confidence: 1 },
      { word: 'x', confidence: 1, start: 1 },
      { word: 'y', confidence: 1, end: 2 },
    ];
    expect(parse({ ...TURN, words })).toEqual({ kind: 'ok', message: { ...TURN, words } });
  });

  it('R105: takes a StartOfTurn without text', () => {
    const message = { ...TURN, event: 'StartOfTurn', transcript: '', words: [] };
    expect(parse(message)).toEqual({ kind: 'ok', message });
  });

  it('reads null as absent', () => {
    expect(parse({ ...TURN, trigger: null, languages: null, end_of_turn_confidence: null })).toEqual({
      kind: 'ok',
      message: { ...TURN, end_of_turn_confidence: 0 },
    });
  });

  it('names an unknown type and an unknown event', () => {
    expect(parse({ type: 'Metadata' })).toEqual({ kind: 'unknown', type: 'Metadata' });
    expect(parse({ ...TURN, event: 'SpeakerChanged' })).toEqual({ kind: 'unknown', type: 'TurnInfo.SpeakerChanged' });
  });

  it('R88: knows Error, and not FatalError', () => {
    const error = { type: 'Error', sequence_id: 4, code: 'INACTIVE_CLIENT', description: 'idle' };
    expect(parse(error)).toEqual({ kind: 'ok', message: error });
    expect(parse({ ...error, type: 'FatalError' })).toEqual({ kind: 'unknown', type: 'FatalError' });
  });

  it('does without code and description of a refusal, a warning and an error', () => {
    expect(parse({ type: 'ConfigureFailure', request_id: 'r', sequence_id: 3 })).toEqual({
      kind: 'ok',
      message: { type: 'ConfigureFailure', request_id: 'r', sequence_id: 3 },
    });
    expect(parse({ type: 'Error', sequence_id: 3 })).toEqual({
      kind: 'ok',
      message: { type: 'Error', sequence_id: 3, code: '', description: '' },
    });
  });

  it('reads the short ConfigureSuccess of the documentation', () => {
    expect(parse({ type: 'ConfigureSuccess', thresholds: { eot_threshold: 0.8 }, keyterms: ['a'] })).toEqual({
      kind: 'ok',
      message: {
        type: 'ConfigureSuccess',
        request_id: '',
        thresholds: { eot_threshold: 0.8 },
        keyterms: ['a'],
        sequence_id: -1,
      },
    });
  });

  it.each([
    ['text that is no JSON', '{"type":', 'message is not JSON'],
    ['a list', '[]', 'message is not a JSON object'],
    ['null', 'null', 'message is not a JSON object'],
    ['a message without a type', '{}', 'type: must be a string'],
    ['a type that is inherited', '{"__proto__":{"type":"Connected"}}', 'type: must be a string'],
    ['infinity', JSON.stringify(TURN).replace('0.24', '1e999'), 'audio_window_end: must be a finite number'],
    ['a negative time', JSON.stringify(TURN).replace('0.24', '-1'), 'audio_window_end: must be at least 0'],
    [
      'half a turn',
      JSON.stringify(TURN).replace('"turn_index":0', '"turn_index":0.5'),
      'turn_index: must be a whole number',
    ],
    ['a number as text', JSON.stringify(TURN).replace('0.24', '"0.24"'), 'audio_window_end: must be a finite number'],
    ['words that are no objects', JSON.stringify({ ...TURN, words: ['hi'] }), 'words: must hold objects only'],
    ['a word without text', JSON.stringify({ ...TURN, words: [{}] }), 'words: word must be a string'],
    [
      'a word without confidence',
      JSON.stringify({ ...TURN, words: [{ word: 'a' }] }),
      'words: confidence must be a finite number',
    ],
    ['thresholds that are a list', '{"type":"ConfigureSuccess","thresholds":[]}', 'thresholds: must be an object'],
    [
      'a wrong threshold',
      '{"type":"ConfigureSuccess","thresholds":{"eot_threshold":"1"}}',
      'thresholds.eot_threshold: must be a finite number',
    ],
    ['a language that is a number', JSON.stringify({ ...TURN, languages: [1] }), 'languages: must hold strings only'],
    ['a flag that is a number', '{"type":"ConfigureSuccess","numerals":1}', 'numerals: must be true or false'],
  ])('calls %s invalid', (_, text, reason) => {
    expect(parseServerMessage(text)).toEqual({ kind: 'invalid', reason });
  });

  it('does not read a message over the limit', () => {
    const text = JSON.stringify({ ...TURN, transcript: 'x'.repeat(LIMITS.maxServerMessageCharacters) });
    expect(parseServerMessage(text)).toEqual({
      kind: 'invalid',
      reason: `message of ${text.length} characters, the limit is 1048576`,
    });
  });

  it('refuses more words and more languages than the limits', () => {
    const words = Array.from({ length: LIMITS.maxWords + 1 }, () => ({ word: '', confidence: 0 }));
    expect(parse({ ...TURN, words })).toEqual({
      kind: 'invalid',
      reason: 'words: has 10001 entries, the limit is 10000',
    });
    expect(parse({ ...TURN, words: words.slice(1) }).kind).toBe('ok');
    expect(parse({ ...TURN, languages: Array.from({ length: 1001 }, () => 'en') })).toEqual({
      kind: 'invalid',
      reason: 'languages: has 1001 entries, the limit is 1000',
    });
  });

  it('refuses an identifier over the limit and shortens a name it shows', () => {
    expect(parse({ type: 'Connected', request_id: 'x'.repeat(257), sequence_id: 0 })).toEqual({
      kind: 'invalid',
      reason: 'request_id: has 257 characters, the limit is 256',
    });
    expect(parse({ type: `\n${'x'.repeat(100_000)}` })).toEqual({
      kind: 'unknown',
      type: `\uFFFD${'x'.repeat(63)}...`,
    });
  });

  it.each(['confidence', 'start', 'end'])('calls a word whose %s is infinite invalid', (name) => {
    const word = '{"word":"a","confidence":1,"start":1,"end":1}'.replace(`"${name}":1`, `"${name}":1e999`);
    expect(parseServerMessage(JSON.stringify({ ...TURN, words: [0] }).replace('[0]', `[${word}]`))).toEqual({
      kind: 'invalid',
      reason: `words: ${name} must be a finite number`,
    });
  });

  it('reads own fields only, also where something else polluted Object.prototype', () => {
    const pollution = { trigger: 'polluted', start: 7, type: 'Connected' };
    const words = [{ word: 'a', confidence: 1 }];
    const text = JSON.stringify({ ...TURN, words });
    try {
      for (const [name, value] of Object.entries(pollution)) {
        // oxlint-disable-next-line no-extend-native -- what a careless library does, undone below
        Object.defineProperty(Object.prototype, name, { value, configurable: true });
      }
      expect(JSON.stringify(parseServerMessage(text))).toBe(
        JSON.stringify({ kind: 'ok', message: { ...TURN, words } }),
      );
      expect(parseServerMessage('{}').kind).toBe('invalid');
    } finally {
      for (const name of Object.keys(pollution)) Reflect.deleteProperty(Object.prototype, name);
    }
    expect('trigger' in {}).toBe(false);
  });

  it('leaves every prototype alone', () => {
    const text =
      '{"type":"Connected","sequence_id":0,"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
    const result = parseServerMessage(text);
    expect(result).toEqual({ kind: 'ok', message: { type: 'Connected', request_id: '', sequence_id: 0 } });
    expect('polluted' in {}).toBe(false);
    expect('polluted' in (result.kind === 'ok' ? result.message : {})).toBe(false);
  });
});
