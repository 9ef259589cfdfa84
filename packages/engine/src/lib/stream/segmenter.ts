import type { RecognitionPurpose } from '../recognition/recogniser.ts';
import { quietestPlace } from './quietest-place.ts';
import type { WindowPower } from './quietest-place.ts';
import type { SegmentRules } from './segment-rules.ts';
import type { Span } from '../recognition/span.ts';
import type { VoicedRun } from './voiced-run.ts';

/** A stretch of speech whose text is not settled yet. Positions are samples since the start of the stream. */
export type Segment = {
  readonly start: number;
  /** Where there was speech, in order, with the gaps left out. */
  readonly voiced: readonly Span[];
  readonly powers: readonly WindowPower[];
  /** End of the speech that was decoded last, and what for. */
  readonly decoded: { readonly to: number; readonly purpose: RecognitionPurpose } | undefined;
  /** End of the speech whose words stood at the last pause; `undefined` before the first. */
  readonly stood: number | undefined;
  /** Whether the last final decode lost them. */
  readonly lost: boolean;
};

/** Between two segments or in one. Audio before `floor` belongs to the past: it is never decoded again. */
export type SegmenterState =
  | { readonly kind: 'quiet'; readonly floor: number; readonly run: VoicedRun | undefined }
  | { readonly kind: 'open'; readonly floor: number; readonly run: VoicedRun; readonly segment: Segment };

/** One window of audio, and the latest run of speech as it stands after it. */
export type HeardWindow = WindowPower & { readonly run: VoicedRun | undefined };

/** What the segmenter is told; `end` is the end of all audio so far. */
export type SegmenterInput =
  | { readonly kind: 'step'; readonly end: number; readonly windows: readonly HeardWindow[] }
  | { readonly kind: 'flush'; readonly end: number }
  /** What became of a final decode: words, or not even those that were there at the last pause. */
  | { readonly kind: 'decoded'; readonly lost: boolean }
  | { readonly kind: 'end-turn'; readonly end: number };

/** What is to be done, in order. */
export type SegmenterEffect =
  /** Decode the segment's audio up to `to`. */
  | { readonly kind: 'decode'; readonly purpose: RecognitionPurpose; readonly segment: Segment; readonly to: number }
  /** The text of the open segment stands from now on: all of it, or what stood at its last pause. */
  | { readonly kind: 'settle'; readonly text: 'all' | 'stood' }
  /** The open segment is cut at `place` without a pause: the part before it is decoded once more and stands from now on. */
  | { readonly kind: 'cut'; readonly place: number; readonly first: Segment }
  /** The turn is over and its text goes. */
  | { readonly kind: 'clear' };

/** A state and what follows from the input. */
export type SegmenterResult = { readonly state: SegmenterState; readonly effects: readonly SegmenterEffect[] };

/** The state at the start of a stream. */
export const QUIET: SegmenterState = { kind: 'quiet', floor: 0, run: undefined };

/** Whether everything that was said is in the text. */
export function isCovered(state: SegmenterState): boolean {
  return state.kind === 'quiet' || (!state.run.ongoing && (state.segment.decoded?.to ?? 0) >= state.run.end);
}

/** Decides when speech is decoded, where it is cut and when its text settles. Knows audio time only. */
export function segmentSpeech(state: SegmenterState, input: SegmenterInput, rules: SegmentRules): SegmenterResult {
  if (input.kind === 'flush') return flush(state, input.end, rules);
  if (input.kind === 'decoded') return { state: withOutcome(state, input.lost), effects: [] };
  if (input.kind === 'end-turn') return { state: closed(state, input.end), effects: [{ kind: 'clear' }] };
  const heard = input.windows.reduce((current, window) => hear(current, window, rules), state);
  return decide(heard, input.end, rules);
}

function hear(state: SegmenterState, window: HeardWindow, rules: SegmentRules): SegmenterState {
  const { run } = window;
  if (state.kind === 'quiet') {
    if (run === undefined || run.end <= state.floor) return { ...state, run };
    const speech = { start: Math.max(run.start, state.floor), end: run.end };
    if (speech.end - speech.start < rules.minimalSpeech) return { ...state, run };
    const segment: Segment = {
      start: Math.max(state.floor, speech.start - rules.lead),
      voiced: [speech],
      powers: [{ end: window.end, power: window.power }],
      decoded: undefined,
      stood: undefined,
      lost: false,
    };
    return { kind: 'open', floor: state.floor, run, segment };
  }
  if (run === undefined) return state;
  const { segment } = state;
  return {
    ...state,
    run,
    segment: {
      ...segment,
      voiced: withRun(segment.voiced, run, segment.start),
      powers: [...segment.powers, { end: window.end, power: window.power }],
    },
  };
}

function withRun(voiced: readonly Span[], run: VoicedRun, segmentStart: number): readonly Span[] {
  const last = voiced.at(-1);
  const speech = { start: Math.max(run.start, segmentStart), end: run.end };
  if (last === undefined || speech.end <= speech.start) return voiced;
  return last.end >= speech.start
    ? [...voiced.slice(0, -1), { start: last.start, end: speech.end }]
    : [...voiced, speech];
}

function decide(state: SegmenterState, end: number, rules: SegmentRules): SegmenterResult {
  if (state.kind === 'quiet') return { state, effects: [] };
  return state.run.ongoing ? decideInSpeech(state, end, rules) : decideInSilence(state, end, rules);
}

type OpenState = SegmenterState & { kind: 'open' };

function decideInSilence(state: OpenState, end: number, rules: SegmentRules): SegmenterResult {
  const { segment, run } = state;
  const silence = end - run.end;
  const effects: SegmenterEffect[] = [];
  let next: Segment = segment;
  if (silence >= rules.pause && !(segment.decoded?.purpose === 'final' && segment.decoded.to >= run.end)) {
    effects.push({ kind: 'decode', purpose: 'final', segment, to: Math.min(end, run.end + rules.tail) });
    next = { ...segment, decoded: { to: run.end, purpose: 'final' } };
  }
  if (segment.lost && silence >= rules.recoverPause) return recover(state, end, rules);
  const longEnough = run.end - segment.start >= rules.settleLength;
  if (silence < (longEnough ? rules.settlePause : rules.longPause))
    return { state: { ...state, segment: next }, effects };
  return {
    state: { kind: 'quiet', floor: run.end, run },
    effects: [...effects, { kind: 'settle', text: 'all' }],
  };
}

function decideInSpeech(state: OpenState, end: number, rules: SegmentRules): SegmenterResult {
  const { segment } = state;
  const length = end - segment.start;
  if (length >= rules.maximalLength) return cut(state, end);
  const since = end - (segment.decoded?.to ?? segment.start);
  if (since < Math.max(rules.lookInterval, length * rules.lookShare)) return { state, effects: [] };
  return {
    state: { ...state, segment: { ...segment, decoded: { to: end, purpose: 'partial' } } },
    effects: [{ kind: 'decode', purpose: 'partial', segment, to: end }],
  };
}

/** Settles the first part of a segment that grew without a pause, and goes on with the rest. */
function cut(state: OpenState, end: number): SegmenterResult {
  const { segment } = state;
  const place = quietestPlace(segment.powers, segment.start, end);
  const first: Segment = { ...segment, voiced: within(segment.voiced, segment.start, place) };
  const rest: Segment = {
    start: place,
    voiced: within(segment.voiced, place, end),
    powers: segment.powers.filter((window) => window.end > place),
    decoded: { to: end, purpose: 'partial' },
    stood: undefined,
    lost: false,
  };
  return {
    state: { ...state, floor: place, segment: rest },
    effects: [
      { kind: 'cut', place, first },
      { kind: 'decode', purpose: 'partial', segment: rest, to: end },
    ],
  };
}

/** What was understood stands until the next final decode. */
function withOutcome(state: SegmenterState, lost: boolean): SegmenterState {
  if (state.kind === 'quiet' || state.segment.decoded?.purpose !== 'final') return state;
  const { segment } = state;
  return { ...state, segment: lost ? { ...segment, lost } : { ...segment, lost, stood: segment.decoded?.to } };
}

/**
 * The recogniser sometimes makes nothing of a segment with pauses although it had understood its beginning.
 * What stood at the last pause then settles, and the rest is a segment of its own.
 */
function recover(state: OpenState, end: number, rules: SegmentRules): SegmenterResult {
  const { segment, run } = state;
  const floor = segment.stood ?? segment.start;
  const voiced = within(segment.voiced, floor, end);
  const [first] = voiced;
  if (first === undefined) return { state, effects: [] };
  const start = Math.max(floor, first.start - rules.lead);
  const rest: Segment = {
    start,
    voiced,
    powers: segment.powers.filter((window) => window.end > start),
    decoded: { to: run.end, purpose: 'final' },
    stood: undefined,
    lost: false,
  };
  return {
    state: { ...state, floor, segment: rest },
    effects: [
      { kind: 'settle', text: 'stood' },
      { kind: 'decode', purpose: 'final', segment: rest, to: Math.min(end, run.end + rules.tail) },
    ],
  };
}

function within(spans: readonly Span[], start: number, end: number): readonly Span[] {
  return spans
    .map((span) => ({ start: Math.max(span.start, start), end: Math.min(span.end, end) }))
    .filter((span) => span.end > span.start);
}

function flush(state: SegmenterState, end: number, rules: SegmentRules): SegmenterResult {
  if (state.kind === 'quiet') return { state, effects: [] };
  const { segment, run } = state;
  if (segment.decoded?.purpose === 'final' && segment.decoded.to >= run.end) {
    return segment.lost ? recover(state, end, rules) : { state, effects: [] };
  }
  return {
    state: { ...state, segment: { ...segment, decoded: { to: run.end, purpose: 'final' } } },
    effects: [{ kind: 'decode', purpose: 'final', segment, to: Math.min(end, run.end + rules.tail) }],
  };
}

/** Nothing of the past is heard again; speech that goes on is the next turn's. */
function closed(state: SegmenterState, end: number): SegmenterState {
  const { run } = state;
  const floor = run?.ongoing === true ? end : Math.max(state.floor, run?.end ?? 0);
  return { kind: 'quiet', floor, run };
}
