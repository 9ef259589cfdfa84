/** A process with many live sessions of one client: takes a plan, gives back what it measured and heard. */
import { TAIL_FRAMES } from '../lib/audio-loop.ts';
import type { ClientName, GivenPlan, RunPlan, RunResult } from '../lib/run.ts';
import type { BenchSession, Hear, OpenSession } from './bench-client.ts';
import { bareSocket } from './clients/bare-socket.ts';
import { keepingSocket } from './clients/keeping-socket.ts';
import { livekit } from './clients/livekit.ts';
import { officialSdk } from './clients/official-sdk.ts';
import { turnstream } from './clients/turnstream.ts';
import { LatencyLog } from './latency-log.ts';
import { pace } from './pace.ts';

/** More than one session is told in a second. */
const MAX_EVENTS_PER_SECOND = 15;

const DIALS_AT_ONCE = 20;

const plan: GivenPlan<RunPlan> = JSON.parse(process.argv[2] ?? '');
const result = await run(plan);
process.send?.(result, () => process.exit());

async function run({ client, url, sessions: count, warmUpFrames, frames }: GivenPlan<RunPlan>): Promise<RunResult> {
  const latencies = new LatencyLog(
    Math.ceil((count * (warmUpFrames + frames + TAIL_FRAMES) * MAX_EVENTS_PER_SECOND) / 50),
  );
  const heard: string[][] = Array.from({ length: count }, () => []);
  const open = await clientOf(client);
  const sessions: BenchSession[] = [];
  while (sessions.length < count) {
    const rest = Array.from({ length: Math.min(DIALS_AT_ONCE, count - sessions.length) }, (_, index) =>
      open(url, hearer(heard[sessions.length + index] ?? [], latencies)),
    );
    sessions.push(...(await Promise.all(rest)));
  }
  let begin = process.cpuUsage();
  let used = begin;
  const paceLagMs = await pace({
    sessions: count,
    frames: warmUpFrames + frames + TAIL_FRAMES,
    send: (session, frame) => sessions[session]?.send(frame),
    passed: (passed) => {
      if (passed === warmUpFrames) {
        latencies.begin();
        begin = process.cpuUsage();
      } else if (passed === warmUpFrames + frames) used = process.cpuUsage(begin);
    },
  });
  const latency = latencies.summarise();
  const residentMegabytes = process.memoryUsage.rss() / 2 ** 20;
  await Promise.all(sessions.map((session) => session.end()));
  return {
    cpuMicrosecondsPerFrame: (used.user + used.system) / (count * frames),
    latency,
    paceLagMs,
    residentMegabytes,
    heard,
  };
}

function hearer(turns: string[], latencies: LatencyLog): Hear {
  return (event, requestId, transcript) => {
    latencies.take(requestId);
    if (event === 'start') turns.push('start');
    else if (event !== 'update') turns.push(`${event} ${transcript}`);
  };
}

function clientOf(name: ClientName): OpenSession | Promise<OpenSession> {
  switch (name) {
    case 'ws-80ms':
      return bareSocket(4);
    case 'ws-20ms':
      return bareSocket(1);
    case 'ws-keeping':
      return keepingSocket();
    case 'deepgram-sdk-80ms':
      return officialSdk(4);
    case 'deepgram-sdk-20ms':
      return officialSdk(1);
    case 'livekit-stt-v2':
      return livekit();
    case 'turnstream':
      return turnstream();
    case 'none':
      return async () => ({ send: () => undefined, end: async () => undefined });
  }
}
