import { errorsAtWords } from '../speech/errors-at-words.ts';
import { normaliseWords } from '../speech/normalise-words.ts';
import { middle, type Interval } from '../turns/metrics/bootstrap.ts';
import { seededRandom } from '../../packages/flux/test/session/long-call/seeded-random.ts';
import type { CallerStream } from './caller-stream.ts';

const RESAMPLES = 2_000;

/** A recording: its words, and the errors in them that two ways of hearing made, each the mean of its calls. */
export type ClipErrors = { readonly words: number; readonly before: number; readonly after: number };

/** The same audio heard in two ways. */
export type HeardTwice = { readonly stream: CallerStream; readonly before: string; readonly after: string };

/** The errors in each recording that was heard. */
export function clipErrors(heard: readonly HeardTwice[]): readonly ClipErrors[] {
  const streams = [...new Set(heard.map(({ stream }) => stream))];
  return streams.flatMap((stream) => {
    const own = heard.filter((each) => each.stream === stream);
    const before = meanByClip(own.map((each) => errorsByClip(stream, each.before)));
    const after = meanByClip(own.map((each) => errorsByClip(stream, each.after)));
    return stream.clips.map(({ transcript }, clip) => ({
      words: normaliseWords(transcript).length,
      before: before[clip] ?? 0,
      after: after[clip] ?? 0,
    }));
  });
}

function meanByClip(calls: readonly (readonly number[])[]): readonly number[] {
  const [first = []] = calls;
  return first.map((_, clip) => calls.reduce((sum, errors) => sum + (errors[clip] ?? 0), 0) / calls.length);
}

function errorsByClip({ clips }: CallerStream, text: string): readonly number[] {
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
