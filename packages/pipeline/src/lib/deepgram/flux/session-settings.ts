import type { SettingsDelta } from '@turnstream/flux';
import { checkTurnSettings, LIMITS } from '@turnstream/flux/protocol';
import type { DeepgramFluxSTTSettingsStore } from './deepgram-flux-stt-settings.ts';
import { resolveLanguageHints } from './flux-language-hints.ts';

/** The settings as a session begins with them: what is none is left to the server. */
export function toListenSettings(store: DeepgramFluxSTTSettingsStore): SettingsDelta {
  const hints = hintsOf(store);
  return {
    model: store.model,
    ...(store.eotThreshold === null ? {} : { eotThreshold: store.eotThreshold }),
    ...(store.eagerEotThreshold === null ? {} : { eagerEotThreshold: store.eagerEotThreshold }),
    ...(store.eotTimeoutMs === null ? {} : { eotTimeoutMs: store.eotTimeoutMs }),
    ...(store.keyterm.length === 0 ? {} : { keyterms: store.keyterm }),
    ...(hints.length === 0 ? {} : { languageHints: hints }),
    ...(store.numerals === null ? {} : { numerals: store.numerals }),
    ...(store.tag.length === 0 ? {} : { tags: store.tag }),
    ...(store.profanityFilter === null ? {} : { profanityFilter: store.profanityFilter }),
    ...(store.redact === null ? {} : { redact: store.redact }),
  };
}

/** What a running session is to be told when these settings of the store have changed; `undefined` when nothing. */
export function toSessionDelta(
  store: DeepgramFluxSTTSettingsStore,
  changed: Partial<DeepgramFluxSTTSettingsStore>,
): SettingsDelta | undefined {
  const has = (name: keyof DeepgramFluxSTTSettingsStore): boolean => Object.hasOwn(changed, name);
  const hintsMatter = store.model === 'flux-general-multi' && (has('languageHints') || has('model'));
  const delta: SettingsDelta = {
    ...(has('model') ? { model: store.model } : {}),
    // Nothing on the wire takes a threshold back, so the server's own default is said instead.
    ...(has('eotThreshold') ? { eotThreshold: store.eotThreshold ?? LIMITS.eotThreshold.serverDefault } : {}),
    ...(has('eagerEotThreshold') ? { eagerEotThreshold: store.eagerEotThreshold } : {}),
    ...(has('eotTimeoutMs') ? { eotTimeoutMs: store.eotTimeoutMs ?? LIMITS.eotTimeoutMs.serverDefault } : {}),
    ...(has('keyterm') ? { keyterms: store.keyterm } : {}),
    ...(hintsMatter ? { languageHints: hintsOf(store) } : {}),
    ...(has('numerals') ? { numerals: store.numerals ?? false } : {}),
    ...(has('tag') ? { tags: store.tag } : {}),
    ...(has('profanityFilter') ? { profanityFilter: store.profanityFilter ?? false } : {}),
    ...(has('redact') && store.redact !== null ? { redact: store.redact } : {}),
  };
  return Object.keys(delta).length === 0 ? undefined : delta;
}

/** What is wrong with a change to a running session, in a sentence; `undefined` when it may be made. */
export function problemWithChange(
  store: DeepgramFluxSTTSettingsStore,
  changed: Partial<DeepgramFluxSTTSettingsStore>,
): string | undefined {
  if (Object.hasOwn(changed, 'redact') && store.redact === null) {
    return 'settings.redact cannot be taken back while the service runs';
  }
  return problemWith(store);
}

/** What is wrong with the settings, in a sentence that names the setting; `undefined` when they may be sent. */
export function problemWith(store: DeepgramFluxSTTSettingsStore): string | undefined {
  const { minConfidence } = store;
  if (minConfidence !== null && !(minConfidence >= 0 && minConfidence <= 1)) {
    return `settings.minConfidence must be 0 to 1, got ${minConfidence}`;
  }
  // Blank and over-long keyterms are the session's to leave out; only how many there are is final.
  const keyterms = store.keyterm.filter((term) => term.trim() !== '').map((term) => term.slice(0, 1));
  const problem = checkTurnSettings({ ...toListenSettings(store), keyterms });
  return problem === undefined ? undefined : `settings.${problem.field} ${problem.reason}`;
}

/** What the settings ask for that Flux will not do, a sentence each. */
export function warningsAbout(
  store: DeepgramFluxSTTSettingsStore,
  { enableEagerEndOfTurn }: { readonly enableEagerEndOfTurn: boolean },
): readonly string[] {
  const warnings: string[] = [];
  if (enableEagerEndOfTurn && store.eagerEotThreshold === null) {
    warnings.push('enableEagerEndOfTurn does nothing without settings.eagerEotThreshold, such as 0.5');
  }
  if (store.language !== null) {
    warnings.push(`settings.language ('${store.language}') has no effect on Flux; use languageHints`);
  }
  const hints = store.languageHints ?? [];
  if (hints.length > 0 && store.model !== 'flux-general-multi') {
    warnings.push(`settings.languageHints are not sent: ${store.model} takes none, only flux-general-multi does`);
  } else {
    warnings.push(...resolveLanguageHints(hints).warnings.map((warning) => `settings: ${warning}`));
  }
  return warnings;
}

function hintsOf(store: DeepgramFluxSTTSettingsStore): readonly string[] {
  if (store.model !== 'flux-general-multi' || store.languageHints === null) return [];
  return resolveLanguageHints(store.languageHints).hints;
}
