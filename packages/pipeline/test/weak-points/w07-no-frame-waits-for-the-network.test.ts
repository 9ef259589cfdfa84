import { STTMuteFrame, TextFrame, UserStartedSpeakingFrame } from '@turnstream/pipeline';
import { connected, refuse, silence, stopReading } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import { runFlux } from '../support/run-flux.ts';

for (const [what, script] of [
  ['is being dialled again and again', [refuse({ status: 503 })]],
  ['does not read', [connected(), stopReading(), silence()]],
] as const) {
  it(`system and data frames pass a service whose server ${what}`, async () => {
    await using run = await runFlux(script);
    for (let second = 0; second < 20; second += 1) run.speak(1);
    run.worker.queueFrame(new STTMuteFrame({ mute: false }));
    run.worker.queueFrame(new UserStartedSpeakingFrame());
    run.worker.queueFrame(new TextFrame({ text: 'through' }));
    await nextTurnOfTheLoop();
    expect(run.after.downstreamNames.slice(-2)).toEqual(['UserStartedSpeakingFrame', 'TextFrame']);
  });
}
