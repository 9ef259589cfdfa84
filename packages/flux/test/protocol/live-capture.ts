import { readFileSync } from 'node:fs';

type LiveCapture = { readonly url: string; readonly frames: readonly string[] };

/** The messages of one stream of the live service; see `fixtures/README.md`. */
export function readLiveCapture(): LiveCapture {
  const value: unknown = JSON.parse(readFileSync(new URL('../fixtures/live-capture.json', import.meta.url), 'utf8'));
  if (!isLiveCapture(value)) throw new Error('live-capture.json is not { url, frames }');
  return value;
}

function isLiveCapture(value: unknown): value is LiveCapture {
  return (
    typeof value === 'object' &&
    value !== null &&
    'url' in value &&
    typeof value.url === 'string' &&
    'frames' in value &&
    Array.isArray(value.frames) &&
    value.frames.every((frame) => typeof frame === 'string')
  );
}
