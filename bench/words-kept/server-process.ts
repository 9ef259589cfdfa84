import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A local server in a process of its own. */
export type ServerProcess = { readonly url: string; readonly end: () => void };

/**
 * Starts it, and waits for its address. It looks at growing speech equally often in all streams, as on a machine that does
 * nothing else: by its load it would do so for some connections and not for others, and hear other words.
 */
export async function startServerProcess(): Promise<ServerProcess> {
  const program = fileURLToPath(new URL('../callers/server-process.ts', import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, program, 'frequent'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // A bench that is told to end takes its server with it.
  process.once('exit', () => child.kill());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      console.error(`ended by ${signal}`);
      process.exit(1);
    });
  }
  for await (const data of child.stdout) {
    const url = /ws:\/\/\S+/.exec(String(data))?.[0];
    if (url !== undefined) return { url, end: () => child.kill() };
  }
  throw new Error('the server ended before it had an address');
}
