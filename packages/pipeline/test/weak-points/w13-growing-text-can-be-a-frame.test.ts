import { InterimTranscriptionFrame } from '@turnstream/pipeline';
import { awaitAudio, connected, hold, turnInfo } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { runFlux } from '../support/run-flux.ts';

for (const interimOnUpdate of [true, false]) {
  it(`an Update is ${interimOnUpdate ? 'an interim frame where that is asked for' : 'no frame by default'}, and an event in both cases`, async () => {
    await using run = await runFlux(
      [
        connected(),
        awaitAudio({ seconds: 0.08 }),
        turnInfo({ event: 'StartOfTurn', transcript: 'Live' }),
        turnInfo({ event: 'Update', transcript: 'Live captions' }),
        hold('seen'),
        turnInfo({ event: 'EndOfTurn', transcript: 'Live captions.' }),
      ],
      { interimOnUpdate },
    );
    run.speak(0.2);
    await run.heard('update');
    run.server.release('seen');
    await run.heard('endOfTurn');
    const interims = findFrames(run.after.downstream, InterimTranscriptionFrame);
    expect(interims.map((frame) => [frame.text, frame.turnId])).toEqual(interimOnUpdate ? [['Live captions', 0]] : []);
    expect(run.events).toContain('update: Live captions');
  });
}
