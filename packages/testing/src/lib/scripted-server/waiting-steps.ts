import type { ServerStep } from './step.ts';

/** How much audio {@link awaitAudio} waits for: exactly one of these. */
export type AwaitAudioOptions =
  | {
      /** Seconds after the audio that the last `awaitAudio` of this script waited for. */
      readonly seconds: number;
    }
  | {
      /** Seconds since the connection began. */
      readonly totalSeconds: number;
    }
  | {
      /** Bytes after the audio that the last `awaitAudio` of this script waited for; also for containers. */
      readonly bytes: number;
    };

/** Waits for audio. Seconds need an encoding and a sample rate in the query; without them the script fails. */
export function awaitAudio(options: AwaitAudioOptions): ServerStep {
  if ('bytes' in options) return { kind: 'await-audio', measure: 'bytes', amount: options.bytes, total: false };
  if ('totalSeconds' in options) {
    return { kind: 'await-audio', measure: 'seconds', amount: options.totalSeconds, total: true };
  }
  return { kind: 'await-audio', measure: 'seconds', amount: options.seconds, total: false };
}

/**
 * Waits for the next text message of this `type` that no earlier `awaitText` took; it may have arrived already.
 * Messages of other types before it are passed over. Steps that answer (`reply`, `configureSuccess`) see it.
 */
export function awaitText(type: string): ServerStep {
  return { kind: 'await-text', type };
}

/** Waits this long in real time: a slow server. To wait for the test, use {@link hold}. */
export function pause(options: { readonly durationMs: number }): ServerStep {
  return { kind: 'pause', durationMs: options.durationMs };
}

/** Waits until the test calls `server.release(name)`, at any time before or after. */
export function hold(name: string): ServerStep {
  return { kind: 'hold', name };
}
