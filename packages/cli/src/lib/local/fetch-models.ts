import type { InstalledModels } from '@turnstream/engine';

import type { CliIo } from '../io/cli-io.ts';
import { downloadProgress } from '../render/download-progress.ts';

/**
 * Fetches the speech models that are not there yet, with progress on standard error.
 * `folder`: where to keep them; `undefined`: the machine's usual place, or the one that `TURNSTREAM_MODELS` names.
 * `models`: which; `undefined`: those the local recogniser needs.
 * @throws ModelStoreError
 */
export async function fetchModels(
  { folder, models }: { readonly folder: string | undefined; readonly models?: readonly string[] | undefined },
  io: CliIo,
): Promise<InstalledModels> {
  const { ensureModels } = await import('@turnstream/engine');
  const progress = downloadProgress('the speech models', io);
  try {
    return await ensureModels({
      ...(folder === undefined ? {} : { folder }),
      ...(models === undefined ? {} : { models }),
      onProgress: (state) => progress.update(state),
      signal: io.interrupted,
    });
  } finally {
    progress.end();
  }
}
