import { isIPv4 } from 'node:net';

/** Whether a host name or address can be reached from this machine alone. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[(?<address>.*)\]$/u, '$<address>').toLowerCase();
  return bare === 'localhost' || bare === '::1' || (isIPv4(bare) && bare.startsWith('127.'));
}
