import { listen, type FluxTransport, type Session } from '@turnstream/flux';
import { CONTRACT_CASES } from './contract-cases.ts';
import type { CaseResult, ContractCase, Fact, PlatformTraits, RawSocket } from './contract-case.ts';
import { serve, type ContractServer } from './control-channel.ts';

/** What a run of the contract needs of its host. */
export type ContractRun = {
  /** Where the scripted servers are made. */
  readonly controlUrl: string;
  readonly platform: PlatformTraits;
  /** Instead of what `listen` takes by itself. */
  readonly transport?: FluxTransport;
  readonly openRaw?: (url: string) => RawSocket;
};

const CASE_TIMEOUT_MS = 20_000;

/** Cases that run at a time: they mostly wait. */
const CONCURRENCY = 4;

/** Runs every case and tells of each as it ends. */
export async function runContract(run: ContractRun, report: (result: CaseResult) => void): Promise<void> {
  const waiting = [...CONTRACT_CASES];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) report(await runCase(run, next));
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
}

/** Runs one case. Never rejects. */
export async function runCase(run: ContractRun, contractCase: ContractCase): Promise<CaseResult> {
  const { controlUrl, platform, transport, openRaw } = run;
  const startedAt = performance.now();
  const sessions: Session[] = [];
  const servers: ContractServer[] = [];
  const facts: Partial<Record<Fact, string>> = {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${CASE_TIMEOUT_MS / 1_000} s`)), CASE_TIMEOUT_MS);
  });
  const outcome = contractCase.run({
    platform,
    openRaw,
    serve: async (scripts, options = {}) => {
      const server = await serve(controlUrl, scripts, options);
      servers.push(server);
      return server;
    },
    listen: (server, options) => {
      const session = listen({
        ...(options?.auth === undefined && options?.token === undefined ? { apiKey: 'contract-key' } : {}),
        url: server.url,
        ...(transport === undefined ? {} : { transport }),
        ...options,
      });
      sessions.push(session);
      return session;
    },
    note: (fact, seen) => {
      facts[fact] = seen;
    },
  });
  let error: string | undefined;
  try {
    await Promise.race([outcome, deadline]);
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.message : String(thrown);
  }
  clearTimeout(timer);
  for (const session of sessions) session.cancel();
  try {
    await Promise.all(servers.map((server) => server.stop()));
  } catch (thrown) {
    error ??= String(thrown);
  }
  const durationMs = Math.round(performance.now() - startedAt);
  const { name } = contractCase;
  return { name, passed: error === undefined, ...(error === undefined ? {} : { error }), durationMs, facts };
}
