import { ensureModels } from '@turnstream/engine';
import { fileURLToPath } from 'node:url';
import { openRecognition } from '../../packages/engine/src/lib/sherpa/open-recognition.ts';
import type { Recognition } from '../../packages/engine/src/lib/sherpa/open-recognition.ts';
import { loadSpans, prepareSpans } from './corpus/load-corpus.ts';
import type { ObservedSpan } from './detectors/detectors.ts';
import { observe } from './observe-span.ts';
import { RecordedDecodes } from './recorded-decodes.ts';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/turnstream/decodes.tsv', import.meta.url));
const MODEL = 'moonshine-tiny-en';

/** The recogniser and the voice-activity detectors of the default engine; what was decoded once is kept for the next run. */
export async function openRecordedRecognition(): Promise<Recognition> {
  const { folder } = await ensureModels();
  const { recogniser, voices } = await openRecognition(folder);
  return { recogniser: new RecordedDecodes(recogniser, CACHE, MODEL), voices };
}

/** Every span of the corpus with what a detector is told about it. */
export async function observeCorpus({ recogniser, voices }: Recognition): Promise<readonly ObservedSpan[]> {
  const observed: ObservedSpan[] = [];
  for (const { span, audio } of await prepareSpans(await loadSpans())) {
    const voiceActivity = voices.take();
    observed.push({ span, audio, observations: await observe(audio.samples, recogniser, voiceActivity) });
    voiceActivity.release();
    if (observed.length % 50 === 0) console.error(`heard ${observed.length} silences`);
  }
  return observed;
}
