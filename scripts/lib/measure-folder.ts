import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What a folder weighs: the bytes of its files, links not followed. */
export function measureFolder(folder: string): { readonly bytes: number; readonly files: number } {
  let bytes = 0;
  let files = 0;
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const status = lstatSync(join(folder, path));
    if (!status.isFile()) continue;
    bytes += status.size;
    files += 1;
  }
  return { bytes, files };
}
