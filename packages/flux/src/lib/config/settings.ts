import type { ConfigureMessage } from '../protocol/client-message.ts';
import type { ListenParameters } from '../protocol/listen-parameters.ts';
import type { ConfigureSuccessMessage, WireThresholds } from '../protocol/server-message.ts';
import type { SessionSettings, SettingsDelta } from '../session/listen-options.ts';

/** Settings that only the query of a dial can carry. */
export const DIAL_ONLY = ['model', 'profanityFilter', 'redact', 'mipOptOut', 'tags'] as const;

/** Settings that a `Configure` can carry; an eager threshold only while it is a number. */
export const CONFIGURABLE = [
  'eotThreshold',
  'eagerEotThreshold',
  'eotTimeoutMs',
  'keyterms',
  'languageHints',
  'numerals',
] as const;

/** The settings with what the delta gives. `undefined` means not given. */
export function mergeSettings(settings: SessionSettings, delta: SettingsDelta): SessionSettings {
  const given = Object.fromEntries(Object.entries(delta).filter(([, value]) => value !== undefined));
  return { ...settings, ...given };
}

/** What a delta gives, with the values that the settings have come to. */
export function changedSettings(settings: SessionSettings, delta: SettingsDelta): SettingsDelta {
  const given = new Set(Object.entries(delta).flatMap(([name, value]) => (value === undefined ? [] : [name])));
  return Object.fromEntries(Object.entries(settings).filter(([name]) => given.has(name)));
}

/** Whether two sets of settings mean the same to a server. */
export function sameSettings(one: SessionSettings, other: SessionSettings): boolean {
  return one === other || (!needsDial(one, other) && CONFIGURABLE.every((name) => sameValue(one[name], other[name])));
}

/** Whether going from one to the other takes a new connection. */
export function needsDial(from: SessionSettings, to: SessionSettings): boolean {
  return from !== to && DIAL_ONLY.some((name) => !sameValue(from[name], to[name]));
}

/** Whether eager events are wanted. */
export function wantsEager(settings: SessionSettings): boolean {
  return typeof settings.eagerEotThreshold === 'number';
}

/** The query that dials with these settings. */
export function toListenParameters(settings: SessionSettings): ListenParameters {
  const { encoding, sampleRateHz, eagerEotThreshold, languageHints, ...rest } = settings;
  return {
    ...rest,
    ...(encoding === 'container' ? {} : { encoding, sampleRateHz }),
    ...(typeof eagerEotThreshold === 'number' ? { eagerEotThreshold } : {}),
    // The English model refuses the whole connection for a hint.
    ...(languageHints !== undefined && settings.model === 'flux-general-multi' ? { languageHints } : {}),
  };
}

/**
 * The `Configure` that takes a server from one set of settings to another; `undefined` when there is nothing to say.
 * @param from what the server holds; `undefined` when that is not known: then everything is said
 * @param eagerOnServer the eager threshold the server holds, which no message can take back
 */
export function configureMessage(
  from: SessionSettings | undefined,
  to: SessionSettings,
  eagerOnServer: number | undefined,
): ConfigureMessage | undefined {
  const changed = (name: (typeof CONFIGURABLE)[number]): boolean =>
    to[name] !== undefined && (from === undefined || !sameValue(from[name], to[name]));
  const eager = eagerToSend(to, eagerOnServer, changed('eagerEotThreshold'));
  const thresholds: WireThresholds = {
    ...(changed('eotThreshold') && to.eotThreshold !== undefined ? { eot_threshold: to.eotThreshold } : {}),
    ...(eager === undefined ? {} : { eager_eot_threshold: eager }),
    ...(changed('eotTimeoutMs') && to.eotTimeoutMs !== undefined ? { eot_timeout_ms: to.eotTimeoutMs } : {}),
  };
  const message: ConfigureMessage = {
    type: 'Configure',
    ...(Object.keys(thresholds).length === 0 ? {} : { thresholds }),
    ...(changed('keyterms') && to.keyterms !== undefined ? { keyterms: to.keyterms } : {}),
    ...(changed('languageHints') && to.languageHints !== undefined && to.model === 'flux-general-multi'
      ? { language_hints: to.languageHints }
      : {}),
    ...(changed('numerals') && to.numerals !== undefined ? { numerals: to.numerals } : {}),
  };
  return Object.keys(message).length === 1 ? undefined : message;
}

/** Whether an acknowledgement can belong to these settings: acknowledgements may be late, and carry no id. */
export function acknowledges(message: ConfigureSuccessMessage, settings: SessionSettings): boolean {
  const { thresholds } = message;
  return (
    agrees(thresholds.eot_threshold, settings.eotThreshold) &&
    agrees(thresholds.eager_eot_threshold, settings.eagerEotThreshold) &&
    agrees(thresholds.eot_timeout_ms, settings.eotTimeoutMs) &&
    (settings.keyterms === undefined || sameValue(message.keyterms, settings.keyterms))
  );
}

/** Numbers come back with a float's error; what one side does not say agrees with everything. */
function agrees(held: number | undefined, wanted: number | null | undefined): boolean {
  return held === undefined || wanted === undefined || wanted === null || Math.abs(held - wanted) < 1e-6;
}

/** A withheld threshold stays on the server, where it must not exceed a lowered end threshold. */
function eagerToSend(to: SessionSettings, eagerOnServer: number | undefined, changed: boolean): number | undefined {
  if (typeof to.eagerEotThreshold === 'number') return changed ? to.eagerEotThreshold : undefined;
  const end = to.eotThreshold;
  return eagerOnServer !== undefined && end !== undefined && eagerOnServer > end ? end : undefined;
}

function sameValue(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => item === other[index]);
  }
  return (one ?? undefined) === (other ?? undefined) || (isEmpty(one) && isEmpty(other));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}
