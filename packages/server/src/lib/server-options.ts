import type { SpeechEngine } from '@turnstream/engine';

import { isLoopbackHost } from './handshake/loopback.ts';
import { systemServerClock } from './server-clock.ts';
import type { ServerClock } from './server-clock.ts';
import { silentServerLogger } from './server-logger.ts';
import type { ServerLogger } from './server-logger.ts';

/** Options of `createFluxServer()`. */
export type FluxServerOptions = {
  /** What hears the audio. The caller keeps it, and closes it after the server. */
  readonly engine: SpeechEngine;
  /** The address to listen at. Default `127.0.0.1`; any other than the loopback needs `keys` or `verifyToken`. */
  readonly host?: string;
  /** Default 0: a free port, named by the server's `url`. */
  readonly port?: number;
  /** API keys that clients must show as `Token`. Default: any credential, or none, is let in. */
  readonly keys?: readonly string[];
  /** Whether a token shown as `Bearer` is good. Default: none is, once `keys` are set. */
  readonly verifyToken?: (token: string) => boolean | Promise<boolean>;
  /** Pages that may connect, by their origin. Default: those of this machine; all when credentials are asked for. */
  readonly allowedOrigins?: readonly string[];
  /** Streams at once, whatever the load; one more is refused with 429. Default 64. */
  readonly maxSessions?: number;
  /** Audio of one stream that may wait for the engine before its socket is no longer read. Default 5. */
  readonly maxQueuedSeconds?: number;
  /** Largest message of a client. Default 4 MiB; a larger one closes the connection with code 1009. */
  readonly maxMessageBytes?: number;
  /** Bytes that may wait for a client that does not read before it is cut off. Default 4 MiB. */
  readonly maxUnreadBytes?: number;
  /** Time without audio or ping after which a stream ends. Default 60 000, as the live service. */
  readonly idleTimeoutMs?: number;
  /** How long `close()` waits for streams to end politely. Default 2 000. */
  readonly closeTimeoutMs?: number;
  /**
   * Silence that an `EagerEndOfTurn` waits for, in seconds, beside its confidence: the first of a turn for the first of these,
   * after one that was taken back for the second, and so on; the last counts for all further ones. With `[0, 0.4, 0.6, 1]`
   * a quarter fewer were taken back at an `eot_threshold` of 0.9 (docs/turn-detection.md). Default: none, the confidence alone decides.
   */
  readonly eagerCheckpointsSeconds?: readonly number[];
  /** A folder whose files are served over HTTP beside the protocol. Default: none. */
  readonly staticFolder?: string;
  /** Default: silent. */
  readonly logger?: ServerLogger;
  /** Time and chance, for tests. */
  readonly clock?: ServerClock;
};

/** The options with every default in place. */
export type ServerSettings = Required<Omit<FluxServerOptions, OptionalOption>> & {
  readonly [Name in OptionalOption]: FluxServerOptions[Name];
};

type OptionalOption = 'keys' | 'verifyToken' | 'allowedOrigins' | 'staticFolder';

const MEBIBYTE = 1_048_576;
const MAX_PORT = 65_535;

/** Longest delay a timer can hold. */
const MAX_TIMEOUT_MS = 2_147_483_647;

type Range = { readonly minimum: number; readonly maximum?: number; readonly whole?: boolean };

function checkNumber(name: keyof FluxServerOptions, value: number, { minimum, maximum, whole = true }: Range): void {
  const isOfKind = whole ? Number.isInteger(value) : Number.isFinite(value);
  if (!isOfKind || value < minimum || value > (maximum ?? Number.MAX_SAFE_INTEGER)) {
    const range = maximum === undefined ? `from ${minimum}` : `from ${minimum} to ${maximum}`;
    throw new TypeError(`${name} must be a ${whole ? 'whole number' : 'number'} ${range}, got ${value}`);
  }
}

function checkAccess({ host, keys, verifyToken }: ServerSettings): void {
  if (keys !== undefined && (keys.length === 0 || keys.some((key) => key.trim() === ''))) {
    throw new TypeError('keys must hold at least one key and no empty one; leave it out to let everyone in');
  }
  if (!isLoopbackHost(host) && keys === undefined && verifyToken === undefined) {
    throw new TypeError(`host ${host} can be reached from other machines: set keys, or listen at 127.0.0.1`);
  }
}

function checkCheckpoints(checkpointsSeconds: readonly number[]): void {
  const isInOrder = checkpointsSeconds.every(
    (seconds, index) => Number.isFinite(seconds) && seconds >= (checkpointsSeconds[index - 1] ?? 0),
  );
  if (!isInOrder) {
    throw new TypeError(
      `eagerCheckpointsSeconds must be silences of 0 s or more, none shorter than the one before, got ${checkpointsSeconds.join(', ')}`,
    );
  }
}

/**
 * Puts the defaults in place.
 *
 * @throws TypeError that names the option at fault
 */
export function readServerOptions(options: FluxServerOptions): ServerSettings {
  const settings: ServerSettings = {
    engine: options.engine,
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    keys: options.keys,
    verifyToken: options.verifyToken,
    allowedOrigins: options.allowedOrigins,
    maxSessions: options.maxSessions ?? 64,
    maxQueuedSeconds: options.maxQueuedSeconds ?? 5,
    maxMessageBytes: options.maxMessageBytes ?? 4 * MEBIBYTE,
    maxUnreadBytes: options.maxUnreadBytes ?? 4 * MEBIBYTE,
    idleTimeoutMs: options.idleTimeoutMs ?? 60_000,
    closeTimeoutMs: options.closeTimeoutMs ?? 2_000,
    eagerCheckpointsSeconds: options.eagerCheckpointsSeconds ?? [],
    staticFolder: options.staticFolder,
    logger: options.logger ?? silentServerLogger,
    clock: options.clock ?? systemServerClock,
  };
  checkNumber('port', settings.port, { minimum: 0, maximum: MAX_PORT });
  checkNumber('maxSessions', settings.maxSessions, { minimum: 1 });
  checkNumber('maxQueuedSeconds', settings.maxQueuedSeconds, { minimum: 0.1, whole: false });
  checkNumber('maxMessageBytes', settings.maxMessageBytes, { minimum: 1 });
  checkNumber('maxUnreadBytes', settings.maxUnreadBytes, { minimum: 1 });
  checkNumber('idleTimeoutMs', settings.idleTimeoutMs, { minimum: 1, maximum: MAX_TIMEOUT_MS });
  checkNumber('closeTimeoutMs', settings.closeTimeoutMs, { minimum: 0, maximum: MAX_TIMEOUT_MS });
  checkCheckpoints(settings.eagerCheckpointsSeconds);
  checkAccess(settings);
  return settings;
}
