import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { repositoryRoot } from './repository.ts';

/** What an `exports` or `imports` entry may hold: a path, or conditions that lead to one. */
export type ConditionalPath = string | { readonly [condition: string]: ConditionalPath };

/** The parts of a package.json that the checks read. */
export type PackageManifest = {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, ConditionalPath>>;
  readonly imports?: Readonly<Record<string, ConditionalPath>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};

/** One package of the workspace. */
export type WorkspacePackage = {
  /** Relative to the root, such as `packages/audio`. */
  readonly folder: string;
  readonly manifest: PackageManifest;
};

/** Reads a package.json of this repository. Its shape is npm's to check; the checks read it as it is meant. */
export function readManifest(folder: string): PackageManifest {
  const manifest: PackageManifest = JSON.parse(readFileSync(`${repositoryRoot}${folder}/package.json`, 'utf8'));
  return manifest;
}

/** The packages and apps of the workspace, in the order of their folders. */
export function listWorkspacePackages(): readonly WorkspacePackage[] {
  return ['packages', 'apps']
    .filter((parent) => existsSync(repositoryRoot + parent))
    .flatMap((parent) => readdirSync(repositoryRoot + parent).map((name) => `${parent}/${name}`))
    .filter((folder) => existsSync(`${repositoryRoot}${folder}/package.json`))
    .toSorted()
    .map((folder) => ({ folder, manifest: readManifest(folder) }));
}

/** The packages that are published. */
export function listPublicPackages(): readonly WorkspacePackage[] {
  return listWorkspacePackages().filter(({ manifest }) => manifest.private !== true);
}

/** Every path that a value of `exports` or `imports` may lead to, with the last condition before it. */
export function listTargets(
  value: ConditionalPath,
  condition = 'default',
): readonly { readonly condition: string; readonly path: string }[] {
  if (typeof value === 'string') return [{ condition, path: value }];
  return Object.entries(value).flatMap(([name, inner]) => listTargets(inner, name));
}
