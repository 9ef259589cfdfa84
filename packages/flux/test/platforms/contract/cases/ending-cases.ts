import type { ContractCase } from '../contract-case.ts';
import { eventsToTheEnd, expectEqual, expectThat, speech } from '../expectations.ts';
import { awaitAudio, awaitText, connected, hangUp, ignoreUpgrade, silence, turnInfo } from '../script-steps.ts';

/** `stop()` promises 2 s by the session's clock; the rest is for a machine that is busy. */
const STOPPED_WITHIN_MS = 2_500;

/** How sessions end. */
export const ENDING_CASES: readonly ContractCase[] = [
  {
    name: 'stops within 2 s although the server never closes',
    run: async ({ serve, listen }) => {
      const server = await serve([
        [connected(), awaitAudio({ seconds: 0.5 }), turnInfo({ event: 'StartOfTurn', transcript: 'one' }), silence()],
      ]);
      const session = listen(server);
      const heard = eventsToTheEnd(session);
      session.send(speech(0.6));
      await server.until(([first]) => (first?.audioBytes ?? 0) >= 16_000);
      const askedAt = performance.now();
      await session.stop();
      const tookMs = performance.now() - askedAt;
      expectThat(tookMs <= STOPPED_WITHIN_MS, `stop() took ${Math.round(tookMs)} ms`);
      const last = (await heard).at(-1);
      expectEqual([last?.type, last?.transcript], ['turn-end', 'one'], 'the last event');
      // The socket does not outlive its session.
      await server.until(([first]) => first?.end !== undefined);
    },
  },
  {
    name: 'cancels in the middle of a dial',
    run: async ({ serve, listen }) => {
      const server = await serve([[ignoreUpgrade()]]);
      const session = listen(server);
      await server.until((seen) => seen.length === 1);
      session.cancel();
      await session.closed;
      const seen = await server.until(([first]) => first?.end !== undefined);
      expectEqual([seen.length, session.state.status], [1, 'closed'], 'the dials and the status');
    },
  },
  {
    name: 'cancels before the dial has begun',
    run: async ({ serve, listen }) => {
      const server = await serve([[connected()]]);
      const session = listen(server);
      session.cancel();
      await session.closed;
      expectEqual(session.state.status, 'closed', 'the status');
      expectThat(!session.send(speech(0.1)), 'send() still takes audio');
      await server.until((seen) => seen.every(({ end, status }) => end !== undefined || status === undefined));
    },
  },
  {
    name: 'cancels an open connection at once',
    run: async ({ serve, listen }) => {
      const server = await serve([[connected(), silence()]]);
      const session = listen(server);
      await session.opened;
      session.cancel();
      await session.closed;
      const seen = await server.until(([first]) => first?.end !== undefined);
      expectEqual(seen.length, 1, 'the dials');
    },
  },
  {
    name: 'ends with the close of the server after CloseStream',
    run: async ({ serve, listen }) => {
      const server = await serve([[connected()]]);
      const session = listen(server);
      await session.opened;
      const askedAt = performance.now();
      await session.stop();
      const tookMs = performance.now() - askedAt;
      expectThat(tookMs < 1_500, `stop() took ${Math.round(tookMs)} ms: it waited for its deadline`);
      await session.closed;
      expectEqual((await server.seen())[0]?.texts, [{ type: 'CloseStream' }], 'the messages');
    },
  },
  {
    name: 'tells a server that has closed after CloseStream from one that was cut off',
    run: async ({ serve, listen }) => {
      const server = await serve([[connected(), awaitText('CloseStream'), hangUp()], [connected()]]);
      const session = listen(server);
      session.send(speech(0.6));
      await session.finish();
      const seen = await server.seen();
      expectEqual(
        seen.map(({ audioBytes }) => audioBytes),
        [19_200, 19_200],
        'the audio of each connection',
      );
      expectEqual(session.usage.lostSeconds, 0, 'the seconds lost');
    },
  },
];
