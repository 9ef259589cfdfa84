import type { TurnInfoEvent, TurnInfoMessage, WireThresholds, WireWord } from '@turnstream/flux/protocol';

const WINDOW_STEP_SECONDS = 0.08;

const DEFAULT_CONFIDENCE: Readonly<Record<TurnInfoEvent, number>> = {
  StartOfTurn: 0.02,
  Update: 0.05,
  EagerEndOfTurn: 0.6,
  TurnResumed: 0.03,
  EndOfTurn: 0.9,
};

/** A message as a script gives it: `request_id` and `sequence_id` are filled in where they are left out. */
export type MessageFields = { readonly type: string } & Readonly<Record<string, unknown>>;

/** What a script says of a `TurnInfo`; the rest is filled in. */
export type TurnInfoFields = Partial<Omit<TurnInfoMessage, 'type' | 'trigger'>> & {
  /** `undefined` leaves it out of an `EndOfTurn`, as servers before August 2026 do. */
  readonly trigger?: string | undefined;
};

/** What a script says of a `ConfigureSuccess`; the rest is what the query and the `Configure` messages asked for. */
export type ConfigureSuccessFields = {
  readonly thresholds?: WireThresholds;
  readonly keyterms?: readonly string[];
  readonly language_hints?: readonly string[];
  readonly numerals?: boolean;
};

/** The settings in force on a connection, under their names on the wire: what a `ConfigureSuccess` tells. */
export type SettingsInForce = {
  readonly thresholds: WireThresholds;
  readonly keyterms: readonly string[];
  /** Multilingual model only. */
  readonly language_hints?: readonly string[];
  /** Only when it was ever given. */
  readonly numerals?: boolean;
};

/**
 * What a Flux server knows on one connection while it writes: ids, the open turn and the settings in force.
 * Fills in what a script leaves out, as the live service would.
 */
export class WireState {
  readonly requestId: string;
  readonly #audioSeconds: () => number;
  #settings: SettingsInForce;
  #sequenceId = 0;
  #turnIndex = 0;
  #windowStart = 0;
  #windowEnd = 0;
  #transcript = '';

  constructor(requestId: string, query: URLSearchParams, audioSeconds: () => number) {
    this.requestId = requestId;
    this.#audioSeconds = audioSeconds;
    this.#settings = settingsOfQuery(query);
  }

  /** Those of the query, changed by every `Configure` that was acknowledged. */
  get settings(): SettingsInForce {
    return this.#settings;
  }

  /** Any message, with `request_id` and `sequence_id` filled in at their places on the wire. */
  message(fields: MessageFields): string {
    const { type, request_id: requestId, sequence_id: sequenceId, ...rest } = fields;
    return JSON.stringify({
      type,
      request_id: requestId ?? this.requestId,
      ...rest,
      sequence_id: this.#nextSequenceId(sequenceId),
    });
  }

  /** A fatal `Error`, which carries no `request_id` on the wire. */
  fatalError(code: string, description: string): string {
    return JSON.stringify({ type: 'Error', sequence_id: this.#nextSequenceId(undefined), code, description });
  }

  /** A `TurnInfo` that follows from the ones before it. */
  turnInfo(fields: TurnInfoFields): string {
    const event = fields.event ?? 'Update';
    this.#turnIndex = fields.turn_index ?? this.#turnIndex;
    this.#windowStart = fields.audio_window_start ?? this.#windowStart;
    this.#windowEnd = fields.audio_window_end ?? Math.max(this.#windowEnd, wholeSteps(this.#audioSeconds()));
    this.#transcript = fields.transcript ?? this.#transcript;
    const text = this.message({
      type: 'TurnInfo',
      ...(fields.request_id === undefined ? {} : { request_id: fields.request_id }),
      event,
      turn_index: this.#turnIndex,
      audio_window_start: this.#windowStart,
      audio_window_end: this.#windowEnd,
      transcript: this.#transcript,
      words: fields.words ?? spreadWords(this.#transcript, this.#windowStart, this.#windowEnd),
      ...(fields.languages === undefined ? {} : { languages: fields.languages }),
      ...(fields.languages_hinted === undefined ? {} : { languages_hinted: fields.languages_hinted }),
      end_of_turn_confidence: fields.end_of_turn_confidence ?? DEFAULT_CONFIDENCE[event],
      ...triggerOf(fields, event),
      ...(fields.sequence_id === undefined ? {} : { sequence_id: fields.sequence_id }),
    });
    if (event === 'EndOfTurn') this.#beginNextTurn();
    return text;
  }

  /** A `ConfigureSuccess` with all settings in force, after those that `request` (a `Configure`) asked for. */
  configureSuccess(fields: ConfigureSuccessFields, request: unknown): string {
    this.#settings = configured(configured(this.#settings, request), fields);
    const { thresholds, keyterms, language_hints: languageHints, numerals } = this.#settings;
    return this.message({
      type: 'ConfigureSuccess',
      thresholds,
      keyterms,
      ...(languageHints === undefined ? {} : { language_hints: languageHints }),
      profanity_filter: false,
      ...(numerals === undefined ? {} : { numerals }),
    });
  }

  #beginNextTurn(): void {
    this.#turnIndex += 1;
    this.#windowStart = this.#windowEnd;
    this.#transcript = '';
  }

  #nextSequenceId(given: unknown): number {
    const sequenceId = typeof given === 'number' ? given : this.#sequenceId;
    this.#sequenceId = sequenceId + 1;
    return sequenceId;
  }
}

function triggerOf(fields: TurnInfoFields, event: TurnInfoEvent): { readonly trigger?: string } {
  if ('trigger' in fields) return fields.trigger === undefined ? {} : { trigger: fields.trigger };
  return event === 'EndOfTurn' ? { trigger: 'model' } : {};
}

function wholeSteps(seconds: number): number {
  return Number((Math.floor(seconds / WINDOW_STEP_SECONDS + 1e-6) * WINDOW_STEP_SECONDS).toFixed(2));
}

function spreadWords(transcript: string, startSeconds: number, endSeconds: number): readonly WireWord[] {
  const words = transcript.split(/\s+/u).filter((word) => word !== '');
  const durationSeconds = (endSeconds - startSeconds) / Math.max(1, words.length);
  return words.map((word, index) => ({
    word,
    confidence: 0.95,
    start: startSeconds + index * durationSeconds,
    end: startSeconds + (index + 1) * durationSeconds,
  }));
}

function settingsOfQuery(query: URLSearchParams): SettingsInForce {
  const eagerEotThreshold = query.get('eager_eot_threshold');
  return {
    thresholds: {
      eot_threshold: Number(query.get('eot_threshold') ?? 0.7),
      ...(eagerEotThreshold === null ? {} : { eager_eot_threshold: Number(eagerEotThreshold) }),
      eot_timeout_ms: Number(query.get('eot_timeout_ms') ?? 5_000),
    },
    keyterms: query.getAll('keyterm'),
    ...(query.get('model') === 'flux-general-multi' ? { language_hints: query.getAll('language_hint') } : {}),
    ...(query.has('numerals') ? { numerals: query.get('numerals') === 'true' } : {}),
  };
}

/** The settings after a `Configure`, or after a part of one. */
function configured(settings: SettingsInForce, change: unknown): SettingsInForce {
  if (typeof change !== 'object' || change === null) return settings;
  const fields: Readonly<Record<string, unknown>> = { ...change };
  const { thresholds, keyterms, language_hints: languageHints, numerals } = fields;
  return {
    ...settings,
    ...(typeof thresholds === 'object' ? { thresholds: { ...settings.thresholds, ...thresholds } } : {}),
    ...(Array.isArray(keyterms) ? { keyterms: keyterms.map(String) } : {}),
    ...(Array.isArray(languageHints) ? { language_hints: languageHints.map(String) } : {}),
    ...(typeof numerals === 'boolean' ? { numerals } : {}),
  };
}
