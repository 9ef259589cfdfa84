import { bytesPerSample, chunkByteLength, isRawEncoding, type RawEncoding } from '@turnstream/audio';
import type { AudioRule } from '../audio/audio-ledger.ts';
import { CONFIGURABLE, DIAL_ONLY } from '../config/settings.ts';
import { normalizeSettings } from '../config/normalize-settings.ts';
import { QUERY_NAMES } from '../protocol/listen-query.ts';
import type { Credential } from '../transport/credential.ts';
import type { ListenOptions, SessionSettings } from './listen-options.ts';
import { withTurnDetection } from './manual-turns.ts';
import type { SessionWarning } from './session.ts';
import type { SessionRule } from './session-state.ts';

/** How the caller's bytes become chunks. */
export type AudioShape =
  /** Raw samples: cut anywhere between two of them. */
  | {
      readonly type: 'samples';
      readonly encoding: RawEncoding;
      readonly chunkBytes: number;
      readonly bytesPerSample: number;
    }
  /** Opus packets: one per `send()`, never cut. */
  | { readonly type: 'packets' }
  /** A container, whose bytes mean nothing by themselves. */
  | { readonly type: 'container'; readonly chunkBytes: number };

/** Options checked and completed. */
export type CheckedOptions = {
  readonly settings: SessionSettings;
  readonly warnings: readonly SessionWarning[];
  /** With the caller's own query. */
  readonly url: string;
  readonly credential: Credential | ((signal: AbortSignal) => Promise<Credential> | Credential);
  readonly rule: SessionRule;
  readonly shape: AudioShape;
  /** Whether the caller ends turns. */
  readonly isManual: boolean;
};

const SETTINGS = [...CONFIGURABLE, ...DIAL_ONLY] as const;

const DEFAULT_URL = 'wss://api.deepgram.com/v2/listen';

/** How a session dials, where the caller says nothing else. */
const POLICY = {
  connectTimeoutMs: 10_000,
  maxFailedDials: 8,
  maxRedialDelayMs: 10_000,
  pingIntervalMs: 5_000,
  idleSilenceIntervalMs: 0,
  maxIdleSilenceMs: 600_000,
};

/** What 0 switches off. */
const MAY_BE_OFF: ReadonlySet<string> = new Set<keyof typeof POLICY>(['pingIntervalMs', 'idleSilenceIntervalMs']);

/** Bytes of a container that count as one second: PCM at 16 kHz. Its true rate is in its header. */
const CONTAINER_BYTES_PER_SECOND = 32_000;

/** Opus counts in 48 kHz samples, whatever it was made from. RFC 6716, section 2. */
const OPUS_RATE_HZ = 48_000;

/**
 * Checks what a caller gave and completes it with the defaults.
 * @throws TypeError naming the option that cannot be used
 */
export function checkOptions(given: ListenOptions): CheckedOptions {
  const options = withTurnDetection(given);
  const { encoding = 'linear16', sampleRateHz = 16_000, model = 'flux-general-en' } = options;
  if (!Number.isInteger(sampleRateHz) || sampleRateHz < 8_000 || sampleRateHz > 192_000) {
    throw new TypeError(`sampleRateHz must be a whole number from 8000 to 192000, got ${sampleRateHz}`);
  }
  const named = SETTINGS.map((name) => [name, options[name]]).filter(([, value]) => value !== undefined);
  const { settings, warnings } = normalizeSettings({ ...Object.fromEntries(named), model, encoding, sampleRateHz });
  const url = checkUrl(options.url ?? DEFAULT_URL);
  const shape = shapeOf(encoding, sampleRateHz, positive('chunkMs', options.chunkMs ?? 80));
  return {
    settings,
    warnings,
    url,
    credential: checkCredential(options),
    shape,
    isManual: options.turnDetection === 'manual',
    rule: {
      policy: checkPolicy(options),
      url: url.split('?')[0] ?? url,
      audio: checkAudio(options, shape, sampleRateHz),
      maxReplaySeconds: positive('resume.maxReplaySeconds', options.resume?.maxReplaySeconds ?? 10),
      overflow: options.overflow ?? 'drop-oldest',
    },
  };
}

function checkCredential(options: ListenOptions): CheckedOptions['credential'] {
  const { apiKey, token, auth } = options;
  const given = [apiKey, token, auth].filter((value) => value !== undefined);
  if (given.length !== 1) throw new TypeError(`give exactly one of apiKey, token and auth, got ${given.length}`);
  if (auth !== undefined) return auth;
  const credential: Credential = apiKey === undefined ? { token: token ?? '' } : { apiKey };
  if ((apiKey ?? token ?? '').trim() === '')
    throw new TypeError(`${apiKey === undefined ? 'token' : 'apiKey'} must not be empty`);
  return credential;
}

function checkUrl(text: string): string {
  if (!URL.canParse(text)) throw new TypeError('url must be an absolute ws: or wss: address');
  const url = new URL(text);
  if (!['ws:', 'wss:', 'http:', 'https:'].includes(url.protocol)) {
    throw new TypeError(`url must be a ws: or wss: address, got ${url.protocol}`);
  }
  const named = Object.entries(QUERY_NAMES).find(([, name]) => url.searchParams.has(name));
  if (named !== undefined)
    throw new TypeError(`url must not hold ${named[1]} in its query: use the option ${named[0]}`);
  if (url.username !== '' || url.password !== '')
    throw new TypeError('url must not hold a credential: use apiKey, token or auth');
  return text;
}

function checkPolicy({ connection = {} }: ListenOptions): SessionRule['policy'] {
  const policy = { ...POLICY };
  for (const name of keysOf(POLICY)) {
    const value = connection[name] ?? POLICY[name];
    policy[name] = value === 0 && MAY_BE_OFF.has(name) ? 0 : positive(`connection.${name}`, value);
  }
  return policy;
}

function keysOf<Value extends object>(value: Value): readonly (keyof Value)[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.keys types its keys as string
  return Object.keys(value) as (keyof Value)[];
}

function checkAudio(options: ListenOptions, shape: AudioShape, sampleRateHz: number): AudioRule {
  const common = {
    rate: positive('resume.rate', options.resume?.rate ?? 1.25),
    maxBufferedSeconds: positive('maxBufferedSeconds', options.maxBufferedSeconds ?? 30),
    resumable: shape.type !== 'container',
    sourceStallMs: positive('connection.sourceStallMs', options.connection?.sourceStallMs ?? 500),
  };
  if (common.rate < 1) throw new TypeError(`resume.rate must be at least 1, got ${common.rate}`);
  switch (shape.type) {
    case 'samples': {
      const { bytesPerSample: sampleBytes, chunkBytes } = shape;
      return { ...common, sampleRateHz, bytesPerSample: sampleBytes, chunkSamples: chunkBytes / sampleBytes };
    }
    case 'packets':
      return { ...common, sampleRateHz: OPUS_RATE_HZ, bytesPerSample: 1 / 6, chunkSamples: OPUS_RATE_HZ / 50 };
    case 'container':
      return { ...common, sampleRateHz: CONTAINER_BYTES_PER_SECOND, bytesPerSample: 1, chunkSamples: shape.chunkBytes };
  }
}

function shapeOf(encoding: SessionSettings['encoding'], sampleRateHz: number, chunkMs: number): AudioShape {
  if (encoding === 'opus') return { type: 'packets' };
  if (isRawEncoding(encoding)) {
    const sampleBytes = bytesPerSample(encoding);
    return {
      type: 'samples',
      encoding,
      chunkBytes: chunkByteLength(encoding, sampleRateHz, chunkMs),
      bytesPerSample: sampleBytes,
    };
  }
  return { type: 'container', chunkBytes: Math.round((CONTAINER_BYTES_PER_SECOND * chunkMs) / 1_000) };
}

function positive(name: string, value: number): number {
  if (!(value > 0)) throw new TypeError(`${name} must be a number above 0, got ${value}`);
  return value;
}
