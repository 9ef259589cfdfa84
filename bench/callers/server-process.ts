import { once } from 'node:events';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { findModels } from '@turnstream/engine';
import type { SpeechEngine } from '@turnstream/engine';
import { createSherpaEngine } from '@turnstream/engine/sherpa';
import type { PartialCadence } from '@turnstream/engine/sherpa';
import { createFluxServer } from '@turnstream/server';
import { createFinalOnlyEngine } from './final-only-engine.ts';

/**
 * `npx tsx server-process.ts <cadence | final-only> [<worker threads>]`: a server for the bench; prints its address. With worker threads
 * each has a server and an engine of its own; prints the address of each.
 */
const [, , mode = 'adaptive', workers = '0'] = process.argv;
/** What all engines together decode at a time, less the one that is kept for the words at a pause. */
const DECODES = 2;
/** A thread has to be told of TypeScript before it can read this file. */
const WORKER_CODE = `import('tsx/esm/api').then(({ register }) => {
  register();
  return import(require('node:worker_threads').workerData);
})`;

if (isMainThread && Number(workers) > 0) console.log((await openWorkers(Number(workers))).join(' '));
else tell(await openServer());

async function openWorkers(count: number): Promise<readonly string[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const worker = new Worker(WORKER_CODE, { eval: true, argv: [mode, workers], workerData: import.meta.url });
      const [url]: unknown[] = await once(worker, 'message');
      return String(url);
    }),
  );
}

function tell(url: string): void {
  if (parentPort === null) console.log(url);
  else parentPort.postMessage(url, []);
}

async function openServer(): Promise<string> {
  const engine = await openEngine();
  // What is measured is how many callers can be served: only `adaptive` refuses any.
  const { name, capabilities } = engine;
  const served =
    mode === 'adaptive'
      ? engine
      : { name, capabilities, openStream: engine.openStream.bind(engine), close: engine.close.bind(engine) };
  const server = await createFluxServer({ engine: served, maxSessions: 1_000 });
  return server.url;
}

async function openEngine(): Promise<SpeechEngine> {
  const { folder } = await findModels();
  if (mode === 'final-only') return createFinalOnlyEngine(folder);
  const maxConcurrentDecodes = Math.ceil(DECODES / Math.max(1, Number(workers)));
  return createSherpaEngine({ modelsFolder: folder, partialCadence: cadence(mode), maxConcurrentDecodes });
}

function cadence(text: string): PartialCadence {
  if (text === 'adaptive' || text === 'frequent' || text === 'sparse') return text;
  throw new Error(`there is no mode ${text}: adaptive, frequent, sparse or final-only`);
}
