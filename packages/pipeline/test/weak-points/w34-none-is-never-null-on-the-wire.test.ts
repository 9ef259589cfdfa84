import { configureSuccess, connected, whenever } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { runFlux } from '../support/run-flux.ts';

it('taking every setting back to none sends the defaults, and no null', async () => {
  await using run = await runFlux([whenever('Configure', [configureSuccess()]), connected()], {
    settings: { eotThreshold: 0.9, eotTimeoutMs: 800, eagerEotThreshold: 0.5, keyterm: ['a'] },
  });
  await run.heard('connected');
  run.service.updateSettings({ eotThreshold: null, eotTimeoutMs: null, eagerEotThreshold: null, keyterm: null });
  await run.server.waitFor((server) => server.connections[0]?.texts.length === 1);
  const [message] = run.server.connections[0]?.texts ?? [];
  expect(JSON.stringify(message)).not.toContain('null');
  expect(message).toMatchObject({ keyterms: [], thresholds: { eot_threshold: 0.7, eot_timeout_ms: 5_000 } });
});
