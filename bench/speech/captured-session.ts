import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseServerMessage } from '@turnstream/flux/protocol';
import { normaliseWords } from './normalise-words.ts';
import { readRecording } from './read-recording.ts';
import type { TimedWord } from './word-times.ts';

const CAPTURE = fileURLToPath(new URL('../../packages/flux/test/fixtures/live-capture.json', import.meta.url));

/** What was said to the live service, and the words and times that it gave at the end of the turn. */
export type CapturedSession = { readonly audio: Float32Array; readonly words: readonly TimedWord[] };

/**
 * Reads the captured session; `folder` holds its audio, `preamble-16k.wav`.
 * @throws when either cannot be read
 */
export async function capturedSession(folder: string): Promise<CapturedSession> {
  const capture: { readonly frames: readonly string[] } = JSON.parse(await readFile(CAPTURE, 'utf8'));
  const words = capture.frames.flatMap((frame) => {
    const parsed = parseServerMessage(frame);
    const ends = parsed.kind === 'ok' && parsed.message.type === 'TurnInfo' && parsed.message.event === 'EndOfTurn';
    return ends ? parsed.message.words : [];
  });
  return {
    audio: await readRecording(join(folder, 'preamble-16k.wav')),
    words: words.flatMap(({ word, start, end }) =>
      normaliseWords(word).map((text) => ({
        text,
        ...(start !== undefined && { start }),
        ...(end !== undefined && { end }),
      })),
    ),
  };
}
