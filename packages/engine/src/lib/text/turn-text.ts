import { ENGINE_SAMPLE_RATE_HZ } from '../engine.ts';
import type { EngineWord } from '../engine.ts';
import type { RecognitionPurpose } from '../recognition/recogniser.ts';
import type { Span } from '../recognition/span.ts';
import { growHypothesis } from './hypothesis.ts';
import type { Hypothesis } from './hypothesis.ts';
import { joinAtSeam } from './join-words.ts';
import type { Seam } from './join-words.ts';
import { placeWords } from './place-words.ts';
import { splitWords } from './word-key.ts';
import { wordsCovered } from './words-covered.ts';

/** The text of the open turn: what is settled, and what the open segment says. */
export type TurnText = {
  readonly settled: readonly EngineWord[];
  readonly open: readonly EngineWord[];
  readonly hypothesis: Hypothesis | undefined;
  /** The open segment's words as they stood at its last pause. */
  readonly stood: readonly EngineWord[];
  /** What lies between the settled and the open part. */
  readonly seam: Seam;
};

/** The text of a turn in which nothing was said. */
export const NO_TEXT: TurnText = { settled: [], open: [], hypothesis: undefined, stood: [], seam: { kind: 'pause' } };

/** A decode of more audio that has fewer of the words than this share has lost some. */
const KEPT_SHARE = 2 / 3;

/** Takes a decode of the open segment into account. `voiced`: the speech that was decoded. */
export function withDecode(
  text: TurnText,
  decoded: string,
  purpose: RecognitionPurpose,
  voiced: readonly Span[],
): TurnText {
  const hypothesis = growHypothesis(text.hypothesis, decoded, purpose, voiced.at(-1)?.end);
  if (hypothesis === undefined || hypothesis === text.hypothesis) return text;
  const { shown, words } = hypothesis;
  const open = placeWords([...shown, ...words.slice(shown.length)], voiced).slice(0, shown.length);
  return { ...text, hypothesis, open, stood: purpose === 'final' ? open : text.stood };
}

/** Whether a final decode has not even the words that stood at the last pause. */
export function hasLostWords(text: TurnText, decoded: string): boolean {
  return splitWords(decoded).length < text.stood.length * KEPT_SHARE;
}

/** The open segment's text stands from now on: all of it, or what stood at its last pause. */
export function withSettled(text: TurnText, which: 'all' | 'stood'): TurnText {
  return { ...NO_TEXT, settled: turnWords(which === 'all' ? text : { ...text, open: text.stood }) };
}

/**
 * The open segment was cut at a place (samples), and `decoded` is what its first part alone says: that stands from now on, and
 * the words that go on behind it are the open part until its own decode. Where it says too little, the words that are
 * estimated to lie before the place stand. `voiced`: the speech of the first part.
 */
export function withCut(text: TurnText, place: number, decoded: string, voiced: readonly Span[]): TurnText {
  const { words, shown } = text.hypothesis ?? { words: [], shown: [] };
  const before = text.open.filter(
    ({ startSeconds, endSeconds }) => (startSeconds + endSeconds) / 2 < place / ENGINE_SAMPLE_RATE_HZ,
  );
  const said = splitWords(decoded);
  const understood = said.length > 0 && said.length >= before.length * KEPT_SHARE;
  const first = understood ? withDecode(text, decoded, 'final', voiced) : { ...text, open: before };
  const count = understood
    ? wordsCovered(
        words.map((word) => word.text),
        said,
      )
    : before.length;
  return {
    settled: turnWords(first),
    open: text.open.slice(count),
    hypothesis: {
      words: words.slice(count),
      shown: shown.slice(count),
      to: text.hypothesis?.to,
      most: words.length - count,
    },
    stood: [],
    seam: { kind: 'cut', wordsBefore: words.map((word) => word.text) },
  };
}

/** All words of the turn. */
export function turnWords({ settled, open, seam }: TurnText): readonly EngineWord[] {
  const last = settled.at(-1);
  const first = open[0];
  if (last === undefined || first === undefined) return [...settled, ...open];
  const [lastText, firstText] = joinAtSeam(last.text, first.text, seam);
  return [...settled.slice(0, -1), { ...last, text: lastText }, { ...first, text: firstText }, ...open.slice(1)];
}
