import type { ContractCase, ContractContext } from '../contract-case.ts';
import type { SeenConnection } from '../control-channel.ts';
import { eventsUntil, expectEqual, expectThat, failureOf, speech } from '../expectations.ts';
import { awaitAudio, close, connected, fatalError, hangUp, ignoreUpgrade, silence, turnInfo } from '../script-steps.ts';

const TEXT = 'Größe: 東京 🎉';

/** A subprotocol is a token: it has no spaces, slashes or equals signs. */
const ODD_KEY = 'contract key/with=signs';

/** From the dial to `Connected`, and one turn. */
export const DIAL_CASES: readonly ContractCase[] = [
  {
    name: 'hears a turn from its start to its end',
    run: async ({ serve, listen }) => {
      const server = await serve([
        [
          connected(),
          awaitAudio({ seconds: 0.5 }),
          turnInfo({ event: 'StartOfTurn', transcript: 'Größe' }),
          awaitAudio({ totalSeconds: 1 }),
          turnInfo({ event: 'EndOfTurn', transcript: TEXT }),
        ],
      ]);
      const session = listen(server, { keyterms: ['Größe & Co'] });
      session.send(speech(1.2));
      const events = await eventsUntil(session, 'turn-end');
      const found = events
        .filter(({ type }) => type !== 'turn-update')
        .map(({ type, transcript }) => [type, transcript]);
      expectEqual(
        found,
        [
          ['turn-start', 'Größe'],
          ['turn-end', TEXT],
        ],
        'the turn',
      );
      await session.stop();
      const [connection] = await server.until(([first]) => first?.end !== undefined);
      expectEqual(new URL(connection?.url ?? '', server.url).searchParams.get('keyterm'), 'Größe & Co', 'the keyterm');
      expectEqual(connection?.texts.at(-1), { type: 'CloseStream' }, 'the last message');
    },
  },
  {
    name: 'brings an API key to the server',
    run: async (context) => {
      const connection = await firstConnection(context, { apiKey: 'contract-key' });
      expectEqual(credentialOf(context, connection), expected(context, 'Token', 'contract-key'), 'the credential');
      context.note('credential', context.platform.credential);
    },
  },
  {
    name: 'brings a token to the server',
    run: async (context) => {
      const connection = await firstConnection(context, { token: 'contract.to-ken_1' });
      expectEqual(
        credentialOf(context, connection),
        expected(context, 'Bearer', 'contract.to-ken_1'),
        'the credential',
      );
    },
  },
  {
    name: 'ends with a credential that can be no subprotocol, and does not show it',
    run: async ({ platform, serve, listen }) => {
      const server = await serve([[connected()]]);
      const session = listen(server, { apiKey: ODD_KEY });
      if (platform.credential === 'header') {
        await session.opened;
        return;
      }
      const error = await failureOf(session.closed);
      expectEqual(error.code, 'connect-refused', 'the error');
      for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
        const shown = `${cause.message} ${cause.stack ?? ''} ${JSON.stringify(cause)}`;
        expectThat(!shown.includes(ODD_KEY), `the error shows the key: ${cause.message}`);
      }
    },
  },
  {
    name: 'asks auth() again for the dial after a drop',
    run: async (context) => {
      const server = await context.serve([[connected(), awaitAudio({ seconds: 0.1 }), hangUp()], [connected()]]);
      let dials = 0;
      const auth = (): { readonly token: string } => ({ token: `token-${(dials += 1)}` });
      const session = context.listen(server, { auth });
      session.send(speech(0.2));
      const connections = await server.until((seen) => seen.length === 2);
      const found = connections.map((connection) => credentialOf(context, connection));
      expectEqual(
        found,
        [expected(context, 'Bearer', 'token-1'), expected(context, 'Bearer', 'token-2')],
        'the credentials',
      );
    },
  },
  {
    name: 'gives up a server that upgrades and says nothing',
    run: (context) => expectTimeout(context, silence()),
  },
  {
    name: 'gives up a server that never answers the upgrade',
    run: (context) => expectTimeout(context, ignoreUpgrade()),
  },
  {
    name: 'ends a dial at once on Error before Connected',
    run: async ({ serve, listen }) => {
      const server = await serve([[fatalError('INTERNAL_SERVER_ERROR', 'Out of order.'), close()]]);
      const session = listen(server, { connection: { maxFailedDials: 1 } });
      const error = await failureOf(session.closed);
      expectEqual([error.code, error.serverCode], ['server-error', 'INTERNAL_SERVER_ERROR'], 'the error');
    },
  },
  {
    name: 'ends a dial at once on a close before Connected',
    run: async ({ serve, listen }) => {
      const server = await serve([[close({ code: 1011, reason: 'no model' })]]);
      const session = listen(server, { connection: { maxFailedDials: 1 } });
      const error = await failureOf(session.opened);
      expectEqual([error.code, error.closeCode], ['connection-lost', 1_011], 'the error');
    },
  },
  {
    name: 'dials again after a close before Connected',
    run: async ({ serve, listen }) => {
      const server = await serve([[close({ code: 1011 })], [connected()]]);
      const session = listen(server);
      await session.opened;
      expectEqual(session.state.status, 'open', 'the status');
      expectEqual((await server.seen()).length, 2, 'the dials');
    },
  },
];

async function firstConnection(
  { serve, listen }: ContractContext,
  credential: { readonly apiKey: string } | { readonly token: string },
): Promise<SeenConnection | undefined> {
  const server = await serve([[connected()]]);
  const session = listen(server, credential);
  await session.opened;
  const [connection] = await server.seen();
  await session.stop();
  return connection;
}

function credentialOf(context: ContractContext, connection: SeenConnection | undefined): unknown {
  return context.platform.credential === 'header' ? connection?.headers['authorization'] : connection?.subprotocols;
}

function expected({ platform }: ContractContext, scheme: 'Token' | 'Bearer', secret: string): unknown {
  return platform.credential === 'header' ? `${scheme} ${secret}` : [scheme.toLowerCase(), secret];
}

async function expectTimeout({ serve, listen }: ContractContext, step: ReturnType<typeof silence>): Promise<void> {
  const server = await serve([[step]]);
  const session = listen(server, { connection: { connectTimeoutMs: 400, maxFailedDials: 1 } });
  const error = await failureOf(session.closed);
  expectEqual(error.code, 'connect-timeout', 'the error');
  // The socket does not outlive its session.
  await server.until(([first]) => first?.end !== undefined);
}
