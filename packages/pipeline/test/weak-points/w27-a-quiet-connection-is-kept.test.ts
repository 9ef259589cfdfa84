import { STTMuteFrame } from '@turnstream/pipeline';
import { connected } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { runFlux } from '../support/run-flux.ts';

it('a service that is muted between turns keeps its connection by pings, and sends no audio for it', async () => {
  await using run = await runFlux([connected()], { session: { connection: { pingIntervalMs: 10 } } });
  run.worker.queueFrame(new STTMuteFrame({ mute: true }));
  run.speak(0.2);
  await run.server.waitFor((server) => (server.connections[0]?.pings ?? 0) >= 3);
  expect(run.server.connections).toHaveLength(1);
  expect(run.server.connections[0]?.audioBytes).toBe(0);
  expect(run.events).toEqual(['connected']);
});
