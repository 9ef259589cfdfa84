import { ENGINE_SAMPLE_RATE_HZ } from '../engine.ts';
import type { EngineWord } from '../engine.ts';
import { totalSamples } from '../recognition/span.ts';
import type { Span } from '../recognition/span.ts';
import type { HypothesisWord } from './hypothesis.ts';

/**
 * A word shows in a decode of audio that ends a little behind it. One that did not show yet ended at most this long before the
 * end of that audio.
 */
const SHOWN_LATE = Math.round(0.4 * ENGINE_SAMPLE_RATE_HZ);

/**
 * Gives words times: the recogniser has none. They are spread over the speech of their segment by their length, and kept
 * within what is known of when each first stood in a hypothesis. Times rise from word to word and lie inside the speech
 * that voice activity found.
 */
export function placeWords(words: readonly HypothesisWord[], voiced: readonly Span[]): readonly EngineWord[] {
  const bounds = wordBounds(words, voiced);
  return words.map((word, index) => {
    const startSeconds = seconds(positionIn(voiced, bounds[index] ?? 0, 'after-gap'));
    const endSeconds = seconds(positionIn(voiced, bounds[index + 1] ?? 0, 'before-gap'));
    return { text: word.text, confidence: steadiness(word.seen), startSeconds, endSeconds };
  });
}

/** Offsets in the speech between the words: by their letters, moved where a word would end too early or too late. */
function wordBounds(words: readonly HypothesisWord[], voiced: readonly Span[]): readonly number[] {
  const letters = [0];
  for (const word of words) letters.push((letters.at(-1) ?? 0) + weight(word));
  const speech = totalSamples(voiced);
  const latest: number[] = [];
  for (const word of words.toReversed()) {
    latest.unshift(Math.min(latest[0] ?? speech, word.by === undefined ? speech : offsetOf(voiced, word.by)));
  }
  const bounds = [0];
  let earliest = 0;
  for (const [index, word] of words.entries()) {
    earliest = Math.max(earliest, word.after === undefined ? 0 : offsetOf(voiced, word.after - SHOWN_LATE));
    const before = bounds.at(-1) ?? 0;
    // What is left of the speech is shared by what is left of the letters.
    const share = weight(word) / ((letters.at(-1) ?? 1) - (letters[index] ?? 0));
    const even = before + (speech - before) * share;
    const last = index === words.length - 1;
    bounds.push(last ? speech : Math.max(before, Math.min(Math.max(even, earliest), latest[index] ?? speech)));
  }
  return bounds;
}

/** How much of the speech lies before a position of the stream. */
function offsetOf(voiced: readonly Span[], position: number): number {
  return voiced.reduce((sum, { start, end }) => sum + Math.max(0, Math.min(end, position) - start), 0);
}

/** One more letter than it has stands for the gap between words. */
function weight(word: HypothesisWord): number {
  return word.text.length + 1;
}

/** Where in the stream a position of the speech alone lies. At a gap it is the end before it or the start after it. */
function positionIn(voiced: readonly Span[], offset: number, atGap: 'before-gap' | 'after-gap'): number {
  let left = Math.round(offset);
  for (const span of voiced) {
    const length = span.end - span.start;
    if (left < length || (left === length && atGap === 'before-gap')) return span.start + left;
    left -= length;
  }
  return voiced.at(-1)?.end ?? 0;
}

/** An estimate: half the doubt goes with every further decode that kept the word. */
function steadiness(seen: number): number {
  return Math.round((1 - 0.5 ** seen) * 10_000) / 10_000;
}

function seconds(samples: number): number {
  return Math.round((samples / ENGINE_SAMPLE_RATE_HZ) * 1_000) / 1_000;
}
