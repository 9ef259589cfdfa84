import { open, realpath } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.wav': 'audio/wav',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** The file names along a request's path; nothing for a path that leaves the folder or names a hidden file. */
function readStaticPath(pathname: string): readonly string[] | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  const names = decoded.split('/').filter((name) => name !== '');
  if (decoded.endsWith('/')) {
    names.push('index.html');
  }
  return names.every((name) => /^[^.\\\0][^\\\0]*$/u.test(name)) ? names : undefined;
}

/** Opens a regular file below the folder; links that lead out of it are not followed. */
async function openWithin(folder: string, names: readonly string[]): Promise<FileHandle | undefined> {
  try {
    const root = await realpath(folder);
    const path = await realpath(join(root, ...names));
    if (!path.startsWith(root + sep)) {
      return undefined;
    }
    return await open(path, 'r');
  } catch {
    return undefined;
  }
}

/**
 * Answers a GET or HEAD request with a file of a folder.
 *
 * @returns Whether there was such a file; when not, nothing was answered.
 */
export async function serveStaticFile(
  folder: string,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const names = readStaticPath(pathname);
  const file = names === undefined ? undefined : await openWithin(folder, names);
  if (file === undefined) {
    return false;
  }
  try {
    const facts = await file.stat();
    if (!facts.isFile()) {
      return false;
    }
    response.writeHead(200, {
      'content-type': CONTENT_TYPES[extname(names?.at(-1) ?? '').toLowerCase()] ?? 'application/octet-stream',
      'content-length': facts.size,
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    });
    if (request.method === 'HEAD') {
      response.end();
    } else {
      await pipeline(file.createReadStream({ autoClose: false, end: Math.max(0, facts.size - 1) }), response);
    }
    return true;
  } finally {
    await file.close();
  }
}
