import type { ContractCase } from '../contract-case.ts';
import { eventsUntil, expectBytes, expectEqual, expectThat, nextWarning, noise, speech } from '../expectations.ts';
import { awaitAudio, connected, hangUp, stopReading, turnInfo, type Script } from '../script-steps.ts';

const SLOW_SECONDS = 12;

/** Its turn is replayed from 0.48 s on: from inside of a chunk. */
const LATE_WORD = { word: 'one', confidence: 0.9, start: 1.03, end: 1.3 };
const CHUNK_MS = 100;
const CHUNK_BYTES = CHUNK_MS * 32;

/** A server that shows every half second that it hears. */
function answers(seconds: number): Script {
  const answer = [awaitAudio({ seconds: 0.5 }), turnInfo({ event: 'Update', transcript: '' })];
  return Array.from({ length: seconds * 2 }, () => answer).flat();
}

/** The caller's bytes on their way to the server. */
export const AUDIO_CASES: readonly ContractCase[] = [
  {
    name: 'delivers audio in order and unchanged, and no empty message',
    run: async ({ serve, listen }) => {
      const server = await serve([[connected(), ...answers(4)]]);
      const session = listen(server, { resume: { rate: Infinity } });
      const sent = speech(4);
      for (let start = 0, length = 1; start < sent.byteLength; start += length, length = (length * 7) % 3_331) {
        session.send(sent.subarray(start, start + length));
        session.send(new Uint8Array(0));
      }
      await session.finish();
      const [connection] = await server.until(([first]) => first?.end !== undefined);
      expectBytes(await server.audioOf(0), sent, 'the audio');
      expectThat(connection?.audioMessages.every((length) => length > 0) === true, 'a binary message was empty');
      expectEqual(session.usage.lostSeconds, 0, 'the lost seconds');
    },
  },
  {
    name: 'replays audio unchanged after a drop',
    run: async ({ serve, listen }) => {
      const server = await serve([
        [
          connected(),
          awaitAudio({ seconds: 1.5 }),
          turnInfo({ event: 'StartOfTurn', transcript: 'one', words: [LATE_WORD] }),
          awaitAudio({ seconds: 0.1 }),
          hangUp(),
        ],
        [
          connected(),
          awaitAudio({ seconds: 1 }),
          turnInfo({ event: 'StartOfTurn', transcript: 'one' }),
          turnInfo({ event: 'EndOfTurn', transcript: 'one two' }),
        ],
      ]);
      const session = listen(server, { resume: { rate: Infinity }, chunkMs: CHUNK_MS });
      const sent = speech(2);
      session.send(sent.subarray(0, 48_000));
      // What the server says right before it hangs up may be lost.
      await eventsUntil(session, 'turn-start');
      session.send(sent.subarray(48_000));
      await eventsUntil(session, 'turn-end');
      await session.stop();
      await server.until((seen) => seen[1]?.end !== undefined);
      const replayed = await server.audioOf(1);
      const from = positionOf(sent, replayed.subarray(0, 64));
      expectThat(from >= 0, 'the replayed audio is no part of what was sent');
      expectThat(from % CHUNK_BYTES !== 0, 'the replay should begin inside of a chunk');
      const common = sent.subarray(from);
      expectBytes(replayed.subarray(0, common.byteLength), common, 'the replayed audio');
    },
  },
  {
    name: 'finds a server that stops reading, and brings it all to the next one',
    run: async ({ platform, serve, listen, note }) => {
      const server = await serve([
        [connected(), stopReading()],
        [connected(), ...answers(SLOW_SECONDS)],
      ]);
      // More a second than the system's buffers hold, so that it waits in the socket.
      const session = listen(server, { encoding: 'linear32', sampleRateHz: 192_000, resume: { rate: 4 } });
      await session.opened;
      const sent = noise(192_000 * 4 * SLOW_SECONDS);
      const warned = nextWarning(session);
      session.send(sent);
      const warning = await warned;
      const found = ['stopped reading', 'stopped answering'].find((text) => warning.includes(text));
      note('buffered bytes', found === 'stopped reading' ? 'counted' : 'hidden');
      // Where they are not counted all is handed over, and only the missing answers tell.
      const expected = platform.showsBufferedBytes ? 'stopped reading' : 'stopped answering';
      expectThat(found === expected, `"${expected}" was expected, this came: ${warning}`);
      await session.finish();
      expectBytes(await server.audioOf(1), sent, 'the audio');
      expectEqual(session.usage.lostSeconds, 0, 'the lost seconds');
    },
  },
];

function positionOf(all: Uint8Array, part: Uint8Array): number {
  for (let start = 0; start + part.byteLength <= all.byteLength; start += 2) {
    if (part.every((byte, index) => all[start + index] === byte)) return start;
  }
  return -1;
}
