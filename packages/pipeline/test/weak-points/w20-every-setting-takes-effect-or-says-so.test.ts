import { TranscriptionFrame } from '@turnstream/pipeline';
import { awaitAudio, configureSuccess, connected, turnInfo, whenever } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { recordingLogger } from '../support/recording-logger.ts';
import { runFlux } from '../support/run-flux.ts';

for (const { change, name, value } of [
  { change: { model: 'flux-general-multi' }, name: 'model', value: 'flux-general-multi' },
  { change: { tags: ['night shift'] }, name: 'tag', value: 'night shift' },
  { change: { profanityFilter: true }, name: 'profanity_filter', value: 'true' },
] as const) {
  it(`a change of ${name} is in force on a new connection`, async () => {
    await using run = await runFlux([connected()]);
    await run.heard('connected');
    run.service.updateSettings(change);
    await run.heard('connected', 2);
    expect(run.server.connections[1]?.query.get(name)).toBe(value);
  });
}

it('a change of minConfidence is in force with the next turn, and no warning says otherwise', async () => {
  const { logger, lines } = recordingLogger();
  await using run = await runFlux(
    [
      whenever('Configure', [configureSuccess()]),
      connected(),
      awaitAudio({ seconds: 0.08 }),
      turnInfo({ event: 'EndOfTurn', transcript: 'Mumble.', words: [{ word: 'Mumble.', confidence: 0.4 }] }),
    ],
    { logger },
  );
  await run.heard('connected');
  run.service.updateSettings({ minConfidence: 0.5 });
  run.speak(0.2);
  await run.heard('endOfTurn');
  expect(findFrames(run.after.downstream, TranscriptionFrame)).toEqual([]);
  expect(lines.filter((line) => line.includes('not supported'))).toEqual([]);
});
