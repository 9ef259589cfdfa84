import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** What the choice of a folder depends on. */
export type FolderSurroundings = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly homeFolder: string;
};

/** A folder of models, and whether it is the caller's own and must not be written to. */
export type ModelsFolder = {
  readonly path: string;
  /** True when `TURNSTREAM_MODELS` names it: used as it is, nothing is fetched into it. */
  readonly prepared: boolean;
};

/**
 * Where models are kept: the folder that `TURNSTREAM_MODELS` names, else `turnstream/models` in the platform's
 * cache folder (`$XDG_CACHE_HOME` or `~/.cache`; `~/Library/Caches`; `%LOCALAPPDATA%`).
 */
export function modelsFolder(surroundings: Partial<FolderSurroundings> = {}): ModelsFolder {
  const { environment = process.env, platform = process.platform, homeFolder = homedir() } = surroundings;
  const prepared = environment['TURNSTREAM_MODELS'];
  if (prepared !== undefined && prepared !== '') return { path: resolve(prepared), prepared: true };
  return { path: join(cacheFolder(environment, platform, homeFolder), 'turnstream', 'models'), prepared: false };
}

function cacheFolder(
  environment: FolderSurroundings['environment'],
  platform: NodeJS.Platform,
  homeFolder: string,
): string {
  if (platform === 'win32') return environment['LOCALAPPDATA'] || join(homeFolder, 'AppData', 'Local');
  if (platform === 'darwin') return join(homeFolder, 'Library', 'Caches');
  const xdg = environment['XDG_CACHE_HOME'];
  // The XDG rules say that a relative path there is to be ignored.
  return xdg?.startsWith('/') === true ? xdg : join(homeFolder, '.cache');
}
