import { configureSuccess, connected, hold, reset, waitFor, whenever } from '@turnstream/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runFlux } from '../support/run-flux.ts';
import { runMemoryFlux } from '../support/run-memory-flux.ts';

const change = fc.record(
  {
    eotThreshold: fc.constantFrom(0.6, 0.7, 0.9),
    eotTimeoutMs: fc.constantFrom(600, 5_000, 9_000),
    keyterm: fc.constantFrom([], ['one'], ['one', 'two']),
  },
  { requiredKeys: [] },
);

it('whatever was changed before a drop is in the address of the next dial', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      await using run = await runFlux([
        [whenever('Configure', [configureSuccess()]), connected(), hold('cut'), reset()],
        [whenever('Configure', [configureSuccess()]), connected()],
      ]);
      await run.heard('connected');
      for (const delta of changes) run.service.updateSettings(delta);
      run.server.release('cut');
      await run.heard('connected', 2);
      const { eotThreshold, eotTimeoutMs, keyterm } = run.service.settings;
      const query = run.server.connections[1]?.query;
      expect(query?.get('eot_threshold') ?? null).toBe(eotThreshold === null ? null : String(eotThreshold));
      expect(query?.get('eot_timeout_ms') ?? null).toBe(eotTimeoutMs === null ? null : String(eotTimeoutMs));
      expect(query?.getAll('keyterm')).toEqual(keyterm);
      run.service.updateSettings({ keyterm: ['last'] });
      await waitFor(() => run.server.connections[1]?.texts.length === 1);
      expect(run.server.connections[1]?.texts).toEqual([{ type: 'Configure', keyterms: ['last'] }]);
    }),
    { numRuns: 8 },
  );
});

it('audio that cannot be sent is kept up to the bound: the oldest gives way, and what is sent is the newest', async () => {
  await using flux = await runMemoryFlux({ session: { maxBufferedSeconds: 2, resume: { rate: 100 } } });
  await flux.speak(5_000);
  const connection = await flux.connect();
  await flux.pass(1_000);
  expect(connection.audioBytes / 32_000).toBeGreaterThan(1.5);
  expect(connection.audioBytes / 32_000).toBeLessThanOrEqual(2.2);
});
