import { STTMuteFrame } from '@turnstream/pipeline';
import { connected, hold, reset, waitFor } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { runFlux } from '../support/run-flux.ts';

for (const muted of [false, true]) {
  it(`a service that is ${muted ? 'muted' : 'sent no audio'} connects again by itself`, async () => {
    await using run = await runFlux([[connected(), hold('cut'), reset()], [connected()]]);
    await run.heard('connected');
    if (muted) {
      run.worker.queueFrame(new STTMuteFrame({ mute: true }));
      await waitFor(() => run.service.isMuted);
    }
    run.server.release('cut');
    await run.heard('connected', 2);
    expect(run.server.connections).toHaveLength(2);
    expect(run.server.connections[1]?.audioBytes).toBe(0);
  });
}
