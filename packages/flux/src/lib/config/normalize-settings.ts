import { MAX_KEYTERM_CHARACTERS } from '../protocol/limits.ts';
import { checkTurnSettings } from '../protocol/turn-settings.ts';
import type { SessionSettings } from '../session/listen-options.ts';
import type { SessionWarning } from '../session/session.ts';

const LISTS = ['keyterms', 'languageHints', 'tags'] as const;
const SWITCHES = ['numerals', 'profanityFilter', 'mipOptOut'] as const;

/** Settings fit to be sent, and what was left out of them. */
export type NormalizedSettings = { readonly settings: SessionSettings; readonly warnings: readonly SessionWarning[] };

/**
 * Mends what can be mended without changing what was meant: drops blank, repeated and over-long keyterms and hints for
 * the English model, takes regional languages to their base.
 * @throws TypeError naming the option that cannot be sent
 */
export function normalizeSettings(given: SessionSettings): NormalizedSettings {
  checkTypes(given);
  const warnings: SessionWarning[] = [];
  const settings: SessionSettings = {
    ...given,
    ...(given.keyterms === undefined ? {} : { keyterms: usefulKeyterms(given.keyterms, warnings) }),
    ...(given.languageHints === undefined ? {} : { languageHints: baseLanguages(given.languageHints) }),
  };
  if ((settings.languageHints?.length ?? 0) > 0 && settings.model !== 'flux-general-multi') {
    const message = `languageHints is not sent: ${settings.model} refuses it. Use flux-general-multi.`;
    warnings.push({ code: 'language-hints-ignored', message });
  }
  const { languageHints, ...rest } = settings;
  const problem = checkTurnSettings(
    languageHints !== undefined && settings.model === 'flux-general-multi' ? settings : rest,
  );
  if (problem !== undefined) throw new TypeError(`${problem.field} ${problem.reason}`);
  return { settings, warnings };
}

/** A program without types may give anything, and a server ends the whole session for a value of the wrong type. */
function checkTypes(given: SessionSettings): void {
  for (const name of LISTS) {
    if (given[name] !== undefined && !Array.isArray(given[name])) throw new TypeError(`${name} must be a list`);
  }
  for (const name of SWITCHES) {
    const value: unknown = given[name];
    if (value !== undefined && typeof value !== 'boolean') {
      throw new TypeError(`${name} must be true or false, got a ${typeof value}`);
    }
  }
}

function usefulKeyterms(keyterms: readonly string[], warnings: SessionWarning[]): readonly string[] {
  const trimmed = keyterms.map((term) => term.trim());
  const useful = trimmed.filter((term) => term !== '' && Array.from(term).length <= MAX_KEYTERM_CHARACTERS);
  const distinct = [...new Set(useful)];
  const dropped = keyterms.length - distinct.length;
  if (dropped > 0) {
    const message = `${dropped} of ${keyterms.length} keyterms are not sent: blank, repeated, or over ${MAX_KEYTERM_CHARACTERS} characters.`;
    warnings.push({ code: 'keyterms-dropped', message });
  }
  return distinct;
}

/** The model knows languages, not regions. */
function baseLanguages(hints: readonly string[]): readonly string[] {
  return [...new Set(hints.map((hint) => hint.split(/[-_]/)[0]?.toLowerCase() ?? hint))];
}
