import { DeepgramFluxSTTService, ErrorFrame } from '@turnstream/pipeline';
import { awaitAudio, close, connected, createMemoryTransport, fatalError, FakeClock } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import { recordingLogger } from '../support/recording-logger.ts';
import { runFlux } from '../support/run-flux.ts';
import { runProcessors } from '../support/run-processors.ts';

it('two services do not dial again at the same moment', async () => {
  const waits: number[][] = [];
  for (const luck of [0.2, 0.9]) {
    const clock = new FakeClock({ randomValues: [luck] });
    const network = createMemoryTransport();
    const service = new DeepgramFluxSTTService({ apiKey: 'any', transport: network });
    await using run = await runProcessors([service], { clock });
    const times: number[] = [];
    for (let dial = 0; dial < 4; dial += 1) {
      const failed = network.latest;
      failed.fail({ message: 'no route' });
      const lostAt = clock.now();
      while (network.latest === failed) {
        clock.advance(5);
        await nextTurnOfTheLoop();
      }
      times.push(clock.now() - lostAt);
    }
    waits.push(times);
    run.worker.cancel();
  }
  const [one = [], other = []] = waits;
  expect(one.every((wait, dial) => wait !== other[dial])).toBe(true);
});

it("the server's code, its description and its id of the connection are in the error and in the log", async () => {
  const { logger, fields } = recordingLogger();
  await using run = await runFlux(
    [
      [connected(), awaitAudio({ seconds: 0.08 }), fatalError('NET_0001', 'The model fell over.'), close()],
      [connected()],
    ],
    { logger },
  );
  run.speak(0.2);
  await run.heard('connected', 2);
  const [error] = findFrames(run.before.upstream, ErrorFrame);
  expect(error?.error).toContain('NET_0001');
  expect(error?.error).toContain('The model fell over.');
  const requestId = run.server.connections[0]?.requestId ?? 'none';
  expect(fields.map((field) => JSON.stringify(field)).join()).toContain(requestId);
});
