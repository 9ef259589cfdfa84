import { isLoopbackHost } from './loopback.ts';
import type { Refusal } from './refusal.ts';

/**
 * Keeps a page of another site out of a server that asks for no credential: browsers let any page open a WebSocket to
 * this machine, and tell where the page is from. Clients that are no browsers send no origin.
 */
export function checkOrigin(
  origin: string | undefined,
  allowedOrigins: readonly string[] | undefined,
): Refusal | undefined {
  if (origin === undefined || allowedOrigins?.includes(origin) === true) {
    return undefined;
  }
  if (allowedOrigins === undefined && URL.canParse(origin) && isLoopbackHost(new URL(origin).hostname)) {
    return undefined;
  }
  return {
    status: 403,
    code: 'ORIGIN_NOT_ALLOWED',
    description: `Pages from ${origin} may not use this server; its option allowedOrigins says which may.`,
  };
}
