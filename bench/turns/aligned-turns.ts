import type { Span } from './corpus/span.ts';
import type { Played } from './play-recording.ts';

/** A turn may be over this much before its last energy ends, and after a pause did. */
const SLACK_SECONDS = 0.1;

/** Ends of turns that were said, against the silences of the corpus. Times in seconds of audio. */
export type AlignedTurns = {
  /** Ends in the corpus, and those of them in whose silence a turn was ended. */
  readonly ends: number;
  readonly found: number;
  /** From the last energy of the turn to its `EndOfTurn`, of those found. */
  readonly delays: readonly number[];
  /** Pauses inside turns, and those in which a turn was ended. */
  readonly pauses: number;
  readonly cut: number;
  /** `EndOfTurn` messages. */
  readonly said: number;
};

/** Matches the ends that were said with the silences in which they were said. */
export function alignTurns(spans: readonly Span[], { messages }: Played): AlignedTurns {
  const said = messages.flatMap(({ at, message }) =>
    message.type === 'TurnInfo' && message.event === 'EndOfTurn' ? [at] : [],
  );
  const last = Math.max(...spans.map(({ start }) => start));
  const within = ({ start, end }: Span): number | undefined =>
    said.find((at) => at >= start - SLACK_SECONDS && (start === last || at <= end + SLACK_SECONDS));
  const ends = spans.filter(({ kind }) => kind === 'end');
  const pauses = spans.filter(({ kind }) => kind === 'hold');
  const delays = ends.flatMap((span) => {
    const at = within(span);
    return at === undefined ? [] : [at - span.start];
  });
  return {
    ends: ends.length,
    found: delays.length,
    delays,
    pauses: pauses.length,
    cut: pauses.filter((span) => within(span) !== undefined).length,
    said: said.length,
  };
}

/** Several recordings together. */
export function addAligned(all: readonly AlignedTurns[]): AlignedTurns {
  const sum = (of: 'ends' | 'found' | 'pauses' | 'cut' | 'said'): number =>
    all.reduce((total, each) => total + each[of], 0);
  return {
    ends: sum('ends'),
    found: sum('found'),
    delays: all.flatMap(({ delays }) => delays),
    pauses: sum('pauses'),
    cut: sum('cut'),
    said: sum('said'),
  };
}
