import { connected } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { recordingLogger } from '../support/recording-logger.ts';
import { runFlux } from '../support/run-flux.ts';

it('keepalive options do nothing on Flux, and say so once each', async () => {
  const { logger, lines } = recordingLogger();
  await using run = await runFlux([connected()], { logger, keepaliveTimeoutMs: 1, keepaliveIntervalMs: 1 });
  await run.heard('connected');
  expect(lines.filter((line) => line.includes('does nothing on Flux'))).toHaveLength(2);
  expect(run.server.connections[0]?.audioBytes).toBe(0);
  expect(run.server.connections[0]?.texts).toEqual([]);
});
