import type { FluxErrorCode } from '@turnstream/flux';
import type { ContractCase, ContractContext, RawSocket } from '../contract-case.ts';
import { expectEqual, expectThat, failureOf } from '../expectations.ts';
import { connected, refuse } from '../script-steps.ts';

const REASON = 'The project has no such model.';

/** A refusal and what it means. Final ones end the session at the first dial; the others after two. */
const REFUSALS: readonly (readonly [status: number, code: FluxErrorCode, dials: number])[] = [
  [400, 'bad-request', 1],
  [401, 'unauthorized', 1],
  [402, 'payment-required', 1],
  [403, 'forbidden', 1],
  [404, 'not-found', 1],
  [429, 'rate-limited', 2],
  [503, 'server-error', 2],
];

/** Dials that the server refuses. */
export const REFUSAL_CASES: readonly ContractCase[] = [
  ...REFUSALS.map(([status, code, dials]): ContractCase => ({
    name: `tells of a refusal with ${status} what the platform shows`,
    run: (context) => expectRefusal(context, status, code, dials),
  })),
  {
    name: 'reads a refusal whose reason is in its body',
    run: async (context) => {
      const body = { err_code: 'INVALID_AUTH', err_msg: REASON, request_id: 'of-the-body' };
      const server = await context.serve([[refuse({ status: 401, body, headers: { 'dg-request-id': '' } })]]);
      const error = await failureOf(context.listen(server).closed);
      if (!context.platform.showsRefusals) expectEqual(error.code, 'connect-refused', 'the error');
      else {
        expectEqual([error.code, error.serverCode], ['unauthorized', 'INVALID_AUTH'], 'the error');
        expectThat(error.message.includes(REASON), `the reason is missing from: ${error.message}`);
      }
    },
  },
  {
    name: 'gets through after one refusal that may pass',
    run: async ({ serve, listen }) => {
      const server = await serve([[refuse({ status: 503 })], [connected()]]);
      const session = listen(server);
      await session.opened;
      expectEqual((await server.seen()).length, 2, 'the dials');
    },
  },
  {
    name: 'ends where nobody listens',
    run: async ({ platform, serve, listen }) => {
      const server = await serve([[connected()]]);
      await server.stop();
      const error = await failureOf(listen(server, { connection: { maxFailedDials: 2 } }).closed);
      expectEqual(error.code, platform.showsRefusals ? 'connect-failed' : 'connect-refused', 'the error');
    },
  },
  {
    name: 'shows which events its WebSocket sends after a 401',
    run: async ({ openRaw, serve, note }) => {
      if (openRaw === undefined) return note('events after a 401', '-');
      const server = await serve([[refuse({ status: 401 })]]);
      const events = await eventsOf(openRaw(server.url));
      note('events after a 401', events.join(', '));
      expectThat(events.length > 0, 'no event told of the refusal');
    },
  },
];

async function expectRefusal(
  { platform, serve, listen, note }: ContractContext,
  status: number,
  code: FluxErrorCode,
  dials: number,
): Promise<void> {
  const server = await serve([[refuse({ status, headers: { 'dg-error': REASON } })]]);
  const session = listen(server, { connection: { maxFailedDials: 2 } });
  const error = await failureOf(session.closed);
  const seen = await server.seen();
  expectEqual(await failureOf(session.opened), error, 'the error of opened');
  if (status === 401)
    note('refusal', error.httpStatus === undefined ? 'hidden' : `HTTP ${error.httpStatus} and reason`);
  if (!platform.showsRefusals) {
    expectEqual([error.code, seen.length], ['connect-refused', 2], 'the error and the dials');
    return;
  }
  expectEqual([error.code, error.httpStatus, seen.length], [code, status, dials], 'the error and the dials');
  expectEqual(error.requestId, seen.at(-1)?.requestId, 'the request id');
  expectThat(error.message.includes(REASON), `the reason is missing from: ${error.message}`);
}

/** How long a platform may take for an event after the last one: the absence of one can only be waited for. */
const QUIET_MS = 500;

function eventsOf(socket: RawSocket): Promise<readonly string[]> {
  const events: string[] = [];
  return new Promise((resolve) => {
    const note = (text: string): void => {
      events.push(text);
      setTimeout(() => resolve([...events]), QUIET_MS);
    };
    socket.addEventListener('open', () => note('open'));
    socket.addEventListener('error', () => note('error'));
    socket.addEventListener('close', (event) => note(`close ${codeOf(event)}`));
  });
}

function codeOf(event: unknown): string {
  return typeof event === 'object' && event !== null && 'code' in event ? String(event.code) : 'without a code';
}
