import type { Credential } from '../transport/credential.ts';

/** The credential as the `Authorization` header. */
export function authorizationOf(credential: Credential): string {
  return 'apiKey' in credential ? `Token ${credential.apiKey}` : `Bearer ${credential.token}`;
}

/** The credential as subprotocols: the one place a browser lets a page put it. */
export function protocolsOf(credential: Credential): readonly string[] {
  return 'apiKey' in credential ? ['token', credential.apiKey] : ['bearer', credential.token];
}
