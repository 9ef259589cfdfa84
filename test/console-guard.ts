import { afterEach, beforeEach } from 'vitest';

const METHODS = ['debug', 'info', 'log', 'warn', 'error', 'trace'] as const;

let allowed = false;

/** For a test that means it: what is written to the console until its end is no failure. */
export function allowConsole(): void {
  allowed = true;
}

/** Makes every test of the file fail when something writes to the console or leaks listeners. */
export function guardConsole(): void {
  const written: string[] = [];
  const originals = new Map<string, unknown>();
  const noteWarning = (warning: Error): void => {
    if (warning.name === 'MaxListenersExceededWarning') written.push(String(warning));
  };

  beforeEach(() => {
    allowed = false;
    written.length = 0;
    process.on('warning', noteWarning);
    for (const method of METHODS) {
      originals.set(method, Reflect.get(console, method));
      Reflect.set(console, method, (...values: unknown[]) =>
        written.push(`console.${method}: ${values.map(String).join(' ')}`),
      );
    }
  });

  afterEach(() => {
    process.off('warning', noteWarning);
    for (const [method, original] of originals) Reflect.set(console, method, original);
    if (written.length > 0 && !allowed) {
      throw new Error(`a test must not write to the console; it wrote ${written.length} times, first: ${written[0]}`);
    }
  });
}
