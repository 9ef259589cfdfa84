import type { ListenOptions, Logger } from '@turnstream/flux';
import type { FluxModel } from '@turnstream/flux/protocol';
import { checkDuration } from '../../services/check-duration.ts';
import type { STTServiceOptions } from '../../services/stt-service.ts';
import { warnDeprecated } from '../../services/deprecation.ts';
import { applySettings } from '../../settings/apply-settings.ts';
import type { DeepgramFluxSTTSettingsFields, DeepgramFluxSTTSettingsStore } from './deepgram-flux-stt-settings.ts';
import { DeepgramFluxSTTSettings, defaultFluxSettings } from './deepgram-flux-stt-settings.ts';
import { problemWith } from './session-settings.ts';

/** What may be given of the {@link InputParams}. */
export type InputParamsFields = {
  readonly eagerEotThreshold?: number | null | undefined;
  readonly eotThreshold?: number | null | undefined;
  readonly eotTimeoutMs?: number | null | undefined;
  readonly keyterm?: readonly string[] | null | undefined;
  readonly mipOptOut?: boolean | null | undefined;
  readonly tag?: readonly string[] | null | undefined;
  readonly minConfidence?: number | null | undefined;
};

/**
 * Settings as they were given before there was `settings`.
 * @deprecated Use `DeepgramFluxSTTService.Settings`.
 */
export class InputParams {
  readonly eagerEotThreshold: number | null;
  readonly eotThreshold: number | null;
  readonly eotTimeoutMs: number | null;
  readonly keyterm: readonly string[];
  readonly mipOptOut: boolean | null;
  readonly tag: readonly string[];
  readonly minConfidence: number | null;

  constructor(fields: InputParamsFields = {}) {
    this.eagerEotThreshold = fields.eagerEotThreshold ?? null;
    this.eotThreshold = fields.eotThreshold ?? null;
    this.eotTimeoutMs = fields.eotTimeoutMs ?? null;
    this.keyterm = [...(fields.keyterm ?? [])];
    this.mipOptOut = fields.mipOptOut ?? null;
    this.tag = [...(fields.tag ?? [])];
    this.minConfidence = fields.minConfidence ?? null;
  }
}

/** Options of the Flux service. Exactly one of `apiKey`, `token` and `auth` names the credential. */
export type DeepgramFluxSTTOptions = STTServiceOptions &
  Pick<ListenOptions, 'token' | 'auth' | 'transport'> & {
    /** A Deepgram API key. */
    readonly apiKey?: string | undefined;
    /** Default `wss://api.deepgram.com/v2/listen`. */
    readonly url?: string | undefined;
    /** Whether to opt out of the vendor's model improvement program. Default: the server's, which is no. */
    readonly mipOptOut?: boolean | null | undefined;
    /**
     * The model.
     * @deprecated Use `settings: new DeepgramFluxSTTService.Settings({ model })`.
     */
    readonly model?: FluxModel | null | undefined;
    /** Encoding of the audio. Only `linear16`: 16-bit little-endian PCM, which is what audio frames hold. */
    readonly encoding?: 'linear16' | undefined;
    /** Labels for usage reports. `settings.tag` wins. */
    readonly tag?: readonly string[] | null | undefined;
    /** Another name of `tag`. */
    readonly tags?: readonly string[] | null | undefined;
    /**
     * Settings. Ignored when `settings` is given.
     * @deprecated Use `settings: new DeepgramFluxSTTService.Settings({ … })`.
     */
    readonly params?: InputParams | InputParamsFields | null | undefined;
    /** Whether the start of a user's turn should interrupt the bot. Default true. */
    readonly shouldInterrupt?: boolean | undefined;
    /** Settings that a running service can change. They win over every other option. */
    readonly settings?: DeepgramFluxSTTSettings | DeepgramFluxSTTSettingsFields | null | undefined;
    /**
     * Time without audio in an open turn after which silence is sent, so that the turn can end: twice the usual time between
     * frames, and at least this. Default 500.
     */
    readonly watchdogMinTimeoutMs?: number | undefined;
    /** Whether text that still changes is pushed as InterimTranscriptionFrame, as it comes. Default false. */
    readonly interimOnUpdate?: boolean | undefined;
    /**
     * Whether predicted ends of turns are followed: they are pushed as EagerTranscriptionFrame, which is settled exactly once,
     * and EagerUserTurnStrategies are recommended, so that the model may begin before the turn is over. Takes
     * `settings.eagerEotThreshold`. Default false: a predicted end is an InterimTranscriptionFrame.
     */
    readonly enableEagerEndOfTurn?: boolean | undefined;
    /** Longest wait at the end for audio that was not sent yet, beside its own length. Default 5 000. */
    readonly drainTimeoutMs?: number | undefined;
    /** How the session behind the service dials, resumes and buffers. */
    readonly session?:
      | Pick<ListenOptions, 'resume' | 'connection' | 'chunkMs' | 'maxBufferedSeconds' | 'overflow'>
      | undefined;
    /** Does nothing on Flux, which knows no keep-alive message; the session pings by itself. Warned about. */
    readonly keepaliveTimeoutMs?: number | undefined;
    /** Does nothing on Flux, as `keepaliveTimeoutMs`. */
    readonly keepaliveIntervalMs?: number | undefined;
    /** Where the service logs. Default: the worker's log. */
    readonly logger?: Logger | undefined;
  };

/** What the options come to. */
export type ResolvedFluxOptions = {
  readonly store: DeepgramFluxSTTSettingsStore;
  readonly mipOptOut: boolean | undefined;
};

/**
 * Puts the settings together. In this order, later wins: the defaults, `model`, `params` (nothing of it when
 * `settings` is given), `settings`. `params.tag` counts only where `tag` is not given; `params.mipOptOut` wins over
 * `mipOptOut`; a tag in `settings` wins over both.
 * @throws TypeError naming the option that cannot be used
 */
export function resolveFluxOptions(options: DeepgramFluxSTTOptions): ResolvedFluxOptions {
  checkOptions(options);
  checkDuration('watchdogMinTimeoutMs', options.watchdogMinTimeoutMs);
  checkDuration('drainTimeoutMs', options.drainTimeoutMs);
  const { logger } = options;
  const settings = options.settings ?? undefined;
  let store = defaultFluxSettings;
  let tag = options.tag ?? options.tags ?? undefined;
  let mipOptOut = options.mipOptOut ?? undefined;
  const model = options.model ?? undefined;
  if (model !== undefined) {
    warnDeprecated('TURNSTREAM_FLUX_MODEL', movedToSettings('model', '{ model }'), logger);
    store = { ...store, model };
  }
  if (options.params !== null && options.params !== undefined) {
    const params = new InputParams(options.params);
    warnDeprecated('TURNSTREAM_FLUX_PARAMS', movedToSettings('params', '{ … }'), logger);
    if (settings === undefined) {
      store = {
        ...store,
        eagerEotThreshold: params.eagerEotThreshold,
        eotThreshold: params.eotThreshold,
        eotTimeoutMs: params.eotTimeoutMs,
        keyterm: params.keyterm,
        minConfidence: params.minConfidence,
      };
      if (params.tag.length > 0) tag ??= params.tag;
      mipOptOut = params.mipOptOut ?? mipOptOut;
    }
  }
  store = { ...store, tag: [...(tag ?? [])] };
  if (settings !== undefined) store = applySettings(store, asFluxSettings(settings)).store;
  const problem = problemWith(store);
  if (problem !== undefined) throw new TypeError(problem);
  for (const name of ['keepaliveTimeoutMs', 'keepaliveIntervalMs'] as const) {
    if (options[name] !== undefined) logger?.warn(`${name} does nothing on Flux: the session pings by itself`);
  }
  return { store, mipOptOut };
}

/** Settings as the class, whichever way they were given. */
export function asFluxSettings(
  settings: DeepgramFluxSTTSettings | DeepgramFluxSTTSettingsFields,
): DeepgramFluxSTTSettings {
  return settings instanceof DeepgramFluxSTTSettings ? settings : new DeepgramFluxSTTSettings(settings);
}

function checkOptions(options: DeepgramFluxSTTOptions): void {
  const credentials = [options.apiKey, options.token, options.auth].filter((given) => given !== undefined);
  if (credentials.length !== 1) {
    throw new TypeError(`exactly one of apiKey, token and auth must be given, not ${credentials.length} of them`);
  }
  if (credentials[0] === '') throw new TypeError('apiKey and token must not be empty');
  // Untyped callers may say anything here.
  const encoding: string = options.encoding ?? 'linear16';
  if (encoding !== 'linear16') {
    throw new TypeError(`encoding must be 'linear16', not '${encoding}': audio frames hold 16-bit PCM`);
  }
  if ((options.tag ?? undefined) !== undefined && (options.tags ?? undefined) !== undefined) {
    throw new TypeError('tag and tags are one option: give one of them');
  }
}

function movedToSettings(option: string, fields: string): string {
  return `The option '${option}' of DeepgramFluxSTTService is deprecated: use settings: new DeepgramFluxSTTService.Settings(${fields})`;
}
