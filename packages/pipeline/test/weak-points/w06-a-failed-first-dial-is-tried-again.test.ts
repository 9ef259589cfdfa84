import { awaitAudio, connected, refuse, turnInfo } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { runFlux } from '../support/run-flux.ts';

it('a service whose first dial fails hears what was said meanwhile', async () => {
  await using run = await runFlux([
    [refuse({ status: 503 })],
    [connected(), awaitAudio({ seconds: 0.4 }), turnInfo({ event: 'EndOfTurn', transcript: 'All of it.' })],
  ]);
  run.speak(0.4);
  await run.heard('endOfTurn');
  expect(run.server.connections).toHaveLength(2);
  expect(run.service.isUsable).toBe(true);
  expect(run.events).toContain('endOfTurn: All of it.');
});
