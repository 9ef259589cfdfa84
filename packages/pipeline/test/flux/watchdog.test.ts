import { describe, expect, it } from 'vitest';
import type { MemoryFlux } from '../support/run-memory-flux.ts';
import { runMemoryFlux } from '../support/run-memory-flux.ts';

async function inOpenTurn(watchdogMinTimeoutMs: number | undefined): Promise<MemoryFlux> {
  const flux = await runMemoryFlux({ watchdogMinTimeoutMs });
  await flux.connect();
  await flux.speak(400);
  flux.says('StartOfTurn', 'Hello');
  await flux.pass(20);
  return flux;
}

describe('an input that stalls in an open turn', () => {
  for (const { watchdogMinTimeoutMs, afterMs } of [
    { watchdogMinTimeoutMs: undefined, afterMs: 500 },
    { watchdogMinTimeoutMs: 200, afterMs: 200 },
    { watchdogMinTimeoutMs: 1_500, afterMs: 1_500 },
  ]) {
    it(`is filled with silence from ${afterMs} ms on with watchdogMinTimeoutMs ${watchdogMinTimeoutMs ?? 'left out'}, until the turn ends`, async () => {
      await using flux = await inOpenTurn(watchdogMinTimeoutMs);
      const connection = flux.network.latest;
      await flux.pass(afterMs - 60);
      const bytesBefore = connection.audioBytes;
      expect(bytesBefore).toBe(12_800);
      await flux.pass(1_000);
      const seconds = (connection.audioBytes - bytesBefore) / 32_000;
      expect(seconds).toBeGreaterThan(0.7);
      expect(seconds).toBeLessThan(1.1);
      flux.says('EndOfTurn', 'Hello.');
      await flux.pass(200);
      const bytesAtEnd = connection.audioBytes;
      await flux.pass(5_000);
      expect(connection.audioBytes).toBe(bytesAtEnd);
    });
  }
});
