import { ErrorFrame, TranscriptionFrame } from '@turnstream/pipeline';
import { connected, createScriptedServer, silence, stopReading } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { runFlux } from '../support/run-flux.ts';
import type { MemoryFlux } from '../support/run-memory-flux.ts';
import { runMemoryFlux } from '../support/run-memory-flux.ts';

/** Passes the time until the service dials again, if it does. */
async function nextDial(flux: MemoryFlux): Promise<void> {
  const { index } = flux.network.latest;
  for (let waited = 0; waited < 20_000 && flux.network.latest.index === index; waited += 20) await flux.pass(20);
}

const threeTries = { session: { connection: { maxFailedDials: 3 } } };

describe('reconnecting', () => {
  for (const [what, code] of [
    ['a polite close', 1000],
    ['a close with an error', 1011],
    ['no code', undefined],
  ] as const) {
    it(`happens once after ${what}, and the service hears on`, async () => {
      await using flux = await runMemoryFlux();
      const first = await flux.connect();
      await flux.speak(200);
      first.close(code === undefined ? {} : { code });
      await flux.speak(400);
      await flux.connect();
      flux.says('EndOfTurn', 'Heard.');
      await flux.pass(20);
      expect(flux.network.connections).toHaveLength(2);
      expect(findFrames(flux.after.downstream, TranscriptionFrame).map((frame) => frame.text)).toEqual(['Heard.']);
      expect(flux.service.isUsable).toBe(true);
    });
  }

  it('comes through at the third try', async () => {
    await using flux = await runMemoryFlux(threeTries);
    for (let dial = 0; dial < 2; dial += 1) {
      flux.network.latest.fail({ message: 'no route' });
      await nextDial(flux);
    }
    await flux.connect();
    expect(flux.told).toEqual(['connectionError', 'connectionError', 'connected']);
    expect(flux.service.isUsable).toBe(true);
  });

  it('is given up after so many failures: one error each, the last one permanent and with its cause', async () => {
    await using flux = await runMemoryFlux(threeTries);
    for (let dial = 0; dial < 3; dial += 1) {
      flux.network.latest.fail({ message: 'no route to host' });
      await nextDial(flux);
    }
    expect(flux.network.connections).toHaveLength(3);
    const errors = findFrames(flux.before.upstream, ErrorFrame);
    expect(errors).toHaveLength(3);
    expect(errors[2]?.error).toContain('no route to host');
    expect(flux.service.isUsable).toBe(false);
  });

  it('is given up when connections break at once, again and again', async () => {
    await using flux = await runMemoryFlux(threeTries);
    for (let dial = 0; dial < 3 && flux.service.isUsable; dial += 1) {
      const connection = await flux.connect();
      await flux.speak(100);
      connection.close({ code: 1011 });
      await nextDial(flux);
    }
    expect(flux.service.isUsable).toBe(false);
    expect(flux.network.connections).toHaveLength(3);
  });

  it('counts from nothing after a connection that lived', async () => {
    await using flux = await runMemoryFlux(threeTries);
    for (let dial = 0; dial < 5; dial += 1) {
      const connection = await flux.connect();
      await flux.speak(6_000);
      connection.close({ code: 1011 });
      await flux.pass(1_000);
    }
    expect(flux.service.isUsable).toBe(true);
    expect(flux.network.connections).toHaveLength(6);
  });

  it('is stopped by a refusal that no retry can mend', async () => {
    await using flux = await runMemoryFlux();
    flux.network.latest.fail({ message: 'refused', httpStatus: 401 });
    await flux.pass(60_000);
    expect(flux.network.connections).toHaveLength(1);
    expect(findFrames(flux.before.upstream, ErrorFrame)).toHaveLength(1);
    expect(flux.service.isUsable).toBe(false);
  });
});

describe('closing', () => {
  it('is bounded where the server neither reads nor answers', async () => {
    await using server = await createScriptedServer([connected(), stopReading(), silence()]);
    await using run = await runFlux([connected()], { url: server.url, drainTimeoutMs: 50 });
    await run.heard('connected');
    run.speak(2);
    const startedAt = performance.now();
    run.worker.stopWhenDone();
    expect((await run.ended).kind).toBe('ended');
    // 50 ms to drain besides the length of the audio, 2 s to close.
    expect(performance.now() - startedAt).toBeLessThan(7_000);
  });
});
