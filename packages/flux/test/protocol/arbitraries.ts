import * as fc from 'fast-check';
import type { ClientMessage, ListenParameters, ServerMessage } from '@turnstream/flux/protocol';

const identifier = fc.string({ maxLength: 40 });
const confidence = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0);
const seconds = fc.double({ min: 0, max: 100_000, noNaN: true }).map((value) => value + 0);
const sequenceId = fc.nat();
const text = fc.string({ unit: 'binary', maxLength: 60 });
const texts = fc.array(text, { maxLength: 5 });

const word = fc.record(
  { word: text, confidence, start: seconds, end: seconds },
  { requiredKeys: ['word', 'confidence'] },
);

const thresholds = fc.record(
  { eot_threshold: confidence, eager_eot_threshold: confidence, eot_timeout_ms: fc.nat() },
  { requiredKeys: [] },
);

/** Any message a server could send. */
export const serverMessage: fc.Arbitrary<ServerMessage> = fc.oneof(
  fc.record({ type: fc.constant('Connected'), request_id: identifier, sequence_id: sequenceId }),
  fc.record(
    {
      type: fc.constant('TurnInfo'),
      request_id: identifier,
      event: fc.constantFrom('StartOfTurn', 'Update', 'EagerEndOfTurn', 'TurnResumed', 'EndOfTurn'),
      turn_index: fc.nat(),
      audio_window_start: seconds,
      audio_window_end: seconds,
      transcript: text,
      words: fc.array(word, { maxLength: 8 }),
      languages: texts,
      languages_hinted: texts,
      end_of_turn_confidence: confidence,
      trigger: identifier,
      sequence_id: sequenceId,
    },
    {
      requiredKeys: [
        'type',
        'request_id',
        'event',
        'turn_index',
        'audio_window_start',
        'audio_window_end',
        'transcript',
        'words',
        'end_of_turn_confidence',
        'sequence_id',
      ],
    },
  ),
  fc.record(
    {
      type: fc.constant('ConfigureSuccess'),
      request_id: identifier,
      thresholds,
      keyterms: texts,
      language_hints: texts,
      profanity_filter: fc.boolean(),
      numerals: fc.boolean(),
      sequence_id: sequenceId,
    },
    { requiredKeys: ['type', 'request_id', 'thresholds', 'keyterms', 'sequence_id'] },
  ),
  fc.record(
    {
      type: fc.constant('ConfigureFailure'),
      request_id: identifier,
      code: identifier,
      description: text,
      sequence_id: sequenceId,
    },
    { requiredKeys: ['type', 'request_id', 'sequence_id'] },
  ),
  fc.record(
    {
      type: fc.constantFrom('Warning', 'Error'),
      request_id: identifier,
      code: identifier,
      description: text,
      sequence_id: sequenceId,
    },
    { requiredKeys: ['type', 'code', 'description', 'sequence_id'] },
  ),
);

/** Any message a client could send. */
export const clientMessage: fc.Arbitrary<ClientMessage> = fc.oneof(
  fc.record({ type: fc.constantFrom('CloseStream', 'ForceEndTurn') }),
  fc.record(
    {
      type: fc.constant('Configure'),
      thresholds,
      keyterms: texts,
      language_hints: texts,
      numerals: fc.boolean(),
    },
    { requiredKeys: ['type'] },
  ),
);

const nonBlank = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((value) => value.trim() !== '');

/** Parameters that a server accepts. */
export const listenParameters: fc.Arbitrary<ListenParameters> = fc
  .record(
    {
      model: fc.constantFrom('flux-general-en', 'flux-general-multi'),
      encoding: fc.constantFrom('linear16', 'linear32', 'mulaw', 'alaw', 'opus', 'ogg-opus'),
      sampleRateHz: fc.constantFrom(8000, 16_000, 24_000, 44_100, 48_000),
      eotThreshold: fc.double({ min: 0.5, max: 1, noNaN: true }),
      eagerEotThreshold: fc.double({ min: 0.3, max: 0.5, noNaN: true }),
      eotTimeoutMs: fc.integer({ min: 500, max: 60_000 }),
      keyterms: fc.array(nonBlank, { minLength: 1, maxLength: 10 }),
      languageHints: fc.array(fc.constantFrom('en', 'es', 'pt-BR', 'zz'), { minLength: 1, maxLength: 4 }),
      numerals: fc.boolean(),
      profanityFilter: fc.boolean(),
      redact: fc.constantFrom('numbers', 'aggressive_numbers'),
      mipOptOut: fc.boolean(),
      tags: fc.array(nonBlank, { minLength: 1, maxLength: 4 }),
    },
    { requiredKeys: ['model'] },
  )
  .map(({ encoding, sampleRateHz, languageHints, ...rest }) => ({
    ...rest,
    ...(encoding !== undefined && { encoding, sampleRateHz: sampleRateHz ?? 16_000 }),
    ...(languageHints !== undefined && rest.model === 'flux-general-multi' && { languageHints }),
  }));
