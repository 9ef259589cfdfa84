import { ErrorFrame } from '@turnstream/pipeline';
import { awaitText, configureFailure, connected, hold, reset, waitFor } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { runFlux } from '../support/run-flux.ts';

it('a value that the server refused is in no later dial, and the settings say what is in force', async () => {
  await using run = await runFlux(
    [
      [connected(), awaitText('Configure'), configureFailure('BAD', 'Too strange.'), hold('cut'), reset()],
      [connected()],
    ],
    { settings: { keyterm: ['plain'], eotThreshold: 0.8 } },
  );
  await run.heard('connected');
  run.service.updateSettings({ keyterm: ['strange'] });
  await waitFor(() => findFrames(run.before.upstream, ErrorFrame).length === 1);
  expect(run.service.settings).toMatchObject({ keyterm: ['plain'], eotThreshold: 0.8 });
  run.server.release('cut');
  await run.heard('connected', 2);
  expect(run.server.connections[1]?.query.getAll('keyterm')).toEqual(['plain']);
});
