import type { EngineWord } from '../engine.ts';
import type { RecognitionPurpose } from '../recognition/recogniser.ts';
import type { Span } from '../recognition/span.ts';
import { growHypothesis } from './hypothesis.ts';
import type { Hypothesis } from './hypothesis.ts';
import { joinAtSeam } from './join-words.ts';
import type { Seam } from './join-words.ts';
import { placeWords } from './place-words.ts';

/** The text of the open turn: what is settled, and what the open segment says. */
export type TurnText = {
  readonly settled: readonly EngineWord[];
  readonly open: readonly EngineWord[];
  readonly hypothesis: Hypothesis | undefined;
  /** What lies between the settled and the open part. */
  readonly seam: Seam;
};

/** The text of a turn in which nothing was said. */
export const NO_TEXT: TurnText = { settled: [], open: [], hypothesis: undefined, seam: { kind: 'pause' } };

/** Takes a decode of the open segment into account. `voiced`: the speech that was decoded. */
export function withDecode(
  text: TurnText,
  decoded: string,
  purpose: RecognitionPurpose,
  voiced: readonly Span[],
): TurnText {
  const hypothesis = growHypothesis(text.hypothesis, decoded, purpose);
  if (hypothesis === undefined || hypothesis === text.hypothesis) return text;
  return { ...text, hypothesis, open: placeWords(hypothesis.words, voiced).slice(0, hypothesis.shown) };
}

/** The open segment's text stands from now on. */
export function withSettled(text: TurnText, pause: boolean): TurnText {
  const wordsBefore = (text.hypothesis?.words ?? []).map((word) => word.text);
  return {
    settled: turnWords(text),
    open: [],
    hypothesis: undefined,
    seam: pause ? { kind: 'pause' } : { kind: 'cut', wordsBefore },
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
