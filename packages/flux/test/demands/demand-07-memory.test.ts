import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { listen, type Session } from '@turnstream/flux';
import { createMemoryTransport, FakeClock, type MemoryTransport } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';

const FRAME = new Uint8Array(640).fill(1);
const FRAME_MS = 20;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Bytes of the heap and of buffers that are in use. */
async function usedBytes(): Promise<number> {
  for (let time = 0; time < 3; time += 1) {
    collectGarbage();
    // What waits for a turn of the event loop to be let go of.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

type Call = { readonly session: Session; readonly clock: FakeClock; readonly transport: MemoryTransport };

function beginCall(clock = new FakeClock()): Call {
  const transport = createMemoryTransport({ keepAudio: false });
  const session = listen({
    apiKey: 'any',
    clock,
    transport,
    eagerEotThreshold: 0.5,
    connection: { pingIntervalMs: 0 },
  });
  transport.latest.open({});
  transport.latest.receive({ type: 'Connected', request_id: 'request', sequence_id: 0 });
  return { session, clock, transport };
}

/** Says so many frames; the server tells of each quarter of a second, and ends a turn every four seconds. */
function speak({ session, clock, transport }: Call, from: number, to: number): void {
  for (let frame = from; frame < to; frame += 1) {
    session.send(FRAME);
    clock.advance(FRAME_MS);
    if (frame % 12 !== 11) continue;
    const place = Math.floor(frame / 12) % 16;
    const event = ({ 1: 'StartOfTurn', 14: 'EagerEndOfTurn', 15: 'EndOfTurn' } as const)[place] ?? 'Update';
    const words = Array.from({ length: place }, (_, index) => `word-${index}`);
    const end = ((frame + 1) * FRAME_MS) / 1_000;
    transport.latest.receive(
      JSON.stringify({
        type: 'TurnInfo',
        request_id: 'request',
        event,
        turn_index: Math.floor(frame / 192),
        audio_window_start: Math.max(0, end - 4),
        audio_window_end: end,
        transcript: words.join(' '),
        words: words.map((word) => ({ word, confidence: 0.9, start: end - 1, end })),
        end_of_turn_confidence: 0.5,
        sequence_id: frame,
      }),
    );
  }
}

/** Reads all events of a session, and keeps none. */
async function readAll(session: Session): Promise<number> {
  let turns = 0;
  for await (const { type } of session.events) if (type === 'turn-end') turns += 1;
  return turns;
}

/** A session that is opened, spoken into and closed. */
async function liveOnce(): Promise<void> {
  const call = beginCall();
  const reading = readAll(call.session);
  speak(call, 0, 150);
  const stopped = call.session.stop();
  call.transport.latest.close({});
  await stopped;
  await reading;
  if (call.clock.pending !== 0) throw new Error('a timer is left behind');
}

describe('demand 7: memory stays as it is', () => {
  it('over 36 000 frames: within 2 MB', async () => {
    const call = beginCall();
    const reading = readAll(call.session);
    speak(call, 0, 6_000);
    await new Promise((resolve) => setImmediate(resolve));
    const before = await usedBytes();
    for (let frame = 6_000; frame < 36_000; frame += 1_000) {
      speak(call, frame, frame + 1_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const grown = (await usedBytes()) - before;
    show('36 000 frames', grown);
    expect(grown).toBeLessThan(2e6);
    call.session.cancel();
    expect(await reading).toBe(Math.ceil(36_000 / 192));
  });

  it('over 1 000 sessions, opened and closed', async () => {
    for (let session = 0; session < 300; session += 1) await liveOnce();
    const before = await usedBytes();
    for (let session = 0; session < 1_000; session += 1) await liveOnce();
    const grown = (await usedBytes()) - before;
    show('1 000 sessions', grown);
    expect(grown).toBeLessThan(1e6);
  });

  it('over 1 000 dials that fail while audio comes', async () => {
    const clock = new FakeClock();
    const dials: number[] = [];
    const session = listen({
      apiKey: 'any',
      clock,
      connection: { maxFailedDials: 10_000, maxRedialDelayMs: 200 },
      transport: {
        dial: (url, credential, handlers) => {
          dials.push(clock.now());
          const memory = createMemoryTransport();
          const client = memory.dial(url, credential, handlers);
          queueMicrotask(() => memory.latest.fail({ message: 'no route' }));
          return client;
        },
      },
    });
    const fail = async (count: number): Promise<void> => {
      for (const until = dials.length + count; dials.length < until; await clock.advanceAsync(FRAME_MS)) {
        session.send(FRAME);
      }
    };
    // The buffer of 30 s is full by then.
    await fail(500);
    const before = await usedBytes();
    await fail(1_000);
    const grown = (await usedBytes()) - before;
    show('1 000 failed dials', grown);
    expect(grown).toBeLessThan(1e6);
    session.cancel();
  });

  it('where nobody reads the events: a reader that is too far behind is told so', async () => {
    const call = beginCall();
    const reader = call.session.events[Symbol.asyncIterator]();
    speak(call, 0, 192 * 4_000);
    const before = await usedBytes();
    speak(call, 192 * 4_000, 192 * 4_500);
    expect((await usedBytes()) - before).toBeLessThan(1e6);
    const read = async (): Promise<void> => {
      while ((await reader.next()).done !== true);
    };
    await expect(read()).rejects.toMatchObject({ code: 'buffer-overflow' });
    call.session.cancel();
  });
});

/** The figures, where they are asked for. */
function show(what: string, grownBytes: number): void {
  if (process.env['TURNSTREAM_SHOW_MEMORY'] !== undefined) {
    process.stdout.write(`${what}: ${(grownBytes / 1e6).toFixed(3)} MB\n`);
  }
}
