import { AudioBudget } from './audio-budget.ts';
import { openCapture } from './capture-file.ts';
import { readLiveArguments, USAGE, type LiveArguments } from './live-arguments.ts';
import { outcomeCounts, outcomeTable } from './print-outcomes.ts';
import { PROBES } from './probes/all-probes.ts';
import { createRedactor } from './redact.ts';
import { runProbes } from './run-probes.ts';
import { limitTime } from './time-limit.ts';
import type { Probe } from './probe.ts';

/** The dearest published price of Flux, in US dollars a minute of audio (multilingual, November 2026). */
const DOLLARS_PER_MINUTE = 0.0078;

/** What a probe may take beside the time of its audio. */
const GRACE_MS = 30_000;

process.exitCode = await verifyLive(process.argv.slice(2));

async function verifyLive(argv: readonly string[]): Promise<number> {
  let live: LiveArguments;
  try {
    if (argv.includes('--help')) throw new Error('Holds a Flux server to its protocol');
    live = readLiveArguments(argv, process.env, new Date());
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return argv.includes('--help') ? 0 : 2;
  }
  const { only } = live;
  const unknown = only.filter((id) => PROBES.every((probe) => probe.id !== id));
  if (unknown.length > 0) {
    say(`There is no probe ${unknown.join(', ')}. There are: ${PROBES.map(({ id }) => id).join(', ')}`);
    return 2;
  }
  const probes = PROBES.filter(({ id }) => only.length === 0 || only.includes(id));
  announce(live, probes);
  return live.isDryRun ? 0 : await run(live, probes);
}

async function run(live: LiveArguments, probes: readonly Probe[]): Promise<number> {
  const clean = createRedactor(live.apiKey);
  const budget = new AudioBudget(live.budgetSeconds);
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  using limit = limitTime(live.maxMinutes * 60_000, interrupted.signal);
  await using capture = await openCapture(live.capturePath, clean);
  capture.write({ kind: 'run', url: live.url, startedAt: new Date().toISOString(), probes: probes.length });
  const outcomes = await runProbes(probes, {
    ...live,
    graceMs: GRACE_MS,
    budget,
    capture,
    clean,
    signal: limit.signal,
    report: ({ probe, verdict, seen }) => say(`${verdict.padEnd(11)}  ${probe.id}: ${seen}`),
  });
  capture.write({ kind: 'end', audioSeconds: budget.usedSeconds });
  say(`\n${outcomeTable(outcomes)}\n`);
  say(
    `Audio sent: ${budget.usedSeconds.toFixed(1)} s of at most ${budget.limitSeconds} s${price(live, budget.usedSeconds)}`,
  );
  say(`Capture, without the key: ${live.capturePath}`);
  say(outcomeCounts(outcomes));
  return outcomes.some(({ verdict }) => verdict === 'differs' || verdict === 'failed') ? 1 : 0;
}

function announce(live: LiveArguments, probes: readonly Probe[]): void {
  const planned = probes.reduce((sum, { audioSeconds }) => sum + audioSeconds, 0);
  const atMost = Math.min(planned, live.budgetSeconds);
  say(`${probes.length} probes against ${live.url}`);
  say(
    `Audio: at most ${atMost.toFixed(0)} s at ${live.rate} times real time${price(live, atMost)}; no run of over ${live.maxMinutes} minutes`,
  );
}

function price(live: LiveArguments, seconds: number): string {
  if (live.isLocal) return ', on this machine, for nothing';
  return `, about ${((seconds / 60) * DOLLARS_PER_MINUTE).toFixed(3)} US dollars`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
