import { LIMITS } from '../protocol/limits.ts';
import type { ListenOptions, SettingsDelta } from './listen-options.ts';

const SETTINGS = ['eotThreshold', 'eagerEotThreshold', 'eotTimeoutMs'] as const;

/**
 * What makes a server leave the ends of turns to the caller: a threshold that no confidence reaches, no predictions, and the longest
 * timeout, which no setting turns off.
 * @throws TypeError when the detection is unknown, or manual with a setting of the automatic one
 */
export function withTurnDetection(options: ListenOptions): ListenOptions {
  const { turnDetection = 'automatic' } = options;
  if (turnDetection === 'automatic') return options;
  if (turnDetection !== 'manual') {
    throw new TypeError(`turnDetection must be 'automatic' or 'manual', got ${String(turnDetection)}`);
  }
  refuseThresholds(options);
  return { ...options, eotThreshold: LIMITS.eotThreshold.maximum, eotTimeoutMs: LIMITS.eotTimeoutMs.maximum };
}

/**
 * Refuses what would make a manual session automatic.
 * @throws TypeError naming the option
 */
export function refuseThresholds(delta: SettingsDelta): void {
  const given = SETTINGS.find((name) => delta[name] !== undefined && delta[name] !== null);
  if (given === undefined) return;
  throw new TypeError(`${given} has no use while turnDetection is 'manual': leave it out, or listen with 'automatic'`);
}
