import { configureSuccess, connected, whenever } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { runFlux } from '../support/run-flux.ts';

it('no empty Configure goes out, and the next change does not wait for its answer', async () => {
  await using run = await runFlux([whenever('Configure', [configureSuccess()]), connected()]);
  await run.heard('connected');
  run.service.updateSettings({ languageHints: ['es'] });
  run.service.updateSettings({ languageHints: null });
  run.service.updateSettings({ keyterm: ['now'] });
  await run.server.waitFor((server) => server.connections[0]?.texts.length === 1);
  expect(run.server.connections[0]?.texts).toEqual([{ type: 'Configure', keyterms: ['now'] }]);
});
