import { once } from 'node:events';
import { nextMessage, startChild } from './child.ts';
import type { FluxServer } from './flux-server.ts';
import type { HeardAudio, RunResult } from './run.ts';

/** What a process measured, and what the server heard of it. */
export type ChildRun = { readonly result: RunResult; readonly audio: readonly HeardAudio[] };

/**
 * Runs a process for each plan, all at the same time: a machine that is slow in one minute and fast in the next is the same for
 * all of them. The plan at each place goes to the server's ear of the same number.
 */
export async function runChildren(
  program: string,
  server: FluxServer,
  plans: readonly object[],
  nodeOptions: readonly string[],
): Promise<readonly ChildRun[]> {
  const children = plans.map((plan, ear) =>
    startChild(program, [JSON.stringify({ ...plan, url: server.urlOf(ear) })], nodeOptions),
  );
  try {
    const results = await Promise.all(
      children.map(async (child) => {
        const result = await nextMessage<RunResult>(child);
        if (child.exitCode === null) await once(child, 'exit');
        return result;
      }),
    );
    const runs: ChildRun[] = [];
    for (const [ear, result] of results.entries()) runs.push({ result, audio: await server.report(ear) });
    return runs;
  } finally {
    for (const child of children) child.kill();
  }
}
