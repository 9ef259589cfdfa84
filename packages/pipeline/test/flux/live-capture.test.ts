import { readFileSync } from 'node:fs';
import { InterimTranscriptionFrame, TranscriptionFrame } from '@turnstream/pipeline';
import { replayRecording } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { runFlux } from '../support/run-flux.ts';

function capturedTexts(): string[] {
  const url = new URL('../../../flux/test/fixtures/live-capture.json', import.meta.url);
  const capture: unknown = JSON.parse(readFileSync(url, 'utf8'));
  const frames: unknown = typeof capture === 'object' && capture !== null ? Reflect.get(capture, 'frames') : undefined;
  if (!Array.isArray(frames)) throw new Error('live-capture.json holds no frames');
  return frames.filter((frame) => typeof frame === 'string');
}

it('what the live service sent for one sentence is one turn: start, updates, eager end, end', async () => {
  const texts = capturedTexts();
  await using run = await runFlux(replayRecording(texts), {
    audioPassthrough: false,
    settings: { eotThreshold: 0.7, eagerEotThreshold: 0.5 },
    session: { resume: { rate: 1_000 } },
  });
  run.speak(25);
  await run.heard('endOfTurn');
  const ends = texts.filter((text) => text.includes('"EndOfTurn"'));
  expect(ends).toHaveLength(1);
  const end: unknown = JSON.parse(ends[0] ?? '');
  const finals = findFrames(run.after.downstream, TranscriptionFrame);
  expect(finals.map((frame) => frame.result)).toEqual([end]);
  expect(finals[0]?.text).toMatch(/^We the people of the United States/u);
  expect(findFrames(run.after.downstream, InterimTranscriptionFrame).at(-1)?.text).toBe(finals[0]?.text);
  const names = run.events.map((event) => event.split(':')[0]);
  expect([...new Set(names)]).toEqual(['connected', 'startOfTurn', 'update', 'eagerEndOfTurn', 'endOfTurn']);
});
