import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelsFolder } from './models-folder.ts';

const folder = (platform: NodeJS.Platform, environment: Record<string, string>): string =>
  modelsFolder({ platform, environment, homeFolder: '/home/a' }).path;

describe('modelsFolder', () => {
  it('is in the cache folder of each platform', () => {
    expect(folder('linux', {})).toBe(join('/home/a', '.cache', 'turnstream', 'models'));
    expect(folder('linux', { XDG_CACHE_HOME: '/cache' })).toBe(join('/cache', 'turnstream', 'models'));
    expect(folder('darwin', {})).toBe(join('/home/a', 'Library', 'Caches', 'turnstream', 'models'));
    expect(folder('win32', { LOCALAPPDATA: '/local' })).toBe(join('/local', 'turnstream', 'models'));
  });

  it('ignores a relative XDG_CACHE_HOME, as its rules say', () => {
    expect(folder('linux', { XDG_CACHE_HOME: 'cache' })).toBe(join('/home/a', '.cache', 'turnstream', 'models'));
  });

  it('is the prepared folder when TURNSTREAM_MODELS names one', () => {
    const environment = { TURNSTREAM_MODELS: 'prepared' };
    expect(modelsFolder({ environment })).toEqual({ path: resolve('prepared'), prepared: true });
    expect(modelsFolder({ environment: { TURNSTREAM_MODELS: '' } }).prepared).toBe(false);
  });
});
