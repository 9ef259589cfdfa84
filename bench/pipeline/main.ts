/**
 * What the pipeline costs: CPU for each 20 ms of audio beside a bare session, and the time from the end of a turn on the wire
 * to the request to the language model.
 *
 *     npm run bench:pipeline -- --sessions 50 --seconds 40 --rounds 3
 *
 * The server and each variant run in processes of their own, in turn, or with `--together` at the same time: then a machine
 * that is faster in one minute than in the next is the same for all of them. What is heard on either side is checked in every run.
 * JSON Lines on stdout, tables on stderr.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildProcesses } from '../client/lib/build-processes.ts';
import { checkRun } from '../client/lib/check-run.ts';
import { FluxScript } from '../client/lib/flux-script.ts';
import { FluxServer } from '../client/lib/flux-server.ts';
import { wholeFrames } from '../client/lib/options.ts';
import { median } from '../client/lib/quantile.ts';
import { runChildren } from '../client/lib/run-children.ts';
import type { RunResult } from '../client/lib/run.ts';
import { measureAddedCost } from './added-cost.ts';
import { measureCancelling } from './cancelling.ts';
import { VARIANTS, type Plan, type Variant } from './plan.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const CAPTURE = fileURLToPath(new URL('../../packages/flux/test/fixtures/live-capture.json', import.meta.url));
/** Longer than a turn: what runs for each message is compiled too. */
const WARM_UP_FRAMES = wholeFrames(25);

/** A run that the machine disturbed is tried once more. */
const TRIES = 4;

type Measured = { readonly round: number; readonly variant: Variant; readonly result: RunResult };

const { values } = parseArgs({
  options: {
    sessions: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '40' },
    rounds: { type: 'string', default: '3' },
    together: { type: 'boolean', default: false },
    node: { type: 'string', multiple: true, default: [] },
  },
});
const [sessions, rounds, frames] = [
  Number(values.sessions),
  Number(values.rounds),
  wholeFrames(Number(values.seconds)),
];
const programOf = await buildProcesses(FOLDER, { server: '../client/server/process.ts', calls: 'process.ts' });
const script = new FluxScript(CAPTURE);
const added = await measureAddedCost();
console.log(JSON.stringify({ type: 'added-cost', ...added }));
const cancelled = await measureCancelling();
for (const row of cancelled) console.log(JSON.stringify({ type: 'cancel', ...row }));
const runs = await measure();
console.error(`\n${cpuTable(runs)}\n\n${latencyTable(runs)}\n`);
const { sessionMicroseconds, pipelineMicroseconds } = added;
console.error(
  `without a network: session ${sessionMicroseconds.toFixed(2)} us, pipeline ${pipelineMicroseconds.toFixed(2)} us for each 20 ms`,
);
for (const { what, times, medianMs, mostMs } of cancelled) {
  console.error(
    `CancelFrame at the sink ${what}: ${medianMs.toFixed(1)} ms (median of ${times}), ${mostMs.toFixed(1)} ms at most`,
  );
}

async function measure(): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  const variants = ['none', ...VARIANTS] as const;
  const groups = values.together ? [variants] : variants.map((variant) => [variant]);
  const server = await FluxServer.start(programOf('server'), CAPTURE, values.together ? variants.length : 1);
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const group of groups) {
        const results = await runChecked(server, group);
        for (const [index, variant] of group.entries()) {
          const result = results[index];
          if (result === undefined) continue;
          measured.push({ round, variant, result });
          const { cpuMicrosecondsPerFrame, latency, paceLagMs, residentMegabytes } = result;
          const figures = { cpuMicrosecondsPerFrame, latency, paceLagMs, residentMegabytes };
          console.log(JSON.stringify({ type: 'run', round, variant, sessions, ...figures }));
        }
      }
    }
  } finally {
    server.stop();
  }
  return measured;
}

async function runChecked(server: FluxServer, group: readonly Variant[]): Promise<readonly RunResult[]> {
  const plans = group.map((variant): Plan => ({ variant, sessions, warmUpFrames: WARM_UP_FRAMES, frames }));
  for (let attempt = 1; ; attempt += 1) {
    const childRuns = await runChildren(programOf('calls'), server, plans, values.node);
    const offences = childRuns.flatMap(({ result, audio }, index) => {
      const plan = plans[index];
      if (plan === undefined) return [];
      const client = plan.variant === 'none' ? 'none' : 'turnstream';
      const late = `pace up to ${result.paceLagMs.toFixed(0)} ms late`;
      return checkRun({ ...plan, client }, result, audio, script).map(
        (offence) => `${plan.variant}: ${offence} (${late})`,
      );
    });
    if (offences.length === 0) return childRuns.map(({ result }) => result);
    if (attempt === TRIES) throw new Error(offences.join('\n'));
    console.error(`${offences.join('\n')}\nOnce more.`);
  }
}

function cpuTable(measured: readonly Measured[]): string {
  const idle = new Map(measured.map(({ round, variant, result }) => [`${round} ${variant}`, result]));
  const cpu = (round: number, variant: Variant): number =>
    (idle.get(`${round} ${variant}`)?.cpuMicrosecondsPerFrame ?? 0) -
    (idle.get(`${round} none`)?.cpuMicrosecondsPerFrame ?? 0);
  const rows = VARIANTS.map((variant) => {
    const own = measured.filter((run) => run.variant === variant);
    const each = own.map(({ round }) => cpu(round, variant));
    const ratio = median(own.map(({ round }) => cpu(round, variant) / cpu(round, 'session')));
    const memory = median(own.map(({ result }) => result.residentMegabytes));
    const range = `${Math.min(...each).toFixed(1)}-${Math.max(...each).toFixed(1)}`;
    return `| ${variant} | ${median(each).toFixed(1)} us (${range}) | ${ratio.toFixed(2)}x | ${memory.toFixed(0)} MB |`;
  });
  return ['| variant | CPU per 20 ms (min-max) | of session | memory |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

function latencyTable(measured: readonly Measured[]): string {
  const rows = VARIANTS.map((variant) => {
    const own = measured.filter((run) => run.variant === variant).map(({ result }) => result.latency);
    const count = own.reduce((sum, latency) => sum + latency.count, 0);
    const at = (read: (latency: RunResult['latency']) => number): string => `${median(own.map(read)).toFixed(2)} ms`;
    return `| ${variant} | ${count} | ${at(({ medianMs }) => medianMs)} | ${at(({ p90Ms }) => p90Ms)} | ${at(({ p99Ms }) => p99Ms)} |`;
  });
  return ['| EndOfTurn on the wire to | turns | median | p90 | p99 |', '| --- | --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}
