import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { create } from 'tar';
import type { ModelDescription } from '@turnstream/engine';

/** A package of small files, as a model description and as the registry's tarball. */
export type FakePackage = {
  readonly name: string;
  readonly tarball: Buffer;
  readonly files: Readonly<Record<string, string>>;
};

/** Packs files (path inside the package to content) into a tarball. */
export async function packFiles(name: string, files: Readonly<Record<string, string>>): Promise<FakePackage> {
  const folder = await mkdtemp(join(tmpdir(), 'turnstream-pack-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      const place = join(folder, 'package', path);
      await mkdir(dirname(place), { recursive: true });
      await writeFile(place, content);
    }
    const file = join(folder, 'package.tgz');
    await create({ cwd: folder, gzip: true, file, portable: true }, ['package']);
    return { name, tarball: await readFile(file), files };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A model made of some of a package's files, kept under their last path parts. */
export function modelOf(id: string, source: FakePackage, paths: readonly string[]): ModelDescription {
  const contents = paths.map((path) => ({
    path,
    name: path.split('/').at(-1) ?? path,
    content: source.files[path] ?? '',
  }));
  return {
    id,
    title: id,
    purpose: 'speech-recognition',
    license: 'MIT',
    languages: ['en'],
    packages: [
      {
        name: source.name,
        version: '1.0.0',
        integrity: `sha512-${createHash('sha512').update(source.tarball).digest('base64')}`,
        tarballBytes: source.tarball.byteLength,
        entries: contents.map(({ path, name }) => ({ path: `package/${path}`, use: 'keep' as const, name })),
      },
    ],
    files: contents.map(({ name, content }) => ({
      name,
      bytes: Buffer.byteLength(content),
      sha256: createHash('sha256').update(content).digest('hex'),
    })),
  };
}

/** A registry on the loopback interface. */
export type FakeRegistry = {
  readonly url: string;
  /** Paths that were asked for. */
  readonly requests: string[];
  /** What to serve instead of a package's tarball. */
  readonly replaced: Map<string, Buffer>;
  /** Holds tarballs back half-way while true. */
  stalled: boolean;
  close(): Promise<void>;
};

/** Starts a registry that serves these packages in version 1.0.0. */
export async function startRegistry(packages: readonly FakePackage[]): Promise<FakeRegistry> {
  const requests: string[] = [];
  const replaced = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/');
    requests.push(path);
    const found = packages.find(({ name }) => path === `/${name}` || path === `/${name}/-/package.tgz`);
    if (found === undefined) {
      response.writeHead(404).end('{}');
    } else if (path.endsWith('.tgz')) {
      const body = replaced.get(found.name) ?? found.tarball;
      response.writeHead(200, { 'content-length': body.byteLength });
      if (registry.stalled) response.write(body.subarray(0, body.byteLength / 2));
      else response.end(body);
    } else {
      const integrity = `sha512-${createHash('sha512').update(found.tarball).digest('base64')}`;
      const dist = { tarball: `${registry.url}${found.name}/-/package.tgz`, integrity };
      const manifest = { name: found.name, version: '1.0.0', dist };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ name: found.name, 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': manifest } }),
      );
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the registry has no port');
  const registry: FakeRegistry = {
    url: `http://127.0.0.1:${address.port}/`,
    requests,
    replaced,
    stalled: false,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return registry;
}
