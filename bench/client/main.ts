/**
 * What a live session costs: CPU for each 20 ms of audio and the latency added to events, for a bare WebSocket client,
 * the official SDK, LiveKit's `STTv2` and ours, all in one run, in turn.
 *
 *     npm run bench:client -- --sessions 50,200 --seconds 30 --rounds 3 --json
 *
 * The server is a process of its own, each client gets a fresh process in each round. What a client hears and what the
 * server hears is checked before time is taken, and again in every run. JSON Lines on stdout (`--json`), the rest on stderr.
 */
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { buildProcesses } from './lib/build-processes.ts';
import { checkRun } from './lib/check-run.ts';
import { nextMessage, startChild } from './lib/child.ts';
import { FluxScript } from './lib/flux-script.ts';
import { FluxServer } from './lib/flux-server.ts';
import { installPeers } from './lib/install-peers.ts';
import { readOptions, wholeFrames, type BenchOptions } from './lib/options.ts';
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

/** Every client by itself, at the same time: what it hears, and what is heard of it. */
async function checkClients(): Promise<void> {
  console.error(`checking that every client hears and is heard (${(WARM_UP_FRAMES + CHECK_FRAMES) / 50} s) ...`);
  const results = await Promise.all(
    options.clients.map(async (client) => {
      const server = await FluxServer.start(programOf('server'), CAPTURE);
      try {
        const plan = planOf(server, client, CHECK_SESSIONS, CHECK_FRAMES);
        return (await tryRun(server, plan)).offences.map((offence) => `${client}: ${offence}`);
      } finally {
        server.stop();
      }
    }),
  );
  const offences = results.flat();
  if (offences.length > 0) throw new Error(`nothing was measured:\n${offences.join('\n')}`);
}

async function measure({ sessions, rounds, clients, frames }: BenchOptions): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  const server = await FluxServer.start(programOf('server'), CAPTURE);
  try {
    for (const count of sessions) {
      for (let round = 0; round < rounds; round += 1) {
        // What the pace itself costs comes first.
        for (const client of ['none', ...clients] as const) {
          const result = await runChecked(server, planOf(server, client, count, frames));
          measured.push({ round, client, sessions: count, result });
          const { cpuMicrosecondsPerFrame, latency, paceLagMs, residentMegabytes } = result;
          const figures = { cpuMicrosecondsPerFrame, latency, paceLagMs, residentMegabytes };
          print({ type: 'run', round, client, sessions: count, ...figures });
          console.error(
            `round ${round + 1}, ${count} sessions, ${client}: ${cpuMicrosecondsPerFrame.toFixed(2)} us per 20 ms, ` +
              `latency ${latency.medianMs.toFixed(3)} ms (p99 ${latency.p99Ms.toFixed(2)} ms, ${latency.count} events), ` +
              `pace up to ${paceLagMs.toFixed(0)} ms late`,
          );
        }
      }
    }
  } finally {
    server.stop();
  }
  return measured;
}

async function runChecked(server: FluxServer, plan: RunPlan): Promise<RunResult> {
  for (let attempt = 1; ; attempt += 1) {
    const { result, offences } = await tryRun(server, plan);
    if (offences.length === 0) return result;
    const said = `${plan.client} with ${plan.sessions} sessions: ${offences.join('; ')}`;
    if (attempt === TRIES) throw new Error(said);
    console.error(`${said}. Once more.`);
  }
}

async function tryRun(
  server: FluxServer,
  plan: RunPlan,
): Promise<{ readonly result: RunResult; readonly offences: readonly string[] }> {
  const child = startChild(programOf('client'), JSON.stringify(plan), options.nodeOptions);
  try {
    const result = await nextMessage<RunResult>(child);
    if (child.exitCode === null) await once(child, 'exit');
    return { result, offences: checkRun(plan, result, await server.report(), script) };
  } finally {
    child.kill();
  }
}

function planOf(server: FluxServer, client: ClientName, sessions: number, frames: number): RunPlan {
  return { client, url: server.url, sessions, warmUpFrames: WARM_UP_FRAMES, frames };
}

function print(line: object): void {
  if (options.json) console.log(JSON.stringify(line));
}
