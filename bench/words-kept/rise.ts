import { errorsAtWords } from '../speech/errors-at-words.ts';
import { normaliseWords } from '../speech/normalise-words.ts';
import { middle, type Interval } from '../turns/metrics/bootstrap.ts';
import { seededRandom } from '../../packages/flux/test/session/long-call/seeded-random.ts';
import type { CallerStream } from './caller-stream.ts';

const RESAMPLES = 2_000;

/** A recording: its words, and the errors in them that two ways of hearing made, each the mean of its calls. */
export type ClipErrors = { readonly words: number; readonly before: number; readonly after: number };

/** The errors in each recording of a stream. */
export function errorsByClip({ clips }: CallerStream, text: string): readonly number[] {
  const words = clips.map(({ transcript }) => normaliseWords(transcript));
  const errors = errorsAtWords(words.flat(), normaliseWords(text));
  let from = 0;
  return words.map(({ length }) => {
    from += length;
    return errors.slice(from - length, from).reduce((sum, each) => sum + each, 0);
  });
}

/** The rise of the word error rate in percentage points. */
export function rise(clips: readonly ClipErrors[]): number {
  const total = (value: (clip: ClipErrors) => number): number => clips.reduce((sum, clip) => sum + value(clip), 0);
  return (
    (100 * total(({ before, after }) => after - before)) /
    Math.max(
      1,
      total(({ words }) => words),
    )
  );
}

/** The middle 95 % of the rises that came out when recordings were drawn anew, both ways of hearing together. */
export function riseInterval(clips: readonly ClipErrors[]): Interval {
  const random = seededRandom(clips.length);
  const draw = (): readonly ClipErrors[] => clips.flatMap(() => clips[Math.floor(random() * clips.length)] ?? []);
  return middle(Array.from({ length: RESAMPLES }, () => rise(draw())));
}
