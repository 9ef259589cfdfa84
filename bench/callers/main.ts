/**
 * How many live callers a machine serves before ends of turns come late.
 *
 *     npm run bench:callers -- --callers 1,4,8,12 --mode adaptive,final-only [--rounds 1] [--workers 2]
 *
 * A server in a process of its own gets so many callers at once, in real time, who say the recordings of the fixtures and
 * are quiet for 5 s behind each. The delay of an end is the wall time at which it came less the moment at which the audio it
 * was decided on had been spoken. `final-only` decodes nothing but the words of each longer pause, once: the physical limit.
 * With --workers the server is so many worker threads, each with an engine and a share of the callers. "Others" are the cores that
 * neither the server nor the callers took.
 * One line of JSON a run on stdout, a table on stderr. The exit code is 1 on an error, a lost turn, or words that differ
 * between callers who said the same.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { quantile } from '../client/lib/quantile.ts';
import { processUsage } from '../one-session/process-usage.ts';
import { call } from './call.ts';
import type { CallResult } from './call.ts';
import { ROTATIONS, scriptAudio } from './script-audio.ts';

/** Between two callers' first words, so that they do not speak in step. */
const STAGGER_MS = 1_370;
const MEMORY_INTERVAL_MS = 30_000;

type Row = {
  readonly mode: string;
  readonly callers: number;
  readonly served: number;
  readonly minutes: number;
  readonly turns: number;
  readonly endP50Ms: number;
  readonly endP90Ms: number;
  readonly endMaxMs: number;
  readonly updateP90Ms: number;
  readonly silenceP50Ms: number;
  readonly serverCores: number;
  readonly callerCores: number;
  readonly otherCores: number;
  readonly memoryMegabytes: readonly number[];
  readonly lostTurns: number;
  readonly differing: number;
  readonly errors: readonly string[];
};

const { values } = parseArgs({
  options: {
    callers: { type: 'string', default: '1,4,8' },
    mode: { type: 'string', default: 'adaptive' },
    rounds: { type: 'string', default: '1' },
    workers: { type: 'string', default: '0' },
  },
});
const rounds = Number(values.rounds);
const rows: Row[] = [];
for (const mode of values.mode.split(',')) {
  for (const callers of values.callers.split(',').map(Number)) {
    const row = await run(mode, callers);
    rows.push(row);
    console.log(JSON.stringify(row));
  }
}
console.error(table(rows));
if (rows.some(({ lostTurns, differing, errors }) => lostTurns + differing + errors.length > 0)) process.exitCode = 1;

async function run(mode: string, callers: number): Promise<Row> {
  console.error(`${mode}, ${callers} callers`);
  const server = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      '--conditions=@turnstream/source',
      fileURLToPath(new URL('server-process.ts', import.meta.url)),
      mode,
      values.workers,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const urls = await firstLine(server);
    const { pid = 0 } = server;
    const before = { server: processUsage(pid), own: processUsage(process.pid), machine: busyCpuSeconds() };
    const startedAt = performance.now();
    const memoryMegabytes: number[] = [];
    const watch = setInterval(
      () => memoryMegabytes.push(Math.round(processUsage(pid).residentMegabytes)),
      MEMORY_INTERVAL_MS,
    );
    const audio = Array.from({ length: ROTATIONS }, (_, rotation) => scriptAudio(rotation));
    const results = await Promise.all(
      Array.from({ length: callers }, async (_, index) => {
        await new Promise((resolve) => setTimeout(resolve, index * STAGGER_MS));
        const rotation = index % ROTATIONS;
        return call(urls[index % urls.length] ?? '', rotation, audio[rotation] ?? new Uint8Array(0), rounds);
      }),
    );
    clearInterval(watch);
    const seconds = (performance.now() - startedAt) / 1_000;
    const serverCores = (processUsage(pid).cpuSeconds - before.server.cpuSeconds) / seconds;
    const callerCores = (processUsage(process.pid).cpuSeconds - before.own.cpuSeconds) / seconds;
    const otherCores = (busyCpuSeconds() - before.machine) / seconds - serverCores - callerCores;
    const usage = { minutes: seconds / 60, serverCores, callerCores, otherCores, memoryMegabytes };
    return summarise(values.workers === '0' ? mode : `${mode}, ${values.workers} workers`, callers, results, usage);
  } finally {
    server.kill();
  }
}

function summarise(
  mode: string,
  callers: number,
  results: readonly CallResult[],
  usage: Pick<Row, 'minutes' | 'serverCores' | 'callerCores' | 'otherCores' | 'memoryMegabytes'>,
): Row {
  const served = results.filter(({ errors }) => !errors.some((error) => error.includes('429')));
  const sorted = (pick: (result: CallResult) => readonly number[]): number[] =>
    served.flatMap((result) => [...pick(result)]).toSorted((one, other) => one - other);
  const ends = sorted(({ endDelaysMs }) => endDelaysMs);
  return {
    mode,
    callers,
    served: served.length,
    ...usage,
    turns: ends.length,
    endP50Ms: Math.round(quantile(ends, 0.5)),
    endP90Ms: Math.round(quantile(ends, 0.9)),
    endMaxMs: Math.round(quantile(ends, 1)),
    updateP90Ms: Math.round(
      quantile(
        sorted(({ updateDelaysMs }) => updateDelaysMs),
        0.9,
      ),
    ),
    silenceP50Ms: Math.round(
      quantile(
        sorted(({ decisionSilencesMs }) => decisionSilencesMs),
        0.5,
      ),
    ),
    lostTurns: served.reduce((sum, { turnsStarted, turns }) => sum + Math.abs(turnsStarted - turns.length), 0),
    differing: mode.startsWith('adaptive') ? 0 : countDiffering(served),
    errors: served.flatMap(({ errors }) => [...errors]),
  };
}

/** Callers who said the same in the same order and whose turns are not the same all the same. */
function countDiffering(results: readonly CallResult[]): number {
  const first = new Map<number, string>();
  let differing = 0;
  for (const { rotation, turns } of results) {
    const text = turns.join('\n');
    if ((first.get(rotation) ?? text) !== text) differing += 1;
    first.set(rotation, first.get(rotation) ?? text);
  }
  return differing;
}

async function firstLine(server: ChildProcess): Promise<readonly string[]> {
  for await (const data of server.stdout ?? []) {
    const addresses = String(data).match(/ws:\/\/\S+/gu);
    if (addresses !== null) return addresses;
  }
  throw new Error('the server ended before it had an address');
}

/** Of all cores and processes, since the machine started. */
function busyCpuSeconds(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1_000;
}

function table(made: readonly Row[]): string {
  const head =
    '| mode | callers | served | turns | end p50 | end p90 | end most | update p90 | server, cores | callers | others | server MB |';
  const line = '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |';
  const lines = made.map(
    (row) =>
      `| ${row.mode} | ${row.callers} | ${row.served} | ${row.turns} | ${row.endP50Ms} ms | ${row.endP90Ms} ms | ${row.endMaxMs} ms | ${row.updateP90Ms} ms | ${[row.serverCores, row.callerCores, row.otherCores].map((cores) => cores.toFixed(2)).join(' | ')} | ${row.memoryMegabytes.at(0) ?? '-'} to ${row.memoryMegabytes.at(-1) ?? '-'} |`,
  );
  return [head, line, ...lines].join('\n');
}
