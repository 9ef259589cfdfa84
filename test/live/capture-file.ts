import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** One line of a capture. `atMs`: milliseconds since the run began. */
export type CaptureLine = { readonly kind: string; readonly [field: string]: unknown };

/** Everything that went over the wire, a line of JSON each, without the credential. */
export interface Capture extends AsyncDisposable {
  /** Adds a line. After the end nothing is added. */
  write(line: CaptureLine): void;
}

/** Opens the capture file, which takes the place of one that was there. */
export async function openCapture(path: string, clean: (text: string) => string): Promise<Capture> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'w');
  const startedAt = performance.now();
  let last: Promise<void> = Promise.resolve();
  let isOpen = true;
  return {
    write: ({ kind, ...fields }) => {
      // Sockets that were dropped tell of their end when they like.
      if (!isOpen) return;
      const atMs = Math.round(performance.now() - startedAt);
      const text = clean(JSON.stringify({ atMs, kind, ...fields }));
      last = last.then(() => file.appendFile(`${text}\n`));
    },
    [Symbol.asyncDispose]: async () => {
      isOpen = false;
      try {
        await last;
      } finally {
        await file.close();
      }
    },
  };
}
