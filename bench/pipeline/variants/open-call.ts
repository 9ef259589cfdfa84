import type { BenchSession, HeardEvent } from '../../client/client/bench-client.ts';

/**
 * Opens one call of a variant.
 * @param triggered Called when an answer would begin, with the request id of the message that ended the turn
 */
export type OpenCall = (
  url: string,
  hear: (event: HeardEvent, transcript: string) => void,
  triggered: (requestId: string) => void,
) => Promise<BenchSession>;
