import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createFluxServer } from '@turnstream/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { dialRaw } from './raw-client.ts';
import { createScriptedEngine } from './scripted-engine.ts';

let folder = '';

beforeAll(async () => {
  const parent = await mkdtemp(join(tmpdir(), 'turnstream-server-'));
  folder = join(parent, 'pages');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(parent, 'secret.txt'), 'secret');
  await writeFile(join(folder, 'index.html'), '<title>pages</title>');
  await writeFile(join(folder, 'assets', 'a b.js'), 'export {};');
  await writeFile(join(folder, 'empty.txt'), '');
  await writeFile(join(folder, '.hidden'), 'secret');
  await symlink(join(parent, 'secret.txt'), join(folder, 'link.txt'));
});

afterAll(async () => {
  await rm(join(folder, '..'), { recursive: true });
});

async function serve(withPages = true) {
  return createFluxServer({ engine: createScriptedEngine(), ...(withPages && { staticFolder: folder }) });
}

/** The status of a path that is sent as it is, without the tidying a URL gets. */
async function statusOf(httpUrl: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(httpUrl);
    request({ hostname, port, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .once('error', reject)
      .end();
  });
}

describe('the HTTP side', () => {
  it('tells the health of the server', async () => {
    await using server = await serve(false);
    await using client = await dialRaw(server.url);
    await client.message('Connected');
    const response = await fetch(`${server.httpUrl}/healthz`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ok', engine: 'scripted', sessions: 1, maxSessions: 64 });
    expect(server.sessionCount).toBe(1);
  });

  it('R1: answers /v2/listen without an upgrade with 426', async () => {
    await using server = await serve();
    const response = await fetch(`${server.httpUrl}/v2/listen?model=flux-general-en`, { method: 'POST' });
    expect(response.status).toBe(426);
    expect(response.headers.get('upgrade')).toBe('websocket');
    expect(await response.json()).toMatchObject({
      err_code: 'UPGRADE_REQUIRED',
      request_id: response.headers.get('dg-request-id'),
    });
  });

  it('answers other paths with 404, and other methods with 405', async () => {
    await using server = await serve(false);
    expect((await fetch(`${server.httpUrl}/`)).status).toBe(404);
    const posted = await fetch(`${server.httpUrl}/`, { method: 'POST' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('serves the files of its folder', async () => {
    await using server = await serve();
    const index = await fetch(`${server.httpUrl}/?theme=dark`);
    expect(await index.text()).toBe('<title>pages</title>');
    expect(index.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(index.headers.get('x-content-type-options')).toBe('nosniff');
    const script = await fetch(`${server.httpUrl}/assets/a%20b.js`);
    expect([script.headers.get('content-type'), await script.text()]).toEqual([
      'text/javascript; charset=utf-8',
      'export {};',
    ]);
    expect(await (await fetch(`${server.httpUrl}/empty.txt`)).text()).toBe('');
    const head = await fetch(`${server.httpUrl}/index.html`, { method: 'HEAD' });
    expect([head.headers.get('content-length'), await head.text()]).toEqual(['20', '']);
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/.hidden',
    '/link.txt',
    '/assets',
    '/assets/',
    '/index.html%00.txt',
    '/%E0%A4%A',
    '//etc/passwd',
    '/missing.html',
  ])('gives nothing away at %s', async (path) => {
    await using server = await serve();
    expect(await statusOf(server.httpUrl, path)).toBe(404);
  });
});
