import { checkTurnSettings, LIMITS } from '@turnstream/flux/protocol';
import type {
  CheckedField,
  ConfigureMessage,
  FluxModel,
  ListenParameters,
  WireThresholds,
} from '@turnstream/flux/protocol';

/** The settings a `Configure` can change, as they are in force. */
export type ActiveSettings = {
  readonly eotThreshold: number;
  /** Without it there are no eager events. */
  readonly eagerEotThreshold: number | undefined;
  readonly eotTimeoutMs: number;
  readonly keyterms: readonly string[];
  readonly languageHints: readonly string[];
  /** Absent when the client never named it. */
  readonly numerals: boolean | undefined;
};

/** New settings, or why everything stays as it was. */
export type SettingsChange =
  | { readonly kind: 'ok'; readonly settings: ActiveSettings }
  | { readonly kind: 'refused'; readonly code: string; readonly description: string };

/** The `code` of a `ConfigureFailure`, by the setting at fault, and the name of that setting in the message. */
const REFUSALS: { readonly [Field in CheckedField]: { readonly code: string; readonly name: string } } = {
  eotThreshold: { code: 'INVALID_THRESHOLD', name: 'eot_threshold' },
  eagerEotThreshold: { code: 'INVALID_THRESHOLD', name: 'eager_eot_threshold' },
  eotTimeoutMs: { code: 'INVALID_THRESHOLD', name: 'eot_timeout_ms' },
  keyterms: { code: 'INVALID_KEYTERMS', name: 'keyterms' },
  languageHints: { code: 'INVALID_LANGUAGE_HINTS', name: 'language_hints' },
  tags: { code: 'INVALID_PARAMETER', name: 'tag' },
};

/** The settings a connection begins with; the query was validated when it was parsed. */
export function settingsOf(parameters: ListenParameters): ActiveSettings {
  return {
    eotThreshold: parameters.eotThreshold ?? LIMITS.eotThreshold.serverDefault,
    eagerEotThreshold: parameters.eagerEotThreshold,
    eotTimeoutMs: parameters.eotTimeoutMs ?? LIMITS.eotTimeoutMs.serverDefault,
    keyterms: parameters.keyterms ?? [],
    languageHints: parameters.languageHints ?? [],
    numerals: parameters.numerals,
  };
}

/** Applies a `Configure` to the settings in force: all of it or, with the reason, none of it. */
export function changeSettings(settings: ActiveSettings, message: ConfigureMessage, model: FluxModel): SettingsChange {
  const changed: ActiveSettings = {
    eotThreshold: message.thresholds?.eot_threshold ?? settings.eotThreshold,
    eagerEotThreshold: message.thresholds?.eager_eot_threshold ?? settings.eagerEotThreshold,
    eotTimeoutMs: message.thresholds?.eot_timeout_ms ?? settings.eotTimeoutMs,
    keyterms: message.keyterms ?? settings.keyterms,
    languageHints: message.language_hints ?? settings.languageHints,
    numerals: message.numerals ?? settings.numerals,
  };
  const problem = checkTurnSettings({
    model,
    eotThreshold: changed.eotThreshold,
    eagerEotThreshold: changed.eagerEotThreshold ?? null,
    eotTimeoutMs: changed.eotTimeoutMs,
    keyterms: changed.keyterms,
    languageHints: changed.languageHints,
  });
  if (problem !== undefined) {
    const { code, name } = REFUSALS[problem.field];
    return { kind: 'refused', code, description: `${name} ${problem.reason}` };
  }
  return changed.numerals === true
    ? { kind: 'refused', code: 'UNSUPPORTED_SETTING', description: 'numerals is not supported by this server' }
    : { kind: 'ok', settings: changed };
}

/** The thresholds as they are acknowledged: all that are in force. */
export function toWireThresholds(settings: ActiveSettings): WireThresholds {
  return {
    eot_threshold: settings.eotThreshold,
    ...(settings.eagerEotThreshold !== undefined && { eager_eot_threshold: settings.eagerEotThreshold }),
    eot_timeout_ms: settings.eotTimeoutMs,
  };
}
