import { CancelFrame, EndFrame } from '@turnstream/pipeline';
import { connected, FakeClock, ignoreUpgrade, refuse, silence, stopReading, waitFor } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import { runFlux } from '../support/run-flux.ts';

for (const [what, script, event] of [
  ['a dial hangs', [ignoreUpgrade()], undefined],
  ['the peer does not read', [connected(), stopReading(), silence()], 'connected'],
] as const) {
  for (const isEnding of [false, true]) {
    it(`a CancelFrame reaches the sink while ${what}${isEnding ? ' and an EndFrame waits for it' : ''}, without any time passing`, async () => {
      const clock = new FakeClock();
      await using run = await runFlux(script, { worker: { clock } });
      if (event === undefined) await run.server.connection(0);
      else await run.heard(event);
      for (let second = 0; second < 20; second += 1) run.speak(1);
      if (isEnding) run.worker.queueFrame(new EndFrame());
      await nextTurnOfTheLoop();
      run.worker.cancel('enough');
      await waitFor(() => run.after.downstream.some((frame) => frame instanceof CancelFrame));
      expect(clock.now()).toBe(0);
      expect((await run.ended).kind).toBe('cancelled');
      expect(run.after.downstream.some((frame) => frame instanceof EndFrame)).toBe(false);
    });
  }
}

for (const [what, script, event] of [
  ['a dial hangs', [ignoreUpgrade()], undefined],
  ['every dial is refused', [refuse({ status: 503 })], undefined],
  ['the peer does not read', [connected(), stopReading(), silence()], 'connected'],
] as const) {
  it(`an EndFrame leaves within its bounds while ${what}`, async () => {
    const clock = new FakeClock();
    await using run = await runFlux(script, { worker: { clock }, drainTimeoutMs: 3_000 });
    if (event === undefined) await run.server.connection(0);
    else await run.heard(event);
    for (let second = 0; second < 5; second += 1) run.speak(1);
    run.worker.queueFrame(new EndFrame());
    await waitFor(async () => {
      await clock.advanceAsync(50);
      return run.worker.hasFinished;
    });
    // The drain, the audio that waits, and the close.
    expect(clock.now()).toBeLessThanOrEqual(3_000 + 5_000 + 2_000 + 500);
    expect(run.after.downstream.at(-1)).toBeInstanceOf(EndFrame);
    expect((await run.ended).kind).toBe('ended');
  });
}
