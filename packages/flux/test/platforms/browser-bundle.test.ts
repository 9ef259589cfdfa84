import { createContext, Script } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { createScriptedServer, awaitAudio, connected, turnInfo } from '@turnstream/testing';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { HidingWebSocket } from './hiding-web-socket.ts';

/**
 * What `listen` may weigh in a page; measured 25 235, and 20 000 is what it should come down to. No build step gets there: with
 * every property name cut to one or two letters, public ones too, terser leaves 21 800.
 */
const MAX_GZIP_BYTES = 25_300;

/** Every global that a session needs, and no more: some platforms have little of the web. */
const WEB_GLOBALS = {
  AbortController,
  URL,
  URLSearchParams,
  clearTimeout: (id: number): void => clearTimeout(id),
  performance,
  queueMicrotask,
  // A number, as in a page: Node's own timers are objects with methods that a page lacks.
  setTimeout: (callback: () => void, delayMs: number): number => Number(setTimeout(callback, delayMs)),
};

/** A page's program: hears one turn and gives back its text. */
const PROGRAM = `
  (async () => {
    const session = turnstream.listen({ apiKey: 'contract-key', url: serverUrl });
    session.send(new Uint8Array(32000).fill(77));
    for await (const event of session.events) {
      if (event.type === 'turn-end') {
        await session.stop();
        return event.transcript;
      }
    }
  })()`;

let bundle = '';

beforeAll(async () => {
  bundle = await bundleOf("export { listen } from '@turnstream/flux';");
});

describe('the browser bundle', () => {
  it(`of listen() is at most ${MAX_GZIP_BYTES} bytes after gzip`, () => {
    expect(gzipSync(bundle, { level: 9 }).byteLength).toBeLessThanOrEqual(MAX_GZIP_BYTES);
  });

  it('holds nothing of ws and no module of Node', () => {
    expect(bundle).not.toMatch(/\brequire\(|from\s*["']node:|sec-websocket-key/iu);
  });

  it('of listen() carries nothing of answering, nor the presets', async () => {
    expect(bundle).not.toMatch(/maxSpeculationMs|releasedChunks|interruptWhen|dictation/u);
    expect(await bundleOf("export { respondToTurns } from '@turnstream/flux';")).toMatch(/maxSpeculationMs/u);
  });

  it('does no work when it is loaded: it needs no globals, no time and no chance', () => {
    const context = createContext(Object.create(null));
    const poison = 'for (const [of, name] of [[Math, "random"], [Date, "now"], [Promise, "resolve"]])';
    new Script(`${poison} of[name] = () => { throw new Error(name + " was called"); };`).runInContext(context);
    new Script(bundle).runInContext(context);
    expect(new Script('typeof turnstream.listen').runInContext(context)).toBe('function');
  });

  it('hears a turn with no global but those of the web', async () => {
    await using server = await createScriptedServer([
      connected(),
      awaitAudio({ seconds: 0.5 }),
      turnInfo({ event: 'StartOfTurn', transcript: 'hello' }),
      turnInfo({ event: 'EndOfTurn', transcript: 'hello there' }),
    ]);
    class PageWebSocket extends HidingWebSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols, { closesAfterRefusal: true, codeWithoutClose: 1_006 });
      }
    }
    const context = createContext({ ...WEB_GLOBALS, WebSocket: PageWebSocket, serverUrl: server.url });
    new Script(bundle).runInContext(context);
    expect(new Script('typeof process + typeof Buffer + typeof require').runInContext(context)).toBe(
      'undefinedundefinedundefined',
    );
    expect(await new Script(PROGRAM).runInContext(context)).toBe('hello there');
    expect(server.connections[0]?.subprotocols).toEqual(['token', 'contract-key']);
  });
});

/** A program as a page's bundler makes it. */
async function bundleOf(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    format: 'iife',
    globalName: 'turnstream',
    target: 'es2022',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['@turnstream/source', 'browser'],
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}
