import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { checkFiles } from './check-files.ts';
import { KNOWN_MODELS } from './known-models.ts';
import type { ModelDescription } from './model-description.ts';
import { ModelStoreError } from './model-store-error.ts';
import { modelsFolder } from './models-folder.ts';
import { storeFailure } from './store-failure.ts';

/** The file in the models folder that says which recogniser serves which Flux model. */
const CHOICE_NAME = 'in-use.json';

/** The Flux models a recogniser can stand in for. */
export type ServedModel = NonNullable<ModelDescription['serves']>;

/** Identifiers of the recognisers in use; absent where no model of that kind is installed. */
export type ModelsInUse = { readonly [Served in ServedModel]?: string };

function serving(served: ServedModel): readonly ModelDescription[] {
  return KNOWN_MODELS.filter((model) => model.serves === served);
}

async function readChoice(folder: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const value: unknown = JSON.parse(await readFile(join(folder, CHOICE_NAME), 'utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    // Nothing was chosen, or nothing that can be understood: the defaults hold.
    return {};
  }
}

async function isInstalled(folder: string, model: ModelDescription): Promise<boolean> {
  return (await checkFiles(join(folder, model.id), model)).kind === 'good';
}

/**
 * Which recognisers are used: the chosen one of each kind, else the first that is installed. For English, the default one even when
 * it is not installed, so that its absence is told.
 * @throws ModelStoreError `disk`
 */
export async function modelsInUse(folder: string = modelsFolder().path): Promise<ModelsInUse> {
  const choice = await readChoice(folder);
  try {
    const english = serving('flux-general-en').find(({ id }) => id === choice['flux-general-en']);
    const multilingual = await multilingualInUse(folder, choice['flux-general-multi']);
    return {
      'flux-general-en': english?.id ?? serving('flux-general-en')[0]?.id ?? '',
      ...(multilingual !== undefined && { 'flux-general-multi': multilingual }),
    };
  } catch (error) {
    throw storeFailure(error, { folder, models: [], aborted: false });
  }
}

async function multilingualInUse(folder: string, chosen: unknown): Promise<string | undefined> {
  const models = serving('flux-general-multi').toSorted(
    (left, right) => Number(right.id === chosen) - Number(left.id === chosen),
  );
  for (const model of models) {
    if (await isInstalled(folder, model)) return model.id;
  }
  return undefined;
}

/**
 * Chooses an installed recogniser for the Flux model it serves, for every engine that is made from now on.
 * @throws TypeError when it is no recogniser of the store
 * @throws ModelStoreError `models-missing` when it is not installed, `disk`
 */
export async function useModel(id: string, folder: string = modelsFolder().path): Promise<ServedModel> {
  const model = KNOWN_MODELS.find((known) => known.id === id);
  if (model?.serves === undefined) {
    const known = KNOWN_MODELS.filter(({ serves }) => serves !== undefined).map((other) => other.id);
    throw new TypeError(`models: "${id}" is no recogniser; known are ${known.join(', ')}`);
  }
  try {
    if (!(await isInstalled(folder, model))) {
      throw new ModelStoreError(
        'models-missing',
        `The model ${id} is not in ${folder}; fetch it with "npx turnstream models pull ${id}".`,
      );
    }
    const choice = { ...(await readChoice(folder)), [model.serves]: id };
    await mkdir(folder, { recursive: true });
    const made = join(folder, `${CHOICE_NAME}.${randomUUID()}`);
    await writeFile(made, `${JSON.stringify(choice, undefined, 2)}\n`);
    await rename(made, join(folder, CHOICE_NAME));
    return model.serves;
  } catch (error) {
    throw storeFailure(error, { folder, models: [model], aborted: false });
  }
}
