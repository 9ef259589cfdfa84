import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFluxServer } from '@turnstream/server';
import { connected, createScriptedServer, ignoreUpgrade, refuse, reset, silence } from '@turnstream/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { createScriptedEngine } from '../../packages/server/test/scripted-engine.ts';
import { AudioBudget } from './audio-budget.ts';
import { openCapture } from './capture-file.ts';
import { readLiveArguments } from './live-arguments.ts';
import { outcomeCounts, outcomeTable } from './print-outcomes.ts';
import type { Probe, ProbeOutcome } from './probe.ts';
import { PROBES } from './probes/all-probes.ts';
import { CONFIGURE_PROBES } from './probes/configure-probes.ts';
import { HANDSHAKE_PROBES } from './probes/handshake-probes.ts';
import { createRedactor } from './redact.ts';
import { runProbes } from './run-probes.ts';

const KEY = 'live/key+of the test';
const folder = mkdtempSync(join(tmpdir(), 'verify-live-'));

afterAll(() => rmSync(folder, { recursive: true }));

type RunOptions = {
  readonly apiKey?: string;
  readonly budgetSeconds?: number;
  readonly graceMs?: number;
  readonly signal?: AbortSignal;
};

async function run(
  url: string,
  probes: readonly Probe[],
  { apiKey, budgetSeconds = 60, graceMs = 5_000, signal = new AbortController().signal }: RunOptions = {},
): Promise<{ readonly outcomes: readonly ProbeOutcome[]; readonly capture: string; readonly usedSeconds: number }> {
  const path = join(folder, 'capture.jsonl');
  const clean = createRedactor(apiKey);
  const budget = new AudioBudget(budgetSeconds);
  const reported: ProbeOutcome[] = [];
  const report = (outcome: ProbeOutcome): number => reported.push(outcome);
  let outcomes: readonly ProbeOutcome[];
  {
    await using capture = await openCapture(path, clean);
    outcomes = await runProbes(probes, {
      url,
      apiKey,
      rate: 1_000,
      parallel: 3,
      graceMs,
      budget,
      capture,
      clean,
      signal,
      report,
    });
  }
  expect(reported).toHaveLength(outcomes.length);
  return { outcomes, capture: readFileSync(path, 'utf8'), usedSeconds: budget.usedSeconds };
}

/** A probe that sends so many seconds of silence. */
function silenceProbe(id: string, audioSeconds: number, sentSeconds = audioSeconds): Probe {
  return {
    id,
    rules: 'none',
    asks: 'nothing',
    audioSeconds,
    run: async (context) => {
      const stream = await context.open();
      await stream.playSilence(sentSeconds);
      return { seen: 'sent', agrees: true };
    },
  };
}

describe('verify:live', () => {
  it('finds in our own server what docs/protocol.md says', async () => {
    await using server = await createFluxServer({ engine: createScriptedEngine(), keys: ['a-key-of-this-server'] });
    const probes = [...HANDSHAKE_PROBES, ...CONFIGURE_PROBES];
    const { outcomes, usedSeconds } = await run(server.url, probes, { apiKey: 'a-key-of-this-server' });
    expect(outcomes.filter(({ verdict }) => verdict !== 'as expected' && verdict !== 'seen')).toEqual([]);
    expect(outcomes.map(({ probe }) => probe.id)).toEqual(probes.map(({ id }) => id));
    expect(usedSeconds).toBeCloseTo(CONFIGURE_PROBES.reduce((sum, { audioSeconds }) => sum + audioSeconds, 0));
  });

  it('says where a server differs, and goes on after one that breaks off, refuses or says nothing', async () => {
    await using server = await createScriptedServer([
      [refuse({ status: 500 })],
      [ignoreUpgrade()],
      [connected(), reset()],
      [silence()],
    ]);
    const probes = ['unknown-name', 'eot-1', 'no-model', 'close-without-audio'].map((id) => {
      const probe = PROBES.find((candidate) => candidate.id === id);
      if (probe === undefined) throw new Error(`there is no probe ${id}`);
      return probe;
    });
    const { outcomes } = await run(server.url, probes, { graceMs: 300 });
    expect(outcomes.map(({ verdict }) => verdict)).not.toContain('as expected');
    expect(outcomes.map(({ verdict }) => verdict)).toEqual(expect.arrayContaining(['differs', 'failed']));
    expect(outcomes).toHaveLength(4);
    expect(outcomeCounts(outcomes)).toMatch(/^0 as expected, /u);
    expect(outcomeTable(outcomes).split('\n')).toHaveLength(6);
  });

  it('sends no more audio than the budget, and none that a probe did not announce', async () => {
    await using server = await createScriptedServer([connected()]);
    const probes = [
      silenceProbe('first', 1),
      silenceProbe('greedy', 1, 2),
      silenceProbe('third', 1),
      silenceProbe('last', 1),
    ];
    const { outcomes, usedSeconds } = await run(server.url, probes, { budgetSeconds: 3 });
    expect(outcomes.map(({ verdict }) => verdict)).toEqual(['as expected', 'failed', 'as expected', 'not run']);
    expect(outcomes[1]?.seen).toContain('more than the 1 s of audio it announced');
    expect(usedSeconds).toBeLessThanOrEqual(3);
    await server.waitFor(() => server.connections.every(({ end }) => end !== undefined));
    expect(server.connections.reduce((sum, { audioSeconds }) => sum + audioSeconds, 0)).toBeLessThanOrEqual(3);
  });

  it('survives a server that refuses everything, in every probe', async () => {
    await using server = await createScriptedServer([refuse({ status: 403 })]);
    const { outcomes, usedSeconds } = await run(server.url, PROBES, { apiKey: KEY });
    expect(outcomes).toHaveLength(PROBES.length);
    expect(outcomes.filter(({ verdict }) => verdict === 'not run')).toEqual([]);
    expect(usedSeconds).toBe(0);
  });

  it('stops when it is told to, and says what was not run', async () => {
    await using server = await createScriptedServer([ignoreUpgrade()]);
    const controller = new AbortController();
    const running = run(server.url, HANDSHAKE_PROBES.slice(0, 8), { signal: controller.signal, graceMs: 60_000 });
    await server.connection(2);
    controller.abort();
    const { outcomes } = await running;
    expect(outcomes.filter(({ verdict }) => verdict === 'failed')).toHaveLength(3);
    expect(outcomes.filter(({ verdict }) => verdict === 'not run')).toHaveLength(5);
  });

  it('shows the key in no outcome and no line of the capture, also where the server quotes it', async () => {
    const echo = refuse({
      status: 401,
      body: { err_msg: `Token ${KEY} ${encodeURIComponent(KEY)}` },
      headers: { 'dg-error': KEY },
    });
    await using server = await createScriptedServer([echo]);
    const { outcomes, capture } = await run(server.url, HANDSHAKE_PROBES, { apiKey: KEY });
    expect(server.connections.some(({ headers }) => headers['authorization']?.includes(KEY))).toBe(true);
    const shown = JSON.stringify(outcomes) + outcomeTable(outcomes) + capture;
    expect(shown).toContain('[redacted]');
    expect(shown).not.toContain(KEY);
    expect(shown).not.toContain(encodeURIComponent(KEY));
    for (const line of capture.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('kind');
  });

  it('costs less than 0.20 US dollars, by what its probes announce', () => {
    const seconds = PROBES.reduce((sum, { audioSeconds }) => sum + audioSeconds, 0);
    expect((seconds / 60) * 0.0078).toBeLessThan(0.2);
    expect((600 / 60) * 0.0078).toBeLessThan(0.2);
    expect(new Set(PROBES.map(({ id }) => id)).size).toBe(PROBES.length);
  });
});

describe('the command line of verify:live', () => {
  const now = new Date(0);

  it('takes the key from the environment or a file, and defaults by where the server is', () => {
    const file = join(folder, 'key.txt');
    writeFileSync(file, 'key-of-a-file\n');
    const remote = readLiveArguments([], { DEEPGRAM_API_KEY: ' key-of-the-environment ' }, now);
    expect(remote).toMatchObject({ apiKey: 'key-of-the-environment', isLocal: false, rate: 1, budgetSeconds: 600 });
    const local = readLiveArguments(['--url', 'ws://127.0.0.1:8080/v2/listen', '--api-key-file', file], {}, now);
    expect(local).toMatchObject({ apiKey: 'key-of-a-file', isLocal: true, rate: 6 });
  });

  it.each<[string, readonly string[], NodeJS.ProcessEnv, RegExp]>([
    ['no key', [], {}, /^No key: set DEEPGRAM_API_KEY/u],
    ['an unencrypted address', ['--url', 'ws://example.com/'], { DEEPGRAM_API_KEY: 'secret-key-1' }, /unencrypted/u],
    ['a key that cannot be one', [], { DEEPGRAM_API_KEY: 'secret key 1' }, /character that no key has/u],
    ['a missing file', ['--api-key-file', '/nowhere/key'], {}, /cannot be read/u],
    ['no address', ['--url', 'nowhere'], {}, /absolute/u],
    ['a credential in the address', ['--url', 'wss://user:secret-key-1@example.com/'], {}, /no credential/u],
    ['no number', ['--budget-seconds', 'many'], { DEEPGRAM_API_KEY: 'secret-key-1' }, /--budget-seconds/u],
  ])('refuses %s in a sentence without the key', (_what, argv, environment, message) => {
    expect(() => readLiveArguments(argv, environment, now)).toThrow(message);
    expect(() => readLiveArguments(argv, environment, now)).toThrow(/^(?!.*secret)/u);
  });
});
