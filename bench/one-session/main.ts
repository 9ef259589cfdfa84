/**
 * One live session: its share of a core and its memory, client and server apart, over a looped stream in real time.
 *
 *     npm run bench:one-session -- --minutes 10
 *
 * A server of its own process gets the demo recording again and again from a session in this process. One line of JSON
 * a minute on stdout; the table at the end on stderr.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { encodeSamples, readWav } from '@turnstream/audio';
import { listen } from '@turnstream/flux';
import { processUsage, type ProcessUsage } from './process-usage.ts';

const CHUNK_MS = 20;
const BYTES_PER_MS = 32;

type Row = {
  readonly minute: number;
  readonly clientCore: number;
  readonly serverCore: number;
  readonly clientMegabytes: number;
  readonly serverMegabytes: number;
  readonly turns: number;
};

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const minutes = Number(values.minutes);
const server = spawn(
  process.execPath,
  [fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url)), 'serve', '--port', '0'],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
try {
  const url = await firstLine();
  const rows = await measure(url);
  console.error(table(rows));
} finally {
  server.kill();
}

async function firstLine(): Promise<string> {
  for await (const data of server.stdout) {
    const address = /ws:\/\/\S+/.exec(String(data))?.[0];
    if (address !== undefined) return address;
  }
  throw new Error('the server ended before it had an address');
}

async function measure(url: string): Promise<readonly Row[]> {
  const recording = readRecording();
  const session = listen({ apiKey: 'local', url, eagerEotThreshold: 0.5 });
  let turns = 0;
  const counting = (async (): Promise<void> => {
    for await (const event of session.events) if (event.type === 'turn-end') turns += 1;
  })();
  await session.opened;
  const rows: Row[] = [];
  let before = usages();
  let position = 0;
  const startedAt = performance.now();
  for (let minute = 1; minute <= minutes; minute += 1) {
    for (let sentMs = (minute - 1) * 60_000; sentMs < minute * 60_000; sentMs += CHUNK_MS) {
      const waitMs = startedAt + sentMs - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      session.send(recording.subarray(position, position + CHUNK_MS * BYTES_PER_MS));
      position = (position + CHUNK_MS * BYTES_PER_MS) % (recording.length - CHUNK_MS * BYTES_PER_MS);
    }
    const after = usages();
    const row: Row = {
      minute,
      clientCore: (after.client.cpuSeconds - before.client.cpuSeconds) / 60,
      serverCore: (after.server.cpuSeconds - before.server.cpuSeconds) / 60,
      clientMegabytes: after.client.residentMegabytes,
      serverMegabytes: after.server.residentMegabytes,
      turns,
    };
    before = after;
    rows.push(row);
    console.log(JSON.stringify(row));
  }
  await session.stop();
  await counting;
  return rows;
}

function usages(): { readonly client: ProcessUsage; readonly server: ProcessUsage } {
  return { client: processUsage(process.pid), server: processUsage(server.pid ?? 0) };
}

function readRecording(): Uint8Array {
  const read = readWav(readFileSync(new URL('../../fixtures/audio/demo.wav', import.meta.url)));
  if (read.kind !== 'ok') throw new Error('the demo recording cannot be read');
  return encodeSamples('linear16', read.audio.channels[0] ?? new Float32Array());
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(
    (row) =>
      `| ${row.minute} | ${percent(row.clientCore)} | ${percent(row.serverCore)} | ${row.clientMegabytes.toFixed(0)} | ${row.serverMegabytes.toFixed(0)} | ${row.turns} |`,
  );
  return [
    '| minute | client, of a core | server, of a core | client MB | server MB | turns |',
    '|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
