import { setTimeout as sleep } from 'node:timers/promises';
import type { AudioAllowance, AudioBudget } from './audio-budget.ts';
import type { Capture, CaptureLine } from './capture-file.ts';
import { type DialOutcome, dialLive, type LiveStream, type Query } from './live-stream.ts';
import { Refusal, type DialOptions, type Finding, type Probe, type ProbeContext, type ProbeOutcome } from './probe.ts';
import { limitTime } from './time-limit.ts';

/** What a run goes by. */
export type RunSettings = {
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly rate: number;
  readonly parallel: number;
  /** What a probe may take beside the time of its audio. */
  readonly graceMs: number;
  readonly budget: AudioBudget;
  readonly capture: Capture;
  /** Takes the credential out of a text. */
  readonly clean: (text: string) => string;
  /** Aborts when the run's time is up, or somebody asks for it. */
  readonly signal: AbortSignal;
  /** Told of each outcome as it comes. */
  readonly report: (outcome: ProbeOutcome) => void;
};

const DEFAULT_QUERY: Query = { model: 'flux-general-en', encoding: 'linear16', sample_rate: 16_000 };

/** Runs every probe, some at once; gives the outcomes in the order of the probes. None of them ends the run. */
export async function runProbes(probes: readonly Probe[], settings: RunSettings): Promise<readonly ProbeOutcome[]> {
  const outcomes: (ProbeOutcome | undefined)[] = probes.map(() => undefined);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next; index < probes.length; index = next) {
      next += 1;
      const probe = probes[index];
      if (probe === undefined) return;
      const outcome = await runProbe(probe, settings);
      outcomes[index] = outcome;
      settings.capture.write({ kind: 'outcome', probe: probe.id, verdict: outcome.verdict, seen: outcome.seen });
      settings.report(outcome);
    }
  };
  await Promise.all(Array.from({ length: Math.min(settings.parallel, probes.length) }, work));
  return outcomes.filter((outcome) => outcome !== undefined);
}

async function runProbe(probe: Probe, settings: RunSettings): Promise<ProbeOutcome> {
  const notRun = (seen: string): ProbeOutcome => ({ probe, verdict: 'not run', seen });
  if (settings.signal.aborted) return notRun('the run was over before');
  if (probe.needsKey === true && settings.apiKey === undefined) return notRun('needs a server with keys, and a key');
  using allowance = settings.budget.reserve(probe.audioSeconds);
  if (allowance === undefined) return notRun('the budget of audio does not allow it');
  const limitMs = (probe.audioSeconds / settings.rate + (probe.waitSeconds ?? 0)) * 1_000 + settings.graceMs;
  using limit = limitTime(limitMs, settings.signal);
  const streams: LiveStream[] = [];
  try {
    const finding = await untilAborted(
      probe.run(contextOf({ probe, settings, allowance, signal: limit.signal, streams })),
      limit.signal,
    );
    return { probe, verdict: verdictOf(finding), seen: settings.clean(finding.seen) };
  } catch (error) {
    if (error instanceof Refusal && probe.expected === undefined) {
      return { probe, verdict: 'seen', seen: settings.clean(error.message) };
    }
    const reason = limit.isUp ? `not done within ${Math.round(limitMs / 1_000)} s` : String(error);
    return { probe, verdict: 'failed', seen: settings.clean(reason) };
  } finally {
    for (const stream of streams) stream.drop();
  }
}

function verdictOf({ agrees }: Finding): ProbeOutcome['verdict'] {
  if (agrees === undefined) return 'seen';
  return agrees ? 'as expected' : 'differs';
}

/** A probe that does not listen to its signal must not hold up the run. */
async function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const settled = new AbortController();
  const aborted = new Promise<never>((_resolve, reject) => {
    const options = { once: true, signal: settled.signal };
    signal.addEventListener('abort', () => reject(new Error('the run was ended')), options);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    settled.abort();
  }
}

/** One run of one probe. */
type ProbeRun = {
  readonly probe: Probe;
  readonly settings: RunSettings;
  readonly allowance: AudioAllowance;
  readonly signal: AbortSignal;
  /** Those it has opened. */
  readonly streams: LiveStream[];
};

function contextOf({ probe, settings, allowance, signal, streams }: ProbeRun): ProbeContext {
  const { url, apiKey, rate, capture } = settings;
  let dials = 0;
  const dial = async (query: Query, options: DialOptions = {}): Promise<DialOutcome> => {
    dials += 1;
    const stream = dials;
    const authorization = apiKey === undefined ? {} : { authorization: `Token ${apiKey}` };
    const outcome = await dialLive({
      url,
      query,
      headers: options.headers ?? (options.protocols === undefined ? authorization : {}),
      protocols: options.protocols ?? [],
      rate,
      allowance,
      signal,
      note: (line: CaptureLine) => capture.write({ ...line, probe: probe.id, stream }),
    });
    if (outcome.kind === 'open') streams.push(outcome.stream);
    return outcome;
  };
  return {
    url,
    apiKey,
    rate,
    allowance,
    signal,
    dial,
    open: async (query = {}, options) => {
      const outcome = await dial({ ...DEFAULT_QUERY, ...query }, options);
      if (outcome.kind === 'refused') throw new Refusal(`HTTP ${outcome.status} ${outcome.body}`);
      if (outcome.kind === 'failed') throw new Error(outcome.reason);
      const { stream } = outcome;
      if (!(await stream.waitFor(() => stream.messages.length > 0, 10_000))) throw new Error('no Connected came');
      return stream;
    },
    pause: async (durationMs) => {
      await sleep(durationMs, undefined, { signal });
    },
    note: (line) => capture.write({ ...line, probe: probe.id }),
  };
}
