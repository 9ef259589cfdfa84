import { inspect } from 'node:util';
import type { Logger } from '@turnstream/flux';
import { describe, expect, it } from 'vitest';
import { SessionWorld } from './session-world.ts';

const SECRET = 'secret key/123';

type Fault = readonly [name: string, happen: (world: SessionWorld) => void];

const faults: readonly Fault[] = [
  ...[400, 401, 402, 403, 404, 429, 500].map((httpStatus): Fault => [
    `HTTP ${httpStatus}`,
    ({ server }) => {
      const serverReason = `no ${SECRET} nor ${encodeURIComponent(SECRET)}`;
      server.fail({ message: `refused ${SECRET}`, httpStatus, serverReason, requestId: 'r-1' });
    },
  ]),
  ['a broken dial', ({ server }) => server.fail({ message: `cannot reach ${SECRET}` })],
  ['a close with a reason', (world) => (world.connect(), world.server.close({ code: 1011, reason: SECRET }))],
  ['a fatal error', (world) => (world.connect(), say(world, { type: 'Error', code: 'X', description: SECRET }))],
  [
    'an unreadable message',
    (world) => (world.connect(), say(world, { type: 'Error', code: 'UNPARSABLE_CLIENT_MESSAGE', description: SECRET })),
  ],
  ['a warning', (world) => (world.connect(), say(world, { type: 'Warning', code: 'X', description: SECRET }))],
  [
    'a refused Configure',
    (world) => {
      world.connect();
      world.wish(world.session.configure({ eotThreshold: 0.9 }));
      say(world, { type: 'ConfigureFailure', request_id: 'r', description: SECRET });
    },
  ],
  ['no Connected', (world) => (world.server.open(), world.clock.advance(60_000))],
  ['a call that was stopped', (world) => void world.session.stop()],
];

function say(world: SessionWorld, message: Readonly<Record<string, unknown>>): void {
  world.server.receive(JSON.stringify({ ...message, sequence_id: 1 }));
}

describe('the credential', () => {
  it.each(faults)('is in no output of %s', async (_name, happen) => {
    const outputs: unknown[] = [];
    const log = (...line: unknown[]): void => void outputs.push(line);
    const logger: Logger = { debug: log, info: log, warn: log, error: log };
    const world = new SessionWorld({ apiKey: SECRET, logger });
    for (const notice of ['state', 'message', 'warning', 'error', 'metrics'] as const) world.session.on(notice, log);
    happen(world);
    world.clock.advance(120_000);
    world.session.cancel();
    outputs.push(world.errors, world.warnings, await world.session.closed.catch((error: unknown) => error));
    const text = inspect(outputs, { depth: 20, showHidden: true });
    expect(text.length).toBeGreaterThan(100);
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(encodeURIComponent(SECRET));
  });
});
