import type { LiveStream } from '../live-stream.ts';
import type { Finding, Probe, ProbeContext } from '../probe.ts';

/** Longer than the 60 s after which an idle stream is closed. */
const IDLE_SECONDS = 80;
const BEAT_SECONDS = 20;

/** Waits out the idle limit, doing something every 20 s; says when and how the stream ended. */
async function idle(
  context: ProbeContext,
  beat: (stream: LiveStream) => void,
): Promise<{ readonly stream: LiveStream; readonly seconds: number }> {
  const stream = await context.open();
  const startedAt = performance.now();
  for (let waited = 0; waited < IDLE_SECONDS && stream.end === undefined; waited += BEAT_SECONDS) {
    await stream.waitFor(() => stream.end !== undefined, BEAT_SECONDS * 1_000);
    if (stream.end === undefined) beat(stream);
  }
  return { stream, seconds: Math.round((performance.now() - startedAt) / 1_000) };
}

function describeIdle(stream: LiveStream, seconds: number): string {
  return stream.end === undefined
    ? `open after ${seconds} s`
    : `${stream.texts.at(-1) ?? ''}; ${stream.describeEnd()} after ${seconds} s`;
}

/** What keeps a stream without audio open. They cost time and no audio. */
export const IDLE_PROBES: readonly Probe[] = [
  {
    id: 'idle',
    rules: 'R70',
    asks: 'a stream without audio and pings',
    expected: 'Error INACTIVE_CLIENT and the close after 60 s',
    audioSeconds: 0,
    waitSeconds: IDLE_SECONDS,
    run: async (context): Promise<Finding> => {
      const { stream, seconds } = await idle(context, () => undefined);
      const last = stream.messages.at(-1);
      const agrees = last?.type === 'Error' && last.code === 'INACTIVE_CLIENT' && seconds >= 55 && seconds <= 75;
      return { seen: describeIdle(stream, seconds), agrees };
    },
  },
  {
    id: 'idle-with-pings',
    rules: 'R71',
    asks: 'a stream without audio, with a ping every 20 s',
    expected: 'stays open',
    audioSeconds: 0,
    waitSeconds: IDLE_SECONDS,
    run: async (context): Promise<Finding> => {
      const { stream, seconds } = await idle(context, (open) => open.ping());
      return { seen: describeIdle(stream, seconds), agrees: stream.end === undefined };
    },
  },
  {
    id: 'idle-with-text',
    rules: 'R70',
    asks: 'a stream without audio, with a Configure every 20 s',
    audioSeconds: 0,
    waitSeconds: IDLE_SECONDS,
    run: async (context): Promise<Finding> => {
      const { stream, seconds } = await idle(context, (open) => open.sendJson({ type: 'Configure', keyterms: [] }));
      return { seen: describeIdle(stream, seconds) };
    },
  },
];
