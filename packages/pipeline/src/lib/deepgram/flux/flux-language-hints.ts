import { Language } from '../../transcriptions/language.ts';

/** The languages that hints may name, by the vendor's language prompting page. */
const HINTED: ReadonlySet<string> = new Set([
  Language.DE,
  Language.EN,
  Language.ES,
  Language.FR,
  Language.HI,
  Language.IT,
  Language.JA,
  Language.NL,
  Language.PT,
  Language.RU,
]);

/** What language hints come to. */
export type ResolvedHints = {
  /** What may be sent: base codes, each once, in order. */
  readonly hints: readonly string[];
  /** What was changed or left out, a sentence each. */
  readonly warnings: readonly string[];
};

/** Turns language hints into what the server takes. A variant falls back to its language; the unsupported is left out. */
export function resolveLanguageHints(hints: readonly string[]): ResolvedHints {
  const resolved = new Set<string>();
  const warnings: string[] = [];
  for (const hint of hints) {
    const base = hint.toLowerCase().split(/[-_]/u)[0] ?? '';
    if (!HINTED.has(base)) {
      warnings.push(`language hint '${hint}' is left out: Flux takes ${[...HINTED].join(', ')}`);
      continue;
    }
    if (base !== hint) warnings.push(`language hint '${hint}' is sent as '${base}': Flux knows no variants`);
    resolved.add(base);
  }
  return { hints: [...resolved], warnings };
}
