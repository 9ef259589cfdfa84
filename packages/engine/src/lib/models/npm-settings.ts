import { createRequire } from 'node:module';

type NpmConfig = { load(): Promise<void>; readonly flat: Readonly<Record<string, unknown>> };
type NpmConfigConstructor = new (options: {
  npmPath: string;
  definitions: unknown;
  shorthands: unknown;
  flatten: unknown;
  argv: readonly string[];
  env: Record<string, string | undefined>;
  cwd: string;
  warn: boolean;
}) => NpmConfig;
type NpmDefinitions = { definitions: unknown; shorthands: unknown; flatten: unknown };

/**
 * The caller's npm settings as npm itself reads them: registry, registries of scopes, credentials, proxy and
 * certificates from the environment and from the project's, the user's and the global `.npmrc`.
 */
export async function npmSettings(): Promise<Readonly<Record<string, unknown>>> {
  const load = createRequire(import.meta.url);
  // The package has no type declarations; the shapes above are the part of it that is used.
  const Config: NpmConfigConstructor = load('@npmcli/config');
  const definitions: NpmDefinitions = load('@npmcli/config/lib/definitions');
  const config = new Config({
    ...definitions,
    npmPath: process.cwd(),
    argv: [process.execPath, 'turnstream'],
    // A copy, because loading writes the settings back into the environment it was given.
    env: { ...process.env },
    cwd: process.cwd(),
    warn: false,
  });
  await config.load();
  return config.flat;
}
