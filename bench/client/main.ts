/**
 * What a live session costs: CPU for each 20 ms of audio and the latency added to events, for a bare WebSocket client,
 * the official SDK, LiveKit's `STTv2` and ours, all in one run: in turn, or at the same time with `--together`. Where the machine
 * is faster in one minute than in the next, only the latter compares their CPU; the latency of a client is then that of a
 * machine with others on it.
 *
 *     npm run bench:client -- --sessions 50,200 --seconds 30 --rounds 3 --json
 *     npm run bench:client -- --clients ws-80ms,ws-20ms,turnstream --sessions 100 --together
 *
 * The server is a process of its own, each client gets a fresh process in each round. What a client hears and what the
 * server hears is checked before time is taken, and again in every run. JSON Lines on stdout (`--json`), the rest on stderr.
 */
import { fileURLToPath } from 'node:url';
import { buildProcesses } from './lib/build-processes.ts';
import { checkRun } from './lib/check-run.ts';
import { FluxScript } from './lib/flux-script.ts';
import { FluxServer } from './lib/flux-server.ts';
import { installPeers } from './lib/install-peers.ts';
import { readOptions, wholeFrames, type BenchOptions } from './lib/options.ts';
import { runChildren } from './lib/run-children.ts';
import type { ClientName, RunPlan, RunResult } from './lib/run.ts';
import { judge, summarise, type Measured } from './lib/summary.ts';
import { budgetTable, summaryTable } from './lib/table.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const CAPTURE = fileURLToPath(new URL('../../packages/flux/test/fixtures/live-capture.json', import.meta.url));

/** Longer than a turn: what is measured is a call that goes on, and not how its memory grows in the first turn. */
const WARM_UP_FRAMES = wholeFrames(25);

/** Long enough to hear one turn whole and the next one begin. */
const CHECK_FRAMES = wholeFrames(19);
const CHECK_SESSIONS = 3;

/** A run that the machine disturbed is tried once more. */
const TRIES = 2;

const options = readOptions();
installPeers(FOLDER);
const programOf = await buildProcesses(FOLDER, { server: 'server/process.ts', client: 'client/process.ts' });
const script = new FluxScript(CAPTURE);
await checkClients();
const runs = await measure(options);
const summaries = summarise(runs);
for (const summary of summaries) print({ type: 'summary', ...summary });
const budgets = judge(summaries);
for (const budget of budgets) print({ type: 'budget', ...budget });
console.error(`\n${summaryTable(summaries)}\n\n${budgetTable(budgets)}`);

/** What every client hears, and what is heard of it. */
async function checkClients(): Promise<void> {
  console.error(`checking that every client hears and is heard (${(WARM_UP_FRAMES + CHECK_FRAMES) / 50} s) ...`);
  const server = await FluxServer.start(programOf('server'), CAPTURE, options.clients.length);
  try {
    const plans = options.clients.map((client) => planOf(client, CHECK_SESSIONS, CHECK_FRAMES));
    const { offences } = await tryRuns(server, plans);
    if (offences.length > 0) throw new Error(`nothing was measured:\n${offences.join('\n')}`);
  } finally {
    server.stop();
  }
}

async function measure({ sessions, rounds, clients, frames, together }: BenchOptions): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  // What the pace itself costs comes first.
  const names = ['none', ...clients] as const;
  const groups = together ? [names] : names.map((name) => [name]);
  const server = await FluxServer.start(programOf('server'), CAPTURE, together ? names.length : 1);
  try {
    for (const count of sessions) {
      for (let round = 0; round < rounds; round += 1) {
        for (const group of groups) {
          const results = await runChecked(
            server,
            group.map((client) => planOf(client, count, frames)),
          );
          for (const [index, client] of group.entries()) {
            const result = results[index];
            if (result === undefined) continue;
            measured.push({ round, client, sessions: count, result });
            tell(round, client, count, result);
          }
        }
      }
    }
  } finally {
    server.stop();
  }
  return measured;
}

function tell(round: number, client: ClientName, sessions: number, result: RunResult): void {
  const { cpuMicrosecondsPerFrame, latency, paceLagMs, residentMegabytes } = result;
  print({ type: 'run', round, client, sessions, cpuMicrosecondsPerFrame, latency, paceLagMs, residentMegabytes });
  console.error(
    `round ${round + 1}, ${sessions} sessions, ${client}: ${cpuMicrosecondsPerFrame.toFixed(2)} us per 20 ms, ` +
      `latency ${latency.medianMs.toFixed(3)} ms (p99 ${latency.p99Ms.toFixed(2)} ms, ${latency.count} events), ` +
      `pace up to ${paceLagMs.toFixed(0)} ms late`,
  );
}

async function runChecked(server: FluxServer, plans: readonly RunPlan[]): Promise<readonly RunResult[]> {
  for (let attempt = 1; ; attempt += 1) {
    const { results, offences } = await tryRuns(server, plans);
    if (offences.length === 0) return results;
    if (attempt === TRIES) throw new Error(offences.join('\n'));
    console.error(`${offences.join('\n')}\nOnce more.`);
  }
}

async function tryRuns(
  server: FluxServer,
  plans: readonly RunPlan[],
): Promise<{ readonly results: readonly RunResult[]; readonly offences: readonly string[] }> {
  const childRuns = await runChildren(programOf('client'), server, plans, options.nodeOptions);
  const offences = childRuns.flatMap(({ result, audio }, index) => {
    const plan = plans[index];
    if (plan === undefined) return [];
    return checkRun(plan, result, audio, script).map((offence) => `${plan.client}: ${offence}`);
  });
  return { results: childRuns.map(({ result }) => result), offences };
}

function planOf(client: ClientName, sessions: number, frames: number): RunPlan {
  return { client, sessions, warmUpFrames: WARM_UP_FRAMES, frames };
}

function print(line: object): void {
  if (options.json) console.log(JSON.stringify(line));
}
