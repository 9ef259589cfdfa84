import { awaitText, configureSuccess, connected, reset, whenever } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { runFlux } from '../support/run-flux.ts';

it('a change whose connection went with it is in the next dial, and the change after it goes out at once', async () => {
  await using run = await runFlux([
    [connected(), awaitText('Configure'), reset()],
    [whenever('Configure', [configureSuccess()]), connected()],
  ]);
  await run.heard('connected');
  run.service.updateSettings({ keyterm: ['first'] });
  await run.heard('connected', 2);
  expect(run.server.connections[1]?.query.getAll('keyterm')).toEqual(['first']);
  run.service.updateSettings({ keyterm: ['second'] });
  await run.server.waitFor((server) => server.connections[1]?.texts.length === 1);
  expect(run.server.connections[1]?.texts).toEqual([{ type: 'Configure', keyterms: ['second'] }]);
  expect(run.service.settings.keyterm).toEqual(['second']);
});
