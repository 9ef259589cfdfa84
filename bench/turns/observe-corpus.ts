import { fileURLToPath } from 'node:url';
import { ensureModels } from '@turnstream/engine';
import type { TurnModel } from '@turnstream/engine';
import { openRecognition } from '../../packages/engine/src/lib/sherpa/open-recognition.ts';
import type { Recognition } from '../../packages/engine/src/lib/sherpa/open-recognition.ts';
import { loadSpans, prepareSpans } from './corpus/load-corpus.ts';
import type { Span } from './corpus/span.ts';
import type { ObservedSpan } from './detectors/detectors.ts';
import { openSmartTurn } from './detectors/smart-turn.ts';
import { observe } from './observe-span.ts';
import { RecordedDecodes } from './recorded-decodes.ts';
import { RecordedScores } from './recorded-scores.ts';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/turnstream/', import.meta.url));
const MODEL = 'moonshine-tiny-en';

/** The recogniser and the voice-activity detectors of the default engine; what was decoded once is kept for the next run. */
export async function openRecordedRecognition(): Promise<Recognition> {
  const { folder } = await ensureModels();
  const { recogniser, voices } = await openRecognition(folder);
  return { recogniser: new RecordedDecodes(recogniser, `${CACHE}decodes.tsv`, MODEL), voices };
}

/** The smart-turn model in the file that `TURNSTREAM_SMART_TURN` names; `undefined` when it names none. */
export async function openRecordedSmartTurn(): Promise<TurnModel | undefined> {
  const path = process.env['TURNSTREAM_SMART_TURN'];
  return path === undefined ? undefined : new RecordedScores(await openSmartTurn(path), `${CACHE}smart-turn.tsv`);
}

/** Every span of the corpus with what a detector is told about it. */
export async function observeCorpus(
  { recogniser, voices }: Recognition,
  turnModel?: TurnModel,
): Promise<readonly ObservedSpan[]> {
  const observed: Omit<ObservedSpan, 'before'>[] = [];
  for (const { span, audio } of await prepareSpans(await loadSpans())) {
    const voiceActivity = voices.take();
    observed.push({ span, audio, observations: await observe(audio.samples, recogniser, voiceActivity, turnModel) });
    voiceActivity.release();
    if (observed.length % 50 === 0) console.error(`heard ${observed.length} silences`);
  }
  return observed.map((each) => ({ ...each, before: turnsBefore(each.span, observed) }));
}

/** The turns that the same recording holds before the turn of a span, each with all its pauses. */
function turnsBefore(
  { file, turnStart }: Span,
  observed: readonly Omit<ObservedSpan, 'before'>[],
): ObservedSpan['before'] {
  const earlier = observed.filter(({ span }) => span.file === file && span.turnStart < turnStart);
  const lastOf = new Map(
    earlier.toSorted((a, b) => a.span.start - b.span.start).map((each) => [each.span.turnStart, each]),
  );
  return [...lastOf.values()].map(({ observations }) => observations);
}
