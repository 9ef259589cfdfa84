import type { CaseResult, PlatformTraits } from '../../../packages/flux/test/platforms/contract/contract-case.ts';

/** What a host is told of its run. */
export type HostRun = {
  readonly controlUrl: string;
  readonly platform: PlatformTraits;
  /** `standard`: the global WebSocket through `webSocketTransport`; otherwise what `listen()` takes by itself. */
  readonly socket: 'default' | 'standard';
  /** The WebSocket whose events are looked at by themselves. */
  readonly rawSocket: 'ws' | 'standard';
};

/** One row of the table: a platform, or why it did not run. */
export type HostOutcome =
  | { readonly kind: 'ran'; readonly version: string; readonly results: readonly CaseResult[] }
  | { readonly kind: 'missing'; readonly advice: string };

/** A result of something outside the cases, such as the end of the process. */
export function outcomeOf(name: string, error: string | undefined): CaseResult {
  return { name, passed: error === undefined, ...(error === undefined ? {} : { error }), durationMs: 0, facts: {} };
}
