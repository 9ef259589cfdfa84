import { ensureModels } from '@turnstream/engine';

/**
 * Fetches the speech models before the first suite asks whether they are there. Without a network they stay missing, and
 * the suites that need them are listed as not run.
 */
export async function setup(): Promise<void> {
  try {
    await ensureModels();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`The speech models could not be fetched: ${reason}\n`);
  }
}
