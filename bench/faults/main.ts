/**
 * Twelve faults, each through the official SDK, LiveKit's `STTv2` and ours: words heard of words said, what the application
 * was told, turns left open, memory grown.
 *
 *     npm run bench:faults -- [--only 'reset,401'] [--clients 'turnstream'] [--at-once 6]
 *
 * A caller says 96 numbered words in 51 s, in real time, to a scripted server; each client has a process of its own. Every
 * call is made once. A line of JSON for each call on stdout, two tables on stderr. The exit code is 1 when a client did
 * not hear every word of the call without a fault, or ours left a turn open in any.
 */
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createScriptedServer } from '@turnstream/testing';
import { buildProcesses } from '../client/lib/build-processes.ts';
import { nextMessage, startChild } from '../client/lib/child.ts';
import { installPeers } from '../client/lib/install-peers.ts';
import { FAULTS, type Fault } from './lib/faults.ts';
import { CLIENT_NAMES, type ClientName, type RunPlan, type RunResult } from './lib/run.ts';
import { outcomeTable, shortTable, type Outcome } from './lib/table.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    clients: { type: 'string', default: CLIENT_NAMES.join(',') },
    'at-once': { type: 'string', default: '6' },
  },
});
const faults = FAULTS.filter(({ name }) => values.only?.split(',').includes(name) ?? true);
const clients = CLIENT_NAMES.filter((name) => values.clients.split(',').includes(name));
installPeers(FOLDER);
const programOf = await buildProcesses(FOLDER, { client: 'client/process.ts' });
const outcomes = await makeCalls(faults.flatMap((fault) => clients.map((client) => ({ fault, client }))));
console.error(`${outcomeTable(outcomes, faults)}\n\n${shortTable(outcomes, faults)}`);
for (const offence of outcomes.flatMap(offencesOf)) {
  console.error(offence);
  process.exitCode = 1;
}

async function makeCalls(calls: readonly { readonly fault: Fault; readonly client: ClientName }[]): Promise<Outcome[]> {
  const made: Outcome[] = [];
  const queue = calls.values();
  const caller = async (): Promise<void> => {
    for (const { fault, client } of queue) {
      const outcome = await makeCall(fault, client);
      made.push(outcome);
      console.log(JSON.stringify(outcome));
      console.error(`${outcome.fault}, ${outcome.client}: ${outcome.result.heard} of ${outcome.result.said} words`);
    }
  };
  await Promise.all(Array.from({ length: Number(values['at-once']) }, caller));
  return made;
}

async function makeCall({ name, script, act, usesToken }: Fault, client: ClientName): Promise<Outcome> {
  await using server = await createScriptedServer(script);
  const plan: RunPlan = { client, url: server.url, usesToken: usesToken === true, act };
  const child = startChild(programOf('client'), [JSON.stringify(plan)], ['--expose-gc']);
  try {
    const result = await nextMessage<RunResult>(child);
    if (child.exitCode === null) await once(child, 'exit');
    return { fault: name, client, result, dials: server.connections.length };
  } finally {
    child.kill();
  }
}

function offencesOf({ fault, client, result }: Outcome): readonly string[] {
  const offences: string[] = [];
  if (fault === 'none' && result.heard < result.said) offences.push(`${client} did not hear the call without a fault`);
  if (client === 'turnstream' && result.turnsLeftOpen > 0) offences.push(`${fault}: ours left a turn open`);
  return offences;
}
