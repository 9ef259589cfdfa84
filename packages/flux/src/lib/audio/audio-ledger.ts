import type { Usage } from '../session/session.ts';
import { jumpClock, startClock, toPosition, type ClockMap } from './clock-map.ts';
import { startPace, type Pace, type PaceRule } from './pace.ts';
import { addRange, dropRangesBefore, samplesOutside, type Range } from './ranges.ts';

/** What an audio ledger goes by. */
export type AudioRule = PaceRule & {
  readonly bytesPerSample: number;
  readonly maxBufferedSeconds: number;
  /** Whether audio can be cut anywhere and sent again. */
  readonly resumable: boolean;
  /** Least time without audio in an open turn after which its silence is sent. Default 500. */
  readonly sourceStallMs?: number;
};

/** The connection that audio flows into. Its clock counts every sample sent on it. */
export type AudioLink = {
  readonly clock: ClockMap;
  readonly sentSamples: number;
  /** When the last audio went out. */
  readonly sentAt: number;
  /** Samples the server has decoded, by its last message. */
  readonly acknowledgedSamples: number;
  /** Its clock when the last message of any kind came, and when that was. */
  readonly answeredSamples: number;
  readonly answeredAt: number;
  readonly pace: Pace;
  /** Since when the socket's buffer has been full, and how full at its least. */
  readonly blocked: { readonly since: number; readonly leastBytes: number } | undefined;
  /** When the peer was first found to be overdue. */
  readonly overdueAt: number | undefined;
};

/** Silence going out for a source that stalled inside a turn. */
export type SilenceEpisode = { readonly since: number; readonly sentSamples: number };

/** Everything about audio. Positions are samples of the caller's accepted audio. */
export type AudioLedger = {
  readonly accepted: number;
  /** The oldest position that is kept. */
  readonly oldest: number;
  /** The next position to send. */
  readonly next: number;
  /** All before this was sent at least once. */
  readonly sentHigh: number;
  /** All before this was decoded, or given up. */
  readonly acknowledged: number;
  readonly sent: number;
  readonly replayed: number;
  readonly silent: number;
  readonly skipped: number;
  readonly lost: number;
  readonly link: AudioLink | undefined;
  readonly quiet: readonly Range[];
  /** What lies before `next`, was not decoded and never will be: already counted as skipped or lost. */
  readonly gaps: readonly Range[];
  readonly lastChunkAt: number;
  /** The longest recent wait between chunks, decaying. */
  readonly gapMs: number;
  readonly silence: SilenceEpisode | undefined;
  /** How often the audio from `from` on has been sent again. */
  readonly replays: { readonly from: number; readonly times: number };
};

/** A wait this long between chunks is a stall and not the source's habit. */
const MAX_USUAL_GAP_MS = 2_000;

/** A server speaks of its audio every 0.24 s, in steps of 0.08 s: it may have decoded this much more than it said. */
export const MAX_UNSPOKEN_SECONDS = 0.32;

/** What comes this soon after the last chunk came with it: it tells nothing of how long the source lets wait. */
const SAME_DELIVERY_MS = 5;

/** The same audio is sent again at most this often. */
const MAX_REPLAYS = 3;

/** The ledger of a session that has heard nothing. */
export function initialAudio(at: number): AudioLedger {
  return {
    accepted: 0,
    oldest: 0,
    next: 0,
    sentHigh: 0,
    acknowledged: 0,
    sent: 0,
    replayed: 0,
    silent: 0,
    skipped: 0,
    lost: 0,
    link: undefined,
    quiet: [],
    gaps: [],
    lastChunkAt: at,
    gapMs: 0,
    silence: undefined,
    replays: { from: -1, times: 0 },
  };
}

/** Whether all accepted audio has been sent. */
export function isCaughtUp(ledger: AudioLedger): boolean {
  return ledger.next >= ledger.accepted;
}

/** Whether the server was sent more than it can have decoded, by what it said. */
export function undecoded({ gaps, acknowledged, sentHigh }: AudioLedger, rule: AudioRule): boolean {
  return rule.resumable && samplesOutside(gaps, acknowledged, sentHigh) > MAX_UNSPOKEN_SECONDS * rule.sampleRateHz;
}

/** Whether audio from this position may be sent once more. */
export function mayReplay(ledger: AudioLedger, rule: AudioRule, from: number): boolean {
  return rule.resumable && (ledger.replays.times < MAX_REPLAYS || !isSameReplay(ledger, from));
}

/** Whether a replay from here is the last one over again: no later start, or nothing was decoded since. */
function isSameReplay({ replays, acknowledged }: AudioLedger, from: number): boolean {
  return replays.from >= from - 1 || acknowledged <= replays.from;
}

/** The seconds of audio by what became of them. */
export function usageOf(ledger: AudioLedger, sampleRateHz: number): Usage {
  const seconds = (samples: number): number => samples / sampleRateHz;
  return {
    acceptedSeconds: seconds(ledger.accepted),
    sentSeconds: seconds(ledger.sent),
    replayedSeconds: seconds(ledger.replayed),
    silentSeconds: seconds(ledger.silent),
    skippedSeconds: seconds(ledger.skipped),
    lostSeconds: seconds(ledger.lost),
  };
}

/** The caller's position that a moment of the current connection belongs to. */
export function positionAt(ledger: AudioLedger, connectionSamples: number): number {
  return ledger.link === undefined ? ledger.next : toPosition(ledger.link.clock, connectionSamples);
}

/** A record that its maker may still change. */
type Changing<Fixed> = { -readonly [Field in keyof Fixed]: Fixed[Field] };

/**
 * The ledger of a step in the making, which belongs to that step alone. What comes with every chunk and every message changes
 * it in place: a copy for each part of a step was most of what a session left to the collector.
 */
export type AudioDraft = Changing<AudioLedger>;

/**
 * A copy with its fields laid out as in {@link initialAudio}. In Node 20 each `{ ...ledger }` makes a hidden class for
 * every class it meets: what is spread again at every step never has one that the engine knows, and costs many times
 * as much.
 */
export function sameShape(ledger: AudioLedger): AudioDraft {
  return {
    accepted: ledger.accepted,
    oldest: ledger.oldest,
    next: ledger.next,
    sentHigh: ledger.sentHigh,
    acknowledged: ledger.acknowledged,
    sent: ledger.sent,
    replayed: ledger.replayed,
    silent: ledger.silent,
    skipped: ledger.skipped,
    lost: ledger.lost,
    link: ledger.link,
    quiet: ledger.quiet,
    gaps: ledger.gaps,
    lastChunkAt: ledger.lastChunkAt,
    gapMs: ledger.gapMs,
    silence: ledger.silence,
    replays: ledger.replays,
  };
}

/** As {@link sameShape}, of a link. */
export function sameLinkShape(link: AudioLink): Changing<AudioLink> {
  return {
    clock: link.clock,
    sentSamples: link.sentSamples,
    sentAt: link.sentAt,
    acknowledgedSamples: link.acknowledgedSamples,
    answeredSamples: link.answeredSamples,
    answeredAt: link.answeredAt,
    pace: link.pace,
    blocked: link.blocked,
    overdueAt: link.overdueAt,
  };
}

/** A chunk of the caller's audio is there. */
export function acceptChunk(audio: AudioDraft, samples: number, quiet: boolean, at: number): void {
  const gap = audio.accepted === 0 ? 0 : at - audio.lastChunkAt;
  if (quiet) audio.quiet = addRange(audio.quiet, audio.accepted, audio.accepted + samples);
  audio.accepted += samples;
  audio.lastChunkAt = at;
  // A stall is no usual wait: what would count as one is not learned from.
  if (gap > SAME_DELIVERY_MS && gap <= MAX_USUAL_GAP_MS) audio.gapMs = Math.max(gap, audio.gapMs * 0.95);
  audio.silence = undefined;
}

/** Audio can flow. `savedSeconds`: how much of it may go at once. */
export function linkAudio(ledger: AudioLedger, rule: AudioRule, at: number, savedSeconds: number): AudioLedger {
  return sameShape({
    ...ledger,
    link: {
      clock: startClock(ledger.next),
      sentSamples: 0,
      sentAt: at,
      acknowledgedSamples: 0,
      answeredSamples: 0,
      answeredAt: at,
      pace: startPace(rule, at, savedSeconds),
      blocked: undefined,
      overdueAt: undefined,
    },
    silence: undefined,
  });
}

/** The connection is gone; the next one begins at `replayFrom`. What was sent and will not be replayed is given up. */
export function unlinkAudio(ledger: AudioLedger, replayFrom: number): AudioLedger {
  // Lost in a replay, `next` lies before what the turns still want: going on from there would hear settled words again.
  const from = Math.min(Math.max(replayFrom, ledger.oldest), Math.max(ledger.next, ledger.sentHigh));
  const again = ledger.sentHigh > from;
  const times = isSameReplay(ledger, from) ? ledger.replays.times + 1 : 1;
  const replays = again ? { from, times } : ledger.replays;
  return sameShape({
    ...settleUpTo(ledger, from, 'lost'),
    link: undefined,
    silence: undefined,
    next: from,
    replays,
  });
}

/** Everything before a position is done with: what was neither decoded nor counted yet is counted now. */
function settleUpTo(ledger: AudioLedger, position: number, as: 'lost' | 'skipped'): AudioLedger {
  if (position <= ledger.acknowledged) return ledger;
  const unheard = samplesOutside(ledger.gaps, ledger.acknowledged, position);
  return sameShape({
    ...ledger,
    [as]: ledger[as] + unheard,
    acknowledged: position,
    gaps: dropRangesBefore(ledger.gaps, position),
  });
}

/** Goes on at a later position: what lies between is not sent. What was decoded before does not count again. */
export function leaveOut(audio: AudioDraft, to: number, as: 'lost' | 'skipped'): void {
  if (to <= audio.next) return;
  const from = Math.max(audio.next, audio.acknowledged);
  audio[as] += samplesOutside(audio.gaps, from, Math.max(from, to));
  audio.gaps = addRange(audio.gaps, from, to);
  audio.next = to;
  if (audio.link === undefined) return;
  const link = sameLinkShape(audio.link);
  link.clock = jumpClock(link.clock, link.sentSamples, to);
  audio.link = link;
}

/** A message came; `windowEndSamples` is how far the server has decoded, when it says so. */
export function hearAnswer(audio: AudioDraft, at: number, windowEndSamples?: number): void {
  if (audio.link === undefined) return;
  const link = sameLinkShape(audio.link);
  link.acknowledgedSamples = Math.min(link.sentSamples, Math.max(link.acknowledgedSamples, windowEndSamples ?? 0));
  link.answeredSamples = link.sentSamples;
  link.answeredAt = at;
  audio.link = link;
  audio.acknowledged = Math.max(audio.acknowledged, toPosition(link.clock, link.acknowledgedSamples));
  audio.gaps = dropRangesBefore(audio.gaps, audio.acknowledged);
}

/** The session is over. What was not sent is lost, and what was sent too, unless the server `decoded` it before it closed. */
export function closeAudio(ledger: AudioLedger, decoded: boolean): AudioLedger {
  const { accepted, next } = ledger;
  const heard = decoded ? { ...ledger, acknowledged: Math.max(ledger.acknowledged, next) } : ledger;
  return sameShape({
    ...settleUpTo(heard, accepted, 'lost'),
    link: undefined,
    silence: undefined,
    next: accepted,
    oldest: accepted,
  });
}

/** Silence goes out on the connection without counting as the caller's audio. */
export function addSilence(audio: AudioDraft, samples: number, at: number): void {
  if (audio.link === undefined) return;
  const link = sameLinkShape(audio.link);
  link.sentSamples += samples;
  link.sentAt = at;
  link.clock = jumpClock(link.clock, link.sentSamples, audio.next);
  audio.link = link;
  audio.silent += samples;
}
