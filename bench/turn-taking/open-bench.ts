import { ensureModels, type SpeechEngine } from '@turnstream/engine';
import { createSherpaEngine } from '@turnstream/engine/sherpa';
import { createFluxServer } from '@turnstream/server';
import { readRecording } from '../speech/read-recording.ts';
import { recordingsFolder } from '../speech/recordings.ts';
import { labelledRecordings, type LabelledTurn } from './labelled-recordings.ts';

/** A labelled recording with its samples. */
export type LoadedRecording = {
  readonly name: string;
  readonly samples: Float32Array;
  readonly turns: readonly LabelledTurn[];
};

/** The real local server and the labelled recordings. */
export type Bench = AsyncDisposable & {
  readonly url: string;
  readonly engine: SpeechEngine;
  readonly recordings: readonly LoadedRecording[];
};

/** Opens a server of this process over the local engine. */
export async function openBench(): Promise<Bench> {
  const { folder } = await ensureModels();
  const engine = await createSherpaEngine({ modelsFolder: folder });
  const server = await createFluxServer({ engine });
  const labelled = await labelledRecordings(recordingsFolder());
  const recordings = await Promise.all(
    labelled.map(async ({ name, path, turns }) => ({ name, turns, samples: await readRecording(path) })),
  );
  if (recordings.length === 0) throw new Error(`no labelled recording in ${recordingsFolder()}`);
  return {
    url: server.url,
    engine,
    recordings,
    [Symbol.asyncDispose]: async (): Promise<void> => {
      await server.close();
      await engine.close();
    },
  };
}
