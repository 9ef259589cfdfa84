import { findModels } from '@turnstream/engine';
import { createSherpaEngine } from '@turnstream/engine/sherpa';
import type { PartialCadence } from '@turnstream/engine/sherpa';
import { createFluxServer } from '@turnstream/server';
import { createFinalOnlyEngine } from './final-only-engine.ts';

/** `npx tsx server-process.ts <cadence | final-only>`: a server for the bench; prints its address. */
const [, , mode = 'adaptive'] = process.argv;
const { folder } = await findModels();
const engine =
  mode === 'final-only'
    ? await createFinalOnlyEngine(folder)
    : await createSherpaEngine({ modelsFolder: folder, partialCadence: cadence(mode) });
// What is measured is how many callers can be served: only `adaptive` refuses any.
const { name, capabilities } = engine;
const served =
  mode === 'adaptive'
    ? engine
    : { name, capabilities, openStream: engine.openStream.bind(engine), close: engine.close.bind(engine) };
const server = await createFluxServer({ engine: served, maxSessions: 1_000 });
console.log(server.url);

function cadence(text: string): PartialCadence {
  if (text === 'adaptive' || text === 'frequent' || text === 'sparse') return text;
  throw new Error(`there is no mode ${text}: adaptive, frequent, sparse or final-only`);
}
