import { Language } from './language.ts';

/** What a language code came to, and what to tell the user about it. */
export type ResolvedLanguage = {
  readonly code: string;
  /** Set where the code is not one that the service is known to take. */
  readonly warning?: string;
};

const known: ReadonlySet<string> = new Set(Object.values(Language));

/** Whether a string is one of the codes of {@link Language}, written exactly so. */
export function isLanguage(code: string): code is Language {
  return known.has(code);
}

/**
 * The code a service wants for a language: the one in its map, else with a warning the language without its variant in
 * small letters, or the whole code. Never nothing.
 * @param map What the service is known to take
 * @param useBaseCode Whether the variant is left out where the map has no entry. Default true
 */
export function resolveLanguage(
  language: string,
  map: ReadonlyMap<string, string>,
  useBaseCode: boolean = true,
): ResolvedLanguage {
  const mapped = map.get(language);
  if (mapped !== undefined) return { code: mapped };
  const code = useBaseCode ? (language.split('-')[0] ?? language).toLowerCase() : language;
  return { code, warning: `language '${language}' is not verified; '${code}' is used` };
}
