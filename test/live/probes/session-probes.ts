import { listen, type TurnEvent } from '@turnstream/flux';
import type { Probe, ProbeContext } from '../probe.ts';
import { readRecording } from '../recordings.ts';

const CHUNK_BYTES = 2_560;
const CHUNK_SECONDS = 0.08;

/** Plays a recording through a session of `@turnstream/flux` and says what its caller sees. */
async function playThroughSession(
  context: ProbeContext,
): Promise<{ readonly events: readonly TurnEvent[]; readonly said: string }> {
  const { url, apiKey, rate, allowance, signal } = context;
  const recording = readRecording('demo.wav');
  await using session = listen({
    url,
    apiKey: apiKey ?? 'none',
    eagerEotThreshold: 0.5,
    resume: { rate: Math.max(1.25, rate) },
    signal,
  });
  const told: string[] = [];
  session.on('warning', ({ code, message }) => told.push(`warning ${code}: ${message}`));
  session.on('error', ({ code, message }) => told.push(`error ${code}: ${message}`));
  session.on('message', (message) => context.note({ kind: 'session-message', message }));
  const events: TurnEvent[] = [];
  const reading = (async () => {
    for await (const event of session.events) events.push(event);
  })();
  // What ends the session ends the calls below too; they say it.
  reading.catch(() => undefined);
  await session.opened;
  await session.configure({ eotThreshold: 0.75 });
  const audio = new Uint8Array(recording.bytes.byteLength + 32_000);
  audio.set(recording.bytes);
  for (let start = 0; start < audio.byteLength; start += CHUNK_BYTES) {
    allowance.take(CHUNK_SECONDS);
    session.send(audio.subarray(start, start + CHUNK_BYTES));
    await context.pause(80 / rate);
  }
  await session.finish();
  await reading;
  const { usage } = session;
  allowance.take(usage.replayedSeconds + usage.silentSeconds);
  const counts = `sent ${usage.sentSeconds.toFixed(2)} s, replayed ${usage.replayedSeconds}, silent ${usage.silentSeconds}, lost ${usage.lostSeconds}`;
  return { events, said: [counts, ...told].join('; ') };
}

/** The client of this repository against the server. */
export const SESSION_PROBES: readonly Probe[] = [
  {
    id: 'session',
    rules: 'R52 R64 R68 R72 R100-R111',
    asks: 'a recording through a session of @turnstream/flux: dial, Configure, three turns, finish()',
    expected: 'three turns, each ended once, nothing lost, no warning',
    audioSeconds: 20,
    run: async (context) => {
      const { events, said } = await playThroughSession(context);
      const turns = events.flatMap((event) => (event.type === 'turn-end' ? [event] : []));
      const starts = events.filter(({ type }) => type === 'turn-start').length;
      const texts = turns.map(({ transcript, reason }) => `"${transcript}" (${reason})`).join(', ');
      const agrees = turns.length === 3 && starts === 3 && !/warning|error/u.test(said) && said.endsWith('lost 0');
      return { seen: `${texts}; ${said}`, agrees };
    },
  },
];
