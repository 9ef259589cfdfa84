/** A process with many live calls of one variant: takes a plan, gives back what it measured and heard. */
import type { BenchSession } from '../client/client/bench-client.ts';
import { LatencyLog } from '../client/client/latency-log.ts';
import { pace } from '../client/client/pace.ts';
import { TAIL_FRAMES } from '../client/lib/audio-loop.ts';
import type { GivenPlan, RunResult } from '../client/lib/run.ts';
import type { Plan, Variant } from './plan.ts';
import { bareSession } from './variants/bare-session.ts';
import type { OpenCall } from './variants/open-call.ts';
import { pipelineCall } from './variants/pipeline-call.ts';

const DIALS_AT_ONCE = 20;

const plan: GivenPlan<Plan> = JSON.parse(process.argv[2] ?? '');
const result = await run(plan);
process.send?.(result, () => process.exit());

async function run({ variant, url, sessions: count, warmUpFrames, frames }: GivenPlan<Plan>): Promise<RunResult> {
  const triggers = new LatencyLog(Math.ceil((count * (warmUpFrames + frames + TAIL_FRAMES)) / 50));
  const heard: string[][] = Array.from({ length: count }, () => []);
  const open = openerOf(variant);
  const calls: BenchSession[] = [];
  while (calls.length < count) {
    const rest = Array.from({ length: Math.min(DIALS_AT_ONCE, count - calls.length) }, (_, index) =>
      begin(open, url, heard[calls.length + index] ?? [], triggers),
    );
    calls.push(...(await Promise.all(rest)));
  }
  let begun = process.cpuUsage();
  let used = begun;
  const paceLagMs = await pace({
    sessions: count,
    frames: warmUpFrames + frames + TAIL_FRAMES,
    send: (call, frame) => calls[call]?.send(frame),
    passed: (passed) => {
      if (passed === warmUpFrames) {
        triggers.begin();
        begun = process.cpuUsage();
      } else if (passed === warmUpFrames + frames) used = process.cpuUsage(begun);
    },
  });
  const latency = triggers.summarise();
  const residentMegabytes = process.memoryUsage.rss() / 2 ** 20;
  await Promise.all(calls.map((call) => call.end()));
  const cpuMicrosecondsPerFrame = (used.user + used.system) / (count * frames);
  return { cpuMicrosecondsPerFrame, latency, paceLagMs, residentMegabytes, heard };
}

function begin(open: OpenCall, url: string, turns: string[], triggers: LatencyLog): Promise<BenchSession> {
  return open(
    url,
    (event, transcript) => {
      if (event === 'start') turns.push('start');
      else if (event !== 'update') turns.push(`${event} ${transcript}`);
    },
    (requestId) => triggers.take(requestId),
  );
}

function openerOf(variant: Variant): OpenCall {
  switch (variant) {
    case 'session':
      return bareSession();
    case 'pushed':
      return pipelineCall(false);
    case 'source':
      return pipelineCall(true);
    case 'none':
      return async () => ({ send: () => undefined, end: async () => undefined });
  }
}
