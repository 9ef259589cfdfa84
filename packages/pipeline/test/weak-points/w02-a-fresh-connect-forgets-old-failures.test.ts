import { ErrorFrame } from '@turnstream/pipeline';
import { awaitAudio, close, connected, refuse, waitFor } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { runFlux } from '../support/run-flux.ts';

const twoTries = { session: { connection: { maxFailedDials: 2, maxRedialDelayMs: 1 } } };

it('a service that gave up counts from nothing when it is told to connect again', async () => {
  const failing = [refuse({ status: 503 })];
  await using run = await runFlux([failing, failing, failing, [connected()]], twoTries);
  await waitFor(() => !run.service.isUsable);
  expect(run.server.connections).toHaveLength(2);
  run.service.updateSettings({ keyterm: ['again'] });
  await run.heard('connected');
  expect(run.server.connections).toHaveLength(4);
  expect(run.service.isUsable).toBe(true);
});

it('a service that is ending neither dials nor reports when the connection goes', async () => {
  await using run = await runFlux([[connected(), awaitAudio({ seconds: 0.08 }), close({ code: 1011 })], [connected()]]);
  await run.heard('connected');
  run.worker.cancel();
  await run.ended;
  expect(run.server.connections).toHaveLength(1);
  expect(findFrames(run.before.upstream, ErrorFrame)).toEqual([]);
  expect(run.events).toEqual(['connected', 'disconnected']);
});
