import {
  EAGER_EOT_THRESHOLD,
  EOT_THRESHOLD,
  EOT_TIMEOUT_MS,
  MAX_KEYTERMS,
  MAX_KEYTERM_CHARACTERS,
  MAX_LIST_ENTRIES,
  MAX_TAG_CHARACTERS,
} from './limits.ts';
import type { ListenParameters } from './listen-parameters.ts';

/** The settings of a stream that can be checked before a server sees them: those in force, not only the changed ones. */
export type CheckedSettings = Partial<
  Pick<ListenParameters, 'model' | 'eotThreshold' | 'eotTimeoutMs' | 'keyterms' | 'languageHints' | 'tags'>
> & {
  /** `null`, like absence, stands for eager events off. */
  readonly eagerEotThreshold?: number | null;
};

/** A field {@link checkTurnSettings} can object to. */
export type CheckedField = keyof Omit<CheckedSettings, 'model'>;

/** One offending setting. `reason` follows the field's name in a sentence: `must be 0.5 to 1, got 0.4`. */
export type SettingsProblem = { readonly field: CheckedField; readonly reason: string };

/** A language code as far as its form goes: a primary language with subtags. The set of languages is open. */
const LANGUAGE_CODE = /^[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*$/;

/**
 * Checks the settings in force, by the one rule that the client, the query of a server and `Configure` share.
 *
 * Give the whole state that would hold, not a change alone: an eager threshold is checked against the end-of-turn
 * threshold in force, which is Deepgram's default of 0.7 where `eotThreshold` is absent. Without `model` the rule that
 * language hints need `flux-general-multi` is not applied.
 *
 * @returns The first problem, or `undefined` when everything may be sent.
 */
export function checkTurnSettings(settings: CheckedSettings): SettingsProblem | undefined {
  return checkThresholds(settings) ?? checkKeyterms(settings) ?? checkLanguageHints(settings) ?? checkTags(settings);
}

function checkThresholds(settings: CheckedSettings): SettingsProblem | undefined {
  const { eotThreshold, eagerEotThreshold, eotTimeoutMs } = settings;
  if (eotThreshold !== undefined) {
    const reason = outside(eotThreshold, EOT_THRESHOLD);
    if (reason !== undefined) return { field: 'eotThreshold', reason };
  }
  if (eagerEotThreshold !== undefined && eagerEotThreshold !== null) {
    const reason = outside(eagerEotThreshold, EAGER_EOT_THRESHOLD);
    if (reason !== undefined) return { field: 'eagerEotThreshold', reason };
    const inForce = eotThreshold ?? EOT_THRESHOLD.serverDefault;
    if (eagerEotThreshold > inForce) {
      return {
        field: 'eagerEotThreshold',
        reason: `must be at most the end-of-turn threshold in force, ${inForce}, got ${eagerEotThreshold}`,
      };
    }
  }
  if (eotTimeoutMs !== undefined) {
    const reason = Number.isInteger(eotTimeoutMs)
      ? outside(eotTimeoutMs, EOT_TIMEOUT_MS)
      : `must be a whole number of milliseconds, got ${eotTimeoutMs}`;
    if (reason !== undefined) return { field: 'eotTimeoutMs', reason };
  }
  return undefined;
}

function outside(value: number, range: { readonly minimum: number; readonly maximum: number }): string | undefined {
  // A program without types may hold a number as text, which compares as one and is fatal in a message.
  if (typeof value !== 'number') return `must be a number, got a ${typeof value}`;
  // Written so that NaN is outside.
  if (value >= range.minimum && value <= range.maximum) return undefined;
  return `must be ${range.minimum} to ${range.maximum}, got ${value}`;
}

function checkKeyterms({ keyterms = [] }: CheckedSettings): SettingsProblem | undefined {
  const field = 'keyterms';
  if (keyterms.length > MAX_KEYTERMS) {
    return { field, reason: `must be at most ${MAX_KEYTERMS} terms, got ${keyterms.length}` };
  }
  for (const term of keyterms) {
    if (term.trim() === '') return { field, reason: 'must not hold a blank term' };
    if (characters(term) > MAX_KEYTERM_CHARACTERS) {
      return {
        field,
        reason: `must hold terms of at most ${MAX_KEYTERM_CHARACTERS} characters, got one of ${characters(term)}`,
      };
    }
  }
  return undefined;
}

function checkLanguageHints({ languageHints = [], model }: CheckedSettings): SettingsProblem | undefined {
  const field = 'languageHints';
  if (languageHints.length === 0) return undefined;
  if (model !== undefined && model !== 'flux-general-multi') {
    return { field, reason: `is not supported for model ${model}, only for flux-general-multi` };
  }
  if (languageHints.length > MAX_LIST_ENTRIES) {
    return { field, reason: `must be at most ${MAX_LIST_ENTRIES} codes, got ${languageHints.length}` };
  }
  if (!languageHints.every((hint) => LANGUAGE_CODE.test(hint))) {
    return { field, reason: 'must hold one language code each, such as en or pt-BR' };
  }
  return undefined;
}

function checkTags({ tags = [] }: CheckedSettings): SettingsProblem | undefined {
  for (const tag of tags) {
    if (tag === '') return { field: 'tags', reason: 'must not hold an empty tag' };
    if (characters(tag) > MAX_TAG_CHARACTERS) {
      return {
        field: 'tags',
        reason: `must hold tags of at most ${MAX_TAG_CHARACTERS} characters, got one of ${characters(tag)}`,
      };
    }
  }
  return undefined;
}

/** Code points: what a person counts. */
function characters(value: string): number {
  return Array.from(value).length;
}
