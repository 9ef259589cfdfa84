import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import type { Refusal } from './refusal.ts';

/** Who may open a stream. */
export type CredentialRules = {
  /** API keys; without them any credential, or none, is let in. */
  readonly keys: readonly string[] | undefined;
  /** Whether a short-lived token is good. Without it no token is, once keys are set. */
  readonly verifyToken: ((token: string) => boolean | Promise<boolean>) | undefined;
};

/** What a request showed: the scheme, and the subprotocol to select when it came that way. */
type ShownCredential =
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'token' | 'bearer'; readonly secret: string };

const INVALID_CREDENTIALS: Refusal = {
  status: 401,
  code: 'INVALID_AUTH',
  description: 'Invalid credentials.',
  headers: { 'www-authenticate': 'Token' },
};

function toScheme(text: string | undefined): 'token' | 'bearer' | undefined {
  const scheme = text?.toLowerCase();
  return scheme === 'token' || scheme === 'bearer' ? scheme : undefined;
}

/** The subprotocols a client offers, in its order. */
function offeredSubprotocols(headers: IncomingHttpHeaders): readonly string[] {
  return (headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/**
 * The subprotocol to select: the scheme's name of a credential offered as `token, KEY` or `bearer, JWT`. Never the
 * credential itself.
 */
export function selectSubprotocol(offered: readonly string[]): string | undefined {
  return offered.find((entry) => toScheme(entry) !== undefined);
}

/** Reads the credential of a request: the `Authorization` header, or the subprotocols where there is none. */
function readCredential(headers: IncomingHttpHeaders): ShownCredential {
  const { authorization } = headers;
  if (authorization !== undefined) {
    const [schemeText, secret, ...rest] = authorization.trim().split(/\s+/u);
    const scheme = toScheme(schemeText);
    return scheme === undefined || secret === undefined || rest.length > 0
      ? { kind: 'unreadable' }
      : { kind: scheme, secret };
  }
  const offered = offeredSubprotocols(headers);
  const schemeAt = offered.findIndex((entry) => toScheme(entry) !== undefined);
  if (schemeAt === -1) {
    return { kind: 'none' };
  }
  const scheme = toScheme(offered[schemeAt]);
  const secret = offered[schemeAt + 1];
  return scheme === undefined || secret === undefined ? { kind: 'unreadable' } : { kind: scheme, secret };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Compares with every key, in a time that does not depend on where they differ. */
function isKnownKey(secret: string, keys: readonly string[]): boolean {
  const shown = digest(secret);
  return keys.map((key) => timingSafeEqual(shown, digest(key))).includes(true);
}

/** Whether a request may open a stream: a refusal when not. Rejects only when `verifyToken` does. */
export async function checkCredential(
  headers: IncomingHttpHeaders,
  rules: CredentialRules,
): Promise<Refusal | undefined> {
  const credential = readCredential(headers);
  if (credential.kind === 'unreadable') {
    return INVALID_CREDENTIALS;
  }
  if (rules.keys === undefined && rules.verifyToken === undefined) {
    return undefined;
  }
  switch (credential.kind) {
    case 'none':
      return INVALID_CREDENTIALS;
    case 'token':
      return isKnownKey(credential.secret, rules.keys ?? []) ? undefined : INVALID_CREDENTIALS;
    case 'bearer':
      return (await rules.verifyToken?.(credential.secret)) === true ? undefined : INVALID_CREDENTIALS;
  }
}
