import {
  addSilence,
  isCaughtUp,
  leaveOut,
  sameLinkShape,
  type AudioDraft,
  type AudioLedger,
  type AudioLink,
  type AudioRule,
} from './audio-ledger.ts';
import { GRID_SECONDS } from '../protocol/limits.ts';
import { refill, waitMs } from './pace.ts';
import { dropRangesBefore, skipTo } from './ranges.ts';

/** What audio wants done. */
export type AudioEffect =
  | { readonly type: 'send-audio'; readonly from: number; readonly to: number }
  | { readonly type: 'send-silence'; readonly samples: number }
  | { readonly type: 'forget-audio'; readonly before: number };

/** Takes what is wanted done, in order. */
type AudioEffects = Pick<AudioEffect[], 'push'>;

/** What came of one step. `stalled`: the connection is useless in one direction. */
export type AudioOutcome = {
  readonly stalled: 'inbound' | 'outbound' | undefined;
  /** Whether more audio waits than may be kept. */
  readonly overflowed: boolean;
};

/** What audio must know of the rest of the session. */
export type AudioContext = {
  readonly at: number;
  readonly bufferedBytes: number;
  readonly rule: AudioRule;
  /** Whether the connection takes audio. */
  readonly flows: boolean;
  /** Silence in place of pings, where it is wanted and pings are not to be had. */
  readonly idleSilence: { readonly intervalMs: number; readonly maxIdleMs: number } | undefined;
  /** A turn is open, or text was heard that may begin one. */
  readonly speaking: boolean;
  /** The earliest position a lost connection would replay. */
  readonly neededFrom: number;
  /** Whether new audio still comes; without it silence cannot be told from the end. */
  readonly ending: boolean;
};

/** Unanswered audio after which a server is taken for dead: in an open turn, and otherwise. */
const STALL_SECONDS = { speaking: 3, quiet: 10 };

/** Audio sent at any speed says little about time: a server of one's own may need this long for it. */
const UNPACED_STALL_MS = 10_000;

/** A peer that takes nothing for this long while audio waits is taken for dead. */
const BLOCKED_MS = 2_000;

/** Audio that may lie in the socket's buffer. */
const MAX_SOCKET_SECONDS = 1;

/**
 * Audio that may be on its way to a server that sets no pace. A server that has more than it can decode stops reading,
 * and with that it stops answering pings.
 */
const MAX_UNHEARD_SECONDS = 3;

/** Between a first look at a peer that is overdue and the one that tells: the process has read its sockets meanwhile. */
const SECOND_LOOK_MS = 100;

/** How often a full socket is looked at. */
const BLOCKED_POLL_MS = 100;

/** A source is stalled after twice its usual wait, and never before this, unless the rule says otherwise. */
const SOURCE_STALL_MS = 500;

/** Silence goes out in pieces of this length. */
const SILENCE_PIECE_MS = 80;

/** Quiet kept at both ends of a skipped stretch. */
const QUIET_MARGIN_SECONDS = 0.3;

/** What nearly every step comes to. */
const WELL: AudioOutcome = { stalled: undefined, overflowed: false };

/** Sends what may go now, keeps what may be needed, and looks for a stall in either direction. */
export function flowAudio(audio: AudioDraft, context: AudioContext, effects: AudioEffects): AudioOutcome {
  const overflowed = bound(audio, context, effects);
  let stalled: AudioOutcome['stalled'];
  if (context.flows) {
    send(audio, context, effects);
    keepTurnAlive(audio, context, effects);
    keepConnectionAlive(audio, context, effects);
    stalled = judgeStall(audio, context);
  }
  return stalled === undefined && !overflowed ? WELL : { stalled, overflowed };
}

/** The next moment at which audio needs a `wake`. */
export function audioWakeAt(ledger: AudioLedger, context: AudioContext): number {
  const { link } = ledger;
  if (link === undefined || !context.flows) return Infinity;
  return Math.min(
    link.overdueAt === undefined ? inboundStallAt(link, context) : link.overdueAt + SECOND_LOOK_MS,
    idleSilenceAt(ledger, context),
    sendAt(ledger, link, context.rule),
    turnSilenceAt(ledger, context),
  );
}

/** When audio that waits may go, or the full socket that keeps it is to be looked at. */
function sendAt(ledger: AudioLedger, link: AudioLink, rule: AudioRule): number {
  if (link.blocked !== undefined) return link.pace.at + BLOCKED_POLL_MS;
  if (isCaughtUp(ledger) || roomOnTheWay(link, rule) <= 0) return Infinity;
  const samples = Math.min(rule.chunkSamples, ledger.accepted - ledger.next);
  return link.pace.at + Math.max(1, waitMs(link.pace, rule, samples));
}

/** When silence is due for a source that stalled in an open turn. */
function turnSilenceAt(ledger: AudioLedger, context: AudioContext): number {
  const { rule, speaking, ending } = context;
  if (!speaking || !rule.resumable || !isCaughtUp(ledger) || ending) return Infinity;
  const { silence } = ledger;
  if (silence === undefined) return ledger.lastChunkAt + sourceStallMs(ledger, rule);
  return silence.since + (silence.sentSamples / rule.sampleRateHz) * 1_000 + SILENCE_PIECE_MS;
}

/** Lets go of audio that is not needed, and of the oldest when there is too much: then some of it may overflow. */
function bound(audio: AudioDraft, { rule, neededFrom }: AudioContext, effects: AudioEffects): boolean {
  const limit = rule.maxBufferedSeconds * rule.sampleRateHz;
  const needed = rule.resumable ? Math.min(audio.next, neededFrom) : audio.next;
  const oldest = Math.max(audio.oldest, needed, audio.accepted - limit);
  if (oldest - audio.oldest < rule.chunkSamples) return false;
  const overflowed = oldest > audio.next;
  leaveOut(audio, oldest, 'lost');
  audio.oldest = oldest;
  audio.quiet = dropRangesBefore(audio.quiet, oldest);
  effects.push({ type: 'forget-audio', before: oldest });
  return overflowed;
}

function send(audio: AudioDraft, context: AudioContext, effects: AudioEffects): void {
  if (audio.link === undefined) return;
  const { rule, at, bufferedBytes } = context;
  const blocked = blockedSince(audio.link, context);
  const watches = blocked !== undefined || audio.link.blocked !== undefined || audio.link.pace.held;
  // With nothing to send and nothing to watch, the pace can be worked out when it is needed.
  if (isCaughtUp(audio) && !watches) return;
  const pace = refill(audio.link.pace, rule, at);
  const inSocket = MAX_SOCKET_SECONDS * rule.sampleRateHz - bufferedBytes / rule.bytesPerSample;
  const room = Math.min(inSocket, roomOnTheWay(audio.link, rule));
  let samples = 0;
  if (room > 0 && !isCaughtUp(audio)) {
    const skips = !context.speaking && rule.rate !== Infinity && audio.quiet.length > 0;
    if (skips) leaveOut(audio, afterQuiet(audio, rule), 'skipped');
    const waiting = audio.accepted - audio.next;
    // Whole chunks, unless the caller closed a shorter one behind which nothing waits.
    const allowed = Math.min(pace.tokens, Math.max(room, rule.chunkSamples), waiting);
    samples = allowed >= waiting ? waiting : Math.floor(allowed / rule.chunkSamples) * rule.chunkSamples;
  }
  const link = sameLinkShape(audio.link);
  link.blocked = blocked;
  audio.link = link;
  if (samples > 0) {
    const from = audio.next;
    const to = from + samples;
    const again = Math.max(0, Math.min(to, audio.sentHigh) - from);
    audio.next = to;
    audio.sentHigh = Math.max(audio.sentHigh, to);
    audio.sent += samples - again;
    audio.replayed += again;
    link.sentSamples += samples;
    link.sentAt = at;
    effects.push({ type: 'send-audio', from, to });
  }
  // Whether audio waits for tokens is remembered, also where nothing was sent.
  link.pace = { tokens: pace.tokens - samples, at, held: !isCaughtUp(audio) };
}

/** The protocol's timers run on audio time: a turn whose source stalls would stay open for ever. */
function keepTurnAlive(audio: AudioDraft, context: AudioContext, effects: AudioEffects): void {
  const { rule, at } = context;
  if (audio.link === undefined || !rule.resumable || !context.speaking || context.ending || !isCaughtUp(audio)) {
    audio.silence = undefined;
    return;
  }
  if (at < audio.lastChunkAt + sourceStallMs(audio, rule)) return;
  const { since, sentSamples } = audio.silence ?? { since: at, sentSamples: 0 };
  const piece = Math.round((SILENCE_PIECE_MS / 1_000) * rule.sampleRateHz);
  // None at once: where the process was kept from running, the audio that it did not read is there in a moment.
  const due = Math.round(((at - since) / 1_000) * rule.sampleRateHz) - sentSamples;
  const samples = Math.max(0, Math.floor(due / piece) * piece);
  audio.silence = { since, sentSamples: sentSamples + samples };
  if (samples === 0) return;
  addSilence(audio, samples, at);
  effects.push({ type: 'send-silence', samples });
}

/** A server closes a connection that is silent for a minute; where it cannot be pinged, a little silence now and then holds it. */
function keepConnectionAlive(audio: AudioDraft, context: AudioContext, effects: AudioEffects): void {
  const { rule, at } = context;
  if (at < idleSilenceAt(audio, context)) return;
  const samples = Math.round((SILENCE_PIECE_MS / 1_000) * rule.sampleRateHz);
  effects.push({ type: 'send-silence', samples });
  addSilence(audio, samples, at);
}

/** When the next piece of silence is due on a connection that nothing else holds. */
function idleSilenceAt(ledger: AudioLedger, context: AudioContext): number {
  const { idleSilence, speaking, ending, rule } = context;
  if (idleSilence === undefined || ledger.link === undefined || speaking || ending || !rule.resumable) return Infinity;
  const dueAt = Math.max(ledger.link.sentAt, ledger.lastChunkAt) + idleSilence.intervalMs;
  return dueAt <= ledger.lastChunkAt + idleSilence.maxIdleMs ? dueAt : Infinity;
}

/**
 * Believes a stall at the second look: what kept this process from running until the first one kept it from reading too, and the
 * answer may be there already.
 */
function judgeStall(audio: AudioDraft, context: AudioContext): AudioOutcome['stalled'] {
  const stalled = findStall(audio, context);
  if (audio.link === undefined || (stalled ?? audio.link.overdueAt) === undefined) return undefined;
  const link = sameLinkShape(audio.link);
  link.overdueAt = stalled && (link.overdueAt ?? context.at);
  audio.link = link;
  return link.overdueAt !== undefined && context.at >= link.overdueAt + SECOND_LOOK_MS ? stalled : undefined;
}

function findStall(ledger: AudioLedger, context: AudioContext): AudioOutcome['stalled'] {
  const { link } = ledger;
  if (link === undefined) return undefined;
  if (link.blocked !== undefined && context.at - link.blocked.since >= BLOCKED_MS) return 'outbound';
  return context.at >= inboundStallAt(link, context) ? 'inbound' : undefined;
}

/** When an unanswered server is to be taken for dead; `Infinity` while too little is unanswered. */
function inboundStallAt(link: AudioLink, { speaking, rule }: Pick<AudioContext, 'speaking' | 'rule'>): number {
  const seconds = speaking ? STALL_SECONDS.speaking : STALL_SECONDS.quiet;
  if (link.sentSamples - link.answeredSamples < seconds * rule.sampleRateHz) return Infinity;
  return link.answeredAt + (rule.rate === Infinity ? UNPACED_STALL_MS : (seconds * 1_000) / rule.rate);
}

/** Samples that may yet be sent before the server has heard more. */
function roomOnTheWay(link: AudioLink, rule: AudioRule): number {
  if (rule.rate !== Infinity || !rule.resumable) return Infinity;
  return MAX_UNHEARD_SECONDS * rule.sampleRateHz - (link.sentSamples - link.acknowledgedSamples);
}

function blockedSince(link: AudioLink, context: AudioContext): AudioLink['blocked'] {
  const { at, bufferedBytes, rule } = context;
  if (bufferedBytes < MAX_SOCKET_SECONDS * rule.sampleRateHz * rule.bytesPerSample) return undefined;
  if (link.blocked === undefined || bufferedBytes < link.blocked.leastBytes)
    return { since: at, leastBytes: bufferedBytes };
  return link.blocked;
}

function sourceStallMs(ledger: AudioLedger, rule: AudioRule): number {
  return Math.max(rule.sourceStallMs ?? SOURCE_STALL_MS, 2 * ledger.gapMs);
}

/** Where to go on when the quiet that lies ahead is left out. */
function afterQuiet({ quiet, next }: AudioLedger, { sampleRateHz }: AudioRule): number {
  const grid = GRID_SECONDS * sampleRateHz;
  const after = skipTo(quiet, next, Math.round(QUIET_MARGIN_SECONDS * sampleRateHz));
  return next + Math.round(Math.floor((after - next) / grid) * grid);
}
