import type { PlatformTraits } from './contract/contract-case.ts';

/** Node's default: the package `ws`. */
const ws: PlatformTraits = {
  name: 'Node, ws',
  credential: 'header',
  showsRefusals: true,
  showsHeaders: true,
  pings: true,
  showsBufferedBytes: true,
};

/** What every standard WebSocket is, as far as the contract goes. */
const standard: PlatformTraits = {
  name: 'standard WebSocket',
  credential: 'subprotocol',
  showsRefusals: false,
  showsHeaders: false,
  pings: false,
  showsBufferedBytes: true,
};

/** Cloudflare Workers: the upgrade by `fetch`. */
const worker: PlatformTraits = {
  name: 'Workers (workerd)',
  credential: 'header',
  showsRefusals: true,
  showsHeaders: true,
  pings: false,
  showsBufferedBytes: true,
};

/** The traits of the platforms that the contract runs on. */
export const PLATFORMS: Readonly<Record<'ws' | 'standard' | 'worker', PlatformTraits>> = { ws, standard, worker };
