import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A `turnstream serve` in a process of its own. */
export type ServerProcess = { readonly url: string; readonly end: () => void };

/** Starts it, and waits for its address. */
export async function startServerProcess(): Promise<ServerProcess> {
  const program = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url));
  const child = spawn(process.execPath, [program, 'serve', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
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
