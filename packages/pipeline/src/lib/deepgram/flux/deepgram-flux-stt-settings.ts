import type { FluxModel, FluxRedaction } from '@turnstream/flux/protocol';
import type { Language } from '../../transcriptions/language.ts';
import { namesOf } from '../../settings/apply-settings.ts';

/** What may be given of the settings. `undefined`: not given; `null`: none, which is the server's default. */
export type DeepgramFluxSTTSettingsFields = {
  /** Default `flux-general-en`. A change takes a new connection, made between turns. */
  readonly model?: FluxModel | undefined;
  /** Has no effect on Flux and is never sent; see `languageHints`. */
  readonly language?: Language | (string & Record<never, never>) | null | undefined;
  /** Confidence at which an end of turn is predicted: 0.3 to 0.9, at most `eotThreshold`. Default null: no predictions. */
  readonly eagerEotThreshold?: number | null | undefined;
  /** Confidence at which a turn ends: 0.5 to 1. Default null: the server's 0.7. */
  readonly eotThreshold?: number | null | undefined;
  /** Silence after which a turn ends anyway: 500 to 60 000 ms of audio. Default null: the server's 5 000. */
  readonly eotTimeoutMs?: number | null | undefined;
  /** Words to expect, at most 100 of at most 100 characters. Default none. */
  readonly keyterm?: readonly string[] | null | undefined;
  /** Another name of `keyterm`. */
  readonly keyterms?: readonly string[] | null | undefined;
  /** A final text whose words have a lower mean confidence, 0 to 1, is not pushed. Default null: all are. */
  readonly minConfidence?: number | null | undefined;
  /** Whether numbers are written in digits. Default null: the server's, which is no. */
  readonly numerals?: boolean | null | undefined;
  /** Languages to expect; `flux-general-multi` only. Default null: all. */
  readonly languageHints?: readonly (Language | (string & Record<never, never>))[] | null | undefined;
  /** Labels for usage reports, at most 128 characters each. A change takes a new connection. Default none. */
  readonly tag?: readonly string[] | null | undefined;
  /** Another name of `tag`. */
  readonly tags?: readonly string[] | null | undefined;
  /** Whether profanity is masked. A change takes a new connection. Default null: the server's, which is no. */
  readonly profanityFilter?: boolean | null | undefined;
  /** What is masked. A change takes a new connection. Default null: nothing. */
  readonly redact?: FluxRedaction | null | undefined;
  /** Free for the application; never sent. */
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
};

/** A complete set of settings. `null`: none. */
export type DeepgramFluxSTTSettingsStore = {
  readonly model: FluxModel;
  readonly language: string | null;
  readonly eagerEotThreshold: number | null;
  readonly eotThreshold: number | null;
  readonly eotTimeoutMs: number | null;
  readonly keyterm: readonly string[];
  readonly minConfidence: number | null;
  readonly numerals: boolean | null;
  readonly languageHints: readonly string[] | null;
  readonly tag: readonly string[];
  readonly profanityFilter: boolean | null;
  readonly redact: FluxRedaction | null;
  readonly extra: Readonly<Record<string, unknown>>;
};

const aliases: ReadonlyMap<string, string> = new Map([
  ['keyterms', 'keyterm'],
  ['tags', 'tag'],
]);

/** The settings where nothing is given. */
export const defaultFluxSettings: DeepgramFluxSTTSettingsStore = {
  model: 'flux-general-en',
  language: null,
  eagerEotThreshold: null,
  eotThreshold: null,
  eotTimeoutMs: null,
  keyterm: [],
  minConfidence: null,
  numerals: null,
  languageHints: null,
  tag: [],
  profanityFilter: null,
  redact: null,
  extra: {},
};

const known: ReadonlySet<string> = new Set([...Object.keys(defaultFluxSettings), ...aliases.keys()]);

/**
 * Settings of the Flux service that a running service can change: a delta, in which what is `undefined` is not given.
 * Wherever one is taken, a plain object with the same fields will do.
 */
export class DeepgramFluxSTTSettings {
  /** The model. */
  readonly model: FluxModel | undefined;
  /** Has no effect on Flux. */
  readonly language: string | null | undefined;
  /** Confidence at which an end of turn is predicted, 0.3 to 0.9; `null`: no predictions. */
  readonly eagerEotThreshold: number | null | undefined;
  /** Confidence at which a turn ends, 0.5 to 1; `null`: the server's default. */
  readonly eotThreshold: number | null | undefined;
  /** Milliseconds of silence after which a turn ends anyway; `null`: the server's default. */
  readonly eotTimeoutMs: number | null | undefined;
  /** Words to expect. */
  readonly keyterm: readonly string[] | undefined;
  /** Lowest mean confidence of a final text that is pushed, 0 to 1; `null`: any. */
  readonly minConfidence: number | null | undefined;
  /** Whether numbers are written in digits; `null`: the server's default. */
  readonly numerals: boolean | null | undefined;
  /** Languages to expect; `null`: all. */
  readonly languageHints: readonly string[] | null | undefined;
  /** Labels for usage reports. */
  readonly tag: readonly string[] | undefined;
  /** Whether profanity is masked; `null`: the server's default. */
  readonly profanityFilter: boolean | null | undefined;
  /** What is masked; `null`: nothing. */
  readonly redact: FluxRedaction | null | undefined;
  /** Free for the application; never sent. */
  readonly extra: Readonly<Record<string, unknown>> | undefined;

  /** @throws TypeError for a name that is no setting, and for `keyterm` or `tag` given under both names. */
  constructor(fields: DeepgramFluxSTTSettingsFields = {}) {
    checkNames(fields);
    this.model = fields.model;
    this.language = fields.language;
    this.eagerEotThreshold = fields.eagerEotThreshold;
    this.eotThreshold = fields.eotThreshold;
    this.eotTimeoutMs = fields.eotTimeoutMs;
    this.keyterm = listOf('keyterm', fields.keyterm, fields.keyterms);
    this.minConfidence = fields.minConfidence;
    this.numerals = fields.numerals;
    this.languageHints = copyOf('languageHints', fields.languageHints);
    this.tag = listOf('tag', fields.tag, fields.tags);
    this.profanityFilter = fields.profanityFilter;
    this.redact = fields.redact;
    this.extra = fields.extra === undefined ? undefined : { ...fields.extra };
  }

  /** From a map of names to values. Names that are no setting go to `extra`. */
  static fromMapping(mapping: Readonly<Record<string, unknown>>): DeepgramFluxSTTSettings {
    const fields: Record<string, unknown> = {};
    const extra: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(mapping)) {
      if (!known.has(name)) extra[name] = value;
      else if (name !== 'extra') fields[name] = value;
    }
    const given = mapping['extra'];
    if (typeof given === 'object' && given !== null) Object.assign(extra, given);
    return new DeepgramFluxSTTSettings(Object.keys(extra).length === 0 ? fields : { ...fields, extra });
  }

  /** The settings that are given, `extra` merged in. */
  givenFields(): Readonly<Record<string, unknown>> {
    const given: Record<string, unknown> = {};
    for (const name of namesOf(defaultFluxSettings)) {
      if (name !== 'extra' && this[name] !== undefined) given[name] = this[name];
    }
    return { ...given, ...this.extra };
  }
}

function checkNames(fields: object): void {
  for (const name of Object.keys(fields)) {
    if (known.has(name)) continue;
    throw new TypeError(`settings.${name} is no setting of Flux; there are ${[...known].toSorted().join(', ')}`);
  }
}

function listOf(
  name: string,
  values: readonly string[] | null | undefined,
  aliased: readonly string[] | null | undefined,
): readonly string[] | undefined {
  if (values !== undefined && aliased !== undefined) {
    throw new TypeError(`settings.${name} and settings.${name}s are one setting: give one of them`);
  }
  const list = values === undefined ? aliased : values;
  return list === null ? [] : copyOf(name, list);
}

function copyOf<List extends readonly string[] | null | undefined>(name: string, list: List): readonly string[] | List {
  if (list === null || list === undefined) return list;
  if (!Array.isArray(list) || !list.every((entry) => typeof entry === 'string')) {
    throw new TypeError(`settings.${name} must be a list of strings`);
  }
  return [...list];
}
