import { readFileSync } from 'node:fs';

import { parseServerMessage } from '@turnstream/flux/protocol';
import type { ServerMessage } from '@turnstream/flux/protocol';
import { describe, expect, it } from 'vitest';

import { findBreaches } from './wire-rules.ts';

const CAPTURE_URL = new URL('../../../flux/test/fixtures/live-capture.json', import.meta.url);

function readCapture(): readonly ServerMessage[] {
  const capture: unknown = JSON.parse(readFileSync(CAPTURE_URL, 'utf8'));
  const frames = typeof capture === 'object' && capture !== null && 'frames' in capture ? capture.frames : undefined;
  return (Array.isArray(frames) ? frames : []).flatMap((frame) => {
    const parsed = parseServerMessage(String(frame));
    return parsed.kind === 'ok' ? [parsed.message] : [];
  });
}

describe('the wire rules', () => {
  it('are kept by the capture of the live service', () => {
    const messages = readCapture();
    expect(messages).toHaveLength(105);
    expect(findBreaches(messages)).toEqual([]);
  });

  it('are broken by the capture with one message left out', () => {
    const messages = readCapture().filter(({ sequence_id: number }) => number !== 50);
    expect(findBreaches(messages)).toContainEqual(expect.stringMatching(/^R116: .* step 144 /u));
  });
});
