import type { Logger } from '@turnstream/flux';

function ignore(): void {}

/** The logger where none was given. */
export const silentLogger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
