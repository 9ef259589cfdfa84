import type { ContractCase } from '../contract-case.ts';
import { eventsUntil, expectEqual, expectThat, nextWarning, speech } from '../expectations.ts';
import {
  awaitAudio,
  awaitText,
  configureSuccess,
  connected,
  reply,
  sendBinary,
  sendText,
  turnInfo,
} from '../script-steps.ts';

/** Over the limit of 1 048 576. */
const OVERSIZED_CHARACTERS = 1_100_000;

/** Would end the connection as text. Flux sends no binary message. */
const FATAL = '{"type":"Error","sequence_id":1,"code":"INTERNAL_SERVER_ERROR","description":"as bytes"}';

/** What the server says, and what the session tells it. */
export const MESSAGE_CASES: readonly ContractCase[] = [
  {
    name: 'passes over garbage, binary and unknown messages',
    run: async ({ serve, listen }) => {
      const server = await serve([
        [
          sendText('before Connected'),
          sendBinary([1, 2, 3]),
          connected(),
          awaitAudio({ seconds: 0.3 }),
          sendText(''),
          sendText('{"type":'),
          sendText('[]'),
          sendBinary([]),
          sendBinary([...new TextEncoder().encode(FATAL)]),
          reply({ type: 'Tomorrow', of: 'the protocol' }),
          turnInfo({ event: 'StartOfTurn', transcript: 'still' }),
          turnInfo({ event: 'EndOfTurn', transcript: 'still here' }),
        ],
      ]);
      const session = listen(server);
      session.send(speech(0.5));
      const events = await eventsUntil(session, 'turn-end');
      expectEqual(events.at(-1)?.transcript, 'still here', 'the text');
      expectEqual((await server.seen()).length, 1, 'the dials');
    },
  },
  {
    name: 'hears a message of half a million characters',
    run: async ({ serve, listen }) => {
      const long = 'word '.repeat(100_000).trim();
      const server = await serve([
        [
          connected(),
          awaitAudio({ seconds: 0.3 }),
          turnInfo({ event: 'StartOfTurn', transcript: long, words: [] }),
          turnInfo({ event: 'EndOfTurn', transcript: long, words: [] }),
        ],
      ]);
      const session = listen(server);
      session.send(speech(0.5));
      const events = await eventsUntil(session, 'turn-end');
      expectEqual(events.at(-1)?.transcript.length, long.length, 'the length of the text');
      expectEqual((await server.seen()).length, 1, 'the dials');
    },
  },
  {
    name: 'replaces a connection that sends a message over the limit',
    run: async ({ serve, listen }) => {
      const server = await serve([[connected(), sendText('x'.repeat(OVERSIZED_CHARACTERS))], [connected()]]);
      const session = listen(server);
      const warned = nextWarning(session);
      const seen = await server.until((connections) => connections.length === 2 && connections[0]?.end !== undefined);
      expectThat((await warned) !== '', 'no warning came');
      expectEqual(seen.length, 2, 'the dials');
    },
  },
  {
    name: 'sends text and hears the answer',
    run: async ({ serve, listen }) => {
      const server = await serve([[connected(), awaitText('Configure'), configureSuccess()]]);
      const session = listen(server);
      await session.opened;
      const { via, settings } = await session.configure({ eotThreshold: 0.8, keyterms: ['Zürich'] });
      expectEqual([via, settings.eotThreshold, settings.keyterms], ['configure', 0.8, ['Zürich']], 'the settings');
    },
  },
  {
    name: 'pings where the platform can, and lives where it cannot',
    run: async ({ platform, serve, listen, note }) => {
      const server = await serve([[connected(), awaitText('Configure'), configureSuccess()]]);
      const session = listen(server, { connection: { pingIntervalMs: 20 } });
      await session.opened;
      if (platform.pings) await server.until(([first]) => (first?.pings ?? 0) >= 3);
      await session.configure({ eotThreshold: 0.8 });
      const seen = await server.seen();
      note('pings', (seen[0]?.pings ?? 0) > 0 ? 'yes' : 'no');
      expectEqual([seen.length, (seen[0]?.pings ?? 0) > 0], [1, platform.pings], 'the dials and whether it pings');
    },
  },
  {
    name: 'shows the headers of the upgrade where the platform does',
    run: async ({ platform, serve, listen, note }) => {
      const server = await serve([[connected()]]);
      const logged: string[] = [];
      const log = (message: string, fields?: unknown): number => logged.push(`${message} ${JSON.stringify(fields)}`);
      const session = listen(server, { logger: { debug: log, info: log, warn: log, error: log } });
      await session.opened;
      const isShown = logged.some((line) => line.includes('"dg-request-id"'));
      note('dg-headers', isShown ? 'shown' : 'hidden');
      expectEqual(isShown, platform.showsHeaders, 'whether the log has the dg-request-id header');
    },
  },
];
