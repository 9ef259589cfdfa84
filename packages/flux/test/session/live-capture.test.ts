import { readFileSync } from 'node:fs';
import { listen } from '@turnstream/flux';
import { collect, createScriptedServer, replayRecording } from '@turnstream/testing';
import { expect, it } from 'vitest';

const capture: unknown = JSON.parse(readFileSync(new URL('../fixtures/live-capture.json', import.meta.url), 'utf8'));

function framesOf(value: unknown): readonly string[] {
  if (typeof value === 'object' && value !== null && 'frames' in value && Array.isArray(value.frames)) {
    return value.frames.map(String);
  }
  throw new Error('the capture holds no frames');
}

it('makes one turn of the live capture: start, updates, eager, end', async () => {
  await using server = await createScriptedServer(replayRecording(framesOf(capture)));
  await using session = listen({ apiKey: 'any', url: server.url, eagerEotThreshold: 0.5, resume: { rate: Infinity } });
  const events = collect(session.events);
  const writer = session.audio.getWriter();
  for (let sent = 0; sent < 22; sent += 1) await writer.write(new Uint8Array(32_000));
  await writer.close();

  const turns = await events;
  const types = turns.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1]);
  expect(types).toEqual(['turn-start', 'turn-update', 'turn-eager', 'turn-end']);
  const end = turns.find(({ type }) => type === 'turn-end');
  expect(end).toMatchObject({ turnId: 0, reason: 'unspecified', attempt: 1, synthetic: false });
  expect(end?.transcript).toMatch(/^We the people of the United States/);
  expect(end?.words).toHaveLength(52);
  expect(end?.endSeconds).toBeCloseTo(20, 3);
});
