import { STTUpdateSettingsFrame } from '@turnstream/pipeline';
import { awaitAudio, awaitText, configureSuccess, connected, reset } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { runFlux } from '../support/run-flux.ts';

it('what was changed while running is in the address of the next dial', async () => {
  await using run = await runFlux([
    [connected(), awaitText('Configure'), configureSuccess(), awaitAudio({ seconds: 0.08 }), reset()],
    [connected()],
  ]);
  await run.heard('connected');
  run.worker.queueFrame(
    new STTUpdateSettingsFrame({ delta: { keyterm: ['turnstream'], eotThreshold: 0.9, eagerEotThreshold: 0.4 } }),
  );
  await run.server.waitFor((server) => server.connections[0]?.texts.length === 1);
  run.speak(0.2);
  await run.heard('connected', 2);
  const query = run.server.connections[1]?.query;
  expect(query?.getAll('keyterm')).toEqual(['turnstream']);
  expect(query?.get('eot_threshold')).toBe('0.9');
  expect(query?.get('eager_eot_threshold')).toBe('0.4');
});
