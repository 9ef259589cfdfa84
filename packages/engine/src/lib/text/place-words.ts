import { ENGINE_SAMPLE_RATE_HZ } from '../engine.ts';
import type { EngineWord } from '../engine.ts';
import { totalSamples } from '../recognition/span.ts';
import type { Span } from '../recognition/span.ts';
import type { HypothesisWord } from './hypothesis.ts';

/**
 * Gives words times: the recogniser has none, so they are spread over the speech of their segment by their length.
 * Times rise from word to word and lie inside the speech that voice activity found.
 */
export function placeWords(words: readonly HypothesisWord[], voiced: readonly Span[]): readonly EngineWord[] {
  const totalWeight = words.reduce((total, word) => total + weight(word), 0);
  const speech = totalSamples(voiced);
  let before = 0;
  return words.map((word) => {
    const startSeconds = seconds(positionIn(voiced, (before / totalWeight) * speech, 'after-gap'));
    before += weight(word);
    const endSeconds = seconds(positionIn(voiced, (before / totalWeight) * speech, 'before-gap'));
    return { text: word.text, confidence: steadiness(word.seen), startSeconds, endSeconds };
  });
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
