export { createFluxServer } from './lib/flux-server.ts';
export type { FluxServer } from './lib/flux-server.ts';
export type { ServerClock } from './lib/server-clock.ts';
export type { ServerLogger } from './lib/server-logger.ts';
export type { FluxServerOptions } from './lib/server-options.ts';
