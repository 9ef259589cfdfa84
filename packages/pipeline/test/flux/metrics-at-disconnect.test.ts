import { MetricsFrame, VADUserStartedSpeakingFrame, VADUserStoppedSpeakingFrame } from '@turnstream/pipeline';
import { expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { runMemoryFlux } from '../support/run-memory-flux.ts';

for (const isLost of [false, true]) {
  it(`a latency by a local detector is ${isLost ? 'given up when the connection is lost' : 'told when it is kept'}`, async () => {
    await using flux = await runMemoryFlux({}, { params: { enableMetrics: true, sendInitialEmptyMetrics: false } });
    await flux.connect();
    flux.worker.queueFrame(new VADUserStartedSpeakingFrame());
    await flux.speak(400);
    flux.says('StartOfTurn', 'Hello');
    await flux.pass(20);
    flux.worker.queueFrame(new VADUserStoppedSpeakingFrame({ stopSeconds: 0.2, timestampMs: Date.now() - 10_000 }));
    await flux.pass(20);
    if (isLost) {
      flux.network.latest.close({ code: 1011 });
      await flux.pass(400);
      await flux.connect();
      flux.says('StartOfTurn', 'Hello');
    }
    flux.says('EndOfTurn', 'Hello.');
    await flux.pass(20);
    expect(flux.told).toEqual(isLost ? ['connected', 'connectionError', 'disconnected', 'connected'] : ['connected']);
    const latencies = findFrames(flux.after.downstream, MetricsFrame)
      .flatMap(({ data }) => [...data])
      .flatMap((figure) => (figure.kind === 'ttfb' ? [figure.durationMs] : []));
    // The detector's own figure is 10 s at least; that of the turn that was heard again is by its own times.
    expect(latencies.filter((durationMs) => durationMs >= 10_000)).toHaveLength(isLost ? 0 : 1);
  });
}
