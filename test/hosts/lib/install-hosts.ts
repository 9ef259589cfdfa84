import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the hosts are, or why they are not there. */
export type InstalledHosts =
  | { readonly kind: 'installed'; readonly modules: string }
  | { readonly kind: 'missing'; readonly advice: string };

const MANIFESTS = ['package.json', 'package-lock.json'];
const INSTALL_TIMEOUT_MS = 300_000;

/** Installs the hosts into a folder outside the workspace, unless they are there already. */
export function installHosts(): InstalledHosts {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return {
      kind: 'missing',
      advice: `its program is for Linux on x64, not for ${process.platform} on ${process.arch}`,
    };
  }
  const folder = process.env['TURNSTREAM_HOSTS'] ?? join(homedir(), '.cache', 'turnstream-hosts');
  const source = fileURLToPath(new URL('../', import.meta.url));
  const modules = join(folder, 'node_modules');
  if (isInstalled(source, folder)) return { kind: 'installed', modules };
  try {
    mkdirSync(folder, { recursive: true });
    for (const name of MANIFESTS) copyFileSync(join(source, name), join(folder, name));
  } catch (error) {
    return {
      kind: 'missing',
      advice: `${folder} cannot be written (${String(error)}): name another in TURNSTREAM_HOSTS`,
    };
  }
  const { status, stderr } = spawnSync(
    'npm',
    ['ci', '--prefix', folder, '--ignore-scripts', '--no-fund', '--no-audit'],
    {
      encoding: 'utf8',
      timeout: INSTALL_TIMEOUT_MS,
    },
  );
  if (status === 0) return { kind: 'installed', modules };
  return {
    kind: 'missing',
    advice: `npm ci in ${folder} failed: ${(stderr || 'no answer in time').trim().slice(-500)}`,
  };
}

/** Whether the folder holds what the lock file says; npm writes its own lock file last. */
function isInstalled(source: string, folder: string): boolean {
  if (!existsSync(join(folder, 'node_modules', '.package-lock.json'))) return false;
  return MANIFESTS.every(
    (name) =>
      existsSync(join(folder, name)) && readFileSync(join(source, name)).equals(readFileSync(join(folder, name))),
  );
}
