import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Installs the peers from their own lock file, unless that is what is installed already. */
export function installPeers(folder: string): void {
  if (isInstalled(folder)) return;
  console.error('installing the clients to compare with ...');
  // None of them needs its install script.
  const npm = spawnSync('npm', ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'], {
    stdio: ['ignore', 2, 2],
  });
  if (npm.status !== 0) throw new Error(`npm ci --prefix ${folder} failed`);
}

type Lock = { readonly packages: Readonly<Record<string, { readonly version?: string; readonly optional?: boolean }>> };

function isInstalled(folder: string): boolean {
  const installedPath = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(installedPath)) return false;
  const wanted: Lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  const installed: Lock = JSON.parse(readFileSync(installedPath, 'utf8'));
  return Object.entries(wanted.packages).every(
    ([path, { version, optional }]) =>
      path === '' || optional === true || installed.packages[path]?.version === version,
  );
}
