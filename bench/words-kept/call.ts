import { listen, type Session, type TurnEvent, type Usage } from '@turnstream/flux';
import { normaliseWords } from '../speech/normalise-words.ts';
import { compareWords, type WordErrors } from '../speech/word-errors.ts';
import { brokenTurnRules } from '../../packages/flux/test/session/invariants.ts';
import { BYTES_PER_SECOND, SAMPLE_RATE_HZ, type CallerStream } from './caller-stream.ts';
import { startDropProxy } from './drop-proxy.ts';
import { PatientClock } from './patient-clock.ts';
import { DropPlan, type Placement } from './placement.ts';
import { ProgressWatch } from './progress-watch.ts';
import { UpstreamAudio } from './upstream-audio.ts';

/** One call to be made. */
export type CallOrder = {
  readonly stream: CallerStream;
  readonly serverUrl: string;
  readonly rate: number;
  readonly placement: Placement;
  /** Samples at the beginning of the stream that are left out: where the server's steps of 80 ms lie in it. */
  readonly phaseSamples: number;
  readonly random: () => number;
};

/**
 * The end of a turn. Seconds; `heardFrom` and `heardTo`, its first and last word, are places in the stream, the others
 * count from the start of the call.
 */
export type CallEnd = {
  readonly startedAt: number;
  readonly at: number;
  readonly heardFrom: number;
  readonly heardTo: number;
  readonly reason: string;
  readonly transcript: string;
};

/** A lost connection, and when nothing waited any more. */
export type CallDrop = {
  readonly at: number;
  readonly position: number;
  readonly turnOpen: boolean;
  caughtUpAt: number;
};

/** What became of a call. */
export type CallResult = {
  readonly order: CallOrder;
  readonly errors: WordErrors;
  readonly ends: readonly CallEnd[];
  readonly drops: readonly CallDrop[];
  /** Where in the stream each connection's audio began, in seconds. */
  readonly beginnings: readonly number[];
  /** Connections that the session replaced by itself, because the server did not answer in time. */
  readonly replaced: number;
  readonly usage: Usage;
  /** Seconds of audio the proxy saw. */
  readonly proxySeconds: number;
  readonly peakSecondsPerSecond: number;
  /** Accepted seconds that were neither decoded nor counted as lost or left out. */
  readonly uncountedSeconds: number;
  readonly broken: readonly string[];
  /** How long the clock waited for a server, or a bench, that was kept from running. */
  readonly stoodStillSeconds: number;
};

/** All that was heard in a call. */
export function textOf({ ends }: Pick<CallResult, 'ends'>): string {
  return ends.map(({ transcript }) => transcript).join(' ');
}

const FRAME_MS = 20;
const FRAME_BYTES: number = (BYTES_PER_SECOND * FRAME_MS) / 1_000;

/** A session that waits for no more than this is caught up: one chunk is always being filled. */
const CAUGHT_UP_SECONDS = 0.25;

/**
 * A server that is not kept from running tells of audio within half a second. Without a pace a replay goes at once, and the
 * time it takes to decode is not counted.
 */
const LAGS_SECONDS = 0.6;

/** Makes one call in real time, as a server that is not kept from running would see it, with drops where they are wanted. */
export async function makeCall(order: CallOrder): Promise<CallResult> {
  const { stream, serverUrl, rate, placement, phaseSamples, random } = order;
  const phaseSeconds = phaseSamples / SAMPLE_RATE_HZ;
  const audio = new UpstreamAudio(stream);
  const broken: string[] = [];
  const clock = new PatientClock(random, () => audio.unheardSeconds > LAGS_SECONDS);
  const proxy = await startDropProxy(serverUrl, {
    onOpened: (connection, requestId) => audio.opened(connection, requestId),
    onClosed: (connection) => audio.closed(connection),
    onAudio: (connection, payload) => audio.take(connection, payload, clock.now()),
    onError: (error) => broken.push(String(error)),
  });
  const session = listen({ apiKey: 'local', url: proxy.url, eagerEotThreshold: 0.5, resume: { rate }, clock });
  const drops: CallDrop[] = [];
  const plan = new DropPlan(placement, stream, random);
  let startedAt = clock.now();
  let connectedAt = startedAt;
  let connectionsAtDrop = 0;
  let eagerOpen = false;
  const seconds = (): number => (clock.now() - startedAt) / 1_000;
  const consider = (): void => {
    const { status, behindSeconds, openTurnId, connections } = session.state;
    const last = drops.at(-1);
    const connected = status === 'open' && connections > connectionsAtDrop;
    if (last?.caughtUpAt === Infinity && connected && behindSeconds < CAUGHT_UP_SECONDS) last.caughtUpAt = seconds();
    const turnOpen = openTurnId !== undefined;
    const { positionSeconds, replaying } = audio;
    const connectedForSeconds = (clock.now() - connectedAt) / 1_000;
    const moment = { atSeconds: seconds(), positionSeconds, connected, turnOpen, eagerOpen, replaying };
    if (!plan.next({ ...moment, connectedForSeconds })) return;
    if (last !== undefined) last.caughtUpAt = Math.min(last.caughtUpAt, seconds());
    drops.push({ at: seconds(), position: positionSeconds, turnOpen, caughtUpAt: Infinity });
    connectionsAtDrop = connections;
    proxy.reset();
  };
  watchMessages(session, audio, () => {
    connectedAt = clock.now();
  });
  const events: TurnEvent[] = [];
  const ends: CallEnd[] = [];
  const reading = readEvents(
    session,
    (event, turnStartedAt) => {
      events.push(event);
      eagerOpen = event.type === 'turn-eager' || (eagerOpen && event.type === 'turn-update');
      if (event.type === 'turn-end') ends.push(endOf(event, phaseSeconds, turnStartedAt, seconds()));
      if (event.type === 'turn-eager') consider();
    },
    seconds,
  );
  const wholeCall = async (): Promise<void> => {
    await session.opened;
    startedAt = clock.now();
    await speak(stream.bytes.subarray(phaseSamples * 2), session, clock, consider);
    await session.finish();
    audio.decodedAll();
    await reading;
  };
  const watch = new ProgressWatch(
    () => audio.seconds,
    () =>
      `${stream.name}, ${placement} at ${rate}: at ${seconds().toFixed(0)} of ${stream.seconds.toFixed(0)} s, stood still for ` +
      `${clock.stoodStillSeconds.toFixed(0)} s, session ${session.state.status} and ${session.state.behindSeconds.toFixed(2)} s ` +
      `behind, ${audio.unheardSeconds.toFixed(2)} s not told of on connection ${audio.connections}`,
  );
  try {
    await Promise.race([wholeCall(), watch.stalled]);
  } finally {
    watch.stop();
    session.cancel();
    await proxy.close();
    clock.stop();
  }
  const { usage } = session;
  broken.push(...brokenTurnRules(events), ...brokenCounts(session, audio));
  return {
    order,
    errors: compareWords(normaliseWords(stream.transcript), normaliseWords(textOf({ ends }))),
    ends,
    drops,
    beginnings: audio.beginnings,
    replaced: session.state.connections - 1 - drops.length,
    usage,
    proxySeconds: audio.seconds,
    peakSecondsPerSecond: audio.peakSecondsPerSecond,
    uncountedSeconds:
      audio.secondsNotDecoded(phaseSeconds, usage.acceptedSeconds) - usage.lostSeconds - usage.skippedSeconds,
    broken,
    stoodStillSeconds: clock.stoodStillSeconds,
  };
}

/** Speaks in real time. */
async function speak(bytes: Buffer, session: Session, clock: PatientClock, eachFrame: () => void): Promise<void> {
  const startedAt = clock.now();
  for (let sent = 0; sent < bytes.length; sent += FRAME_BYTES) {
    const waitMs = startedAt + (sent / FRAME_BYTES) * FRAME_MS - clock.now();
    if (waitMs > 0) await clock.wait(waitMs);
    session.send(bytes.subarray(sent, sent + FRAME_BYTES));
    eachFrame();
  }
}

/** Follows what the client is told of decoded audio. */
function watchMessages(session: Session, audio: UpstreamAudio, onConnected: () => void): void {
  session.on('message', (message) => {
    if (message.type === 'Connected') onConnected();
    else if (message.type === 'TurnInfo') audio.decodedUpTo(message.request_id, message.audio_window_end);
  });
}

async function readEvents(
  session: Session,
  take: (event: TurnEvent, turnStartedAt: number) => void,
  now: () => number,
): Promise<void> {
  let turnStartedAt = 0;
  for await (const event of session.events) {
    if (event.type === 'turn-start') turnStartedAt = now();
    take(event, turnStartedAt);
  }
}

function endOf(
  { words, startSeconds, endSeconds, reason, transcript }: Extract<TurnEvent, { type: 'turn-end' }>,
  phaseSeconds: number,
  startedAt: number,
  at: number,
): CallEnd {
  const heardFrom = phaseSeconds + (words[0]?.startSeconds ?? startSeconds);
  const heardTo = phaseSeconds + (words.at(-1)?.endSeconds ?? endSeconds);
  return { startedAt, at, heardFrom, heardTo, reason, transcript };
}

function brokenCounts({ usage, state }: Session, audio: UpstreamAudio): readonly string[] {
  const broken: string[] = [];
  if (state.connections !== audio.connections) {
    broken.push(`${audio.connections} connections at the proxy, ${state.connections} at the session`);
  }
  // What was on its way when the connection was reset never reached the proxy.
  const onTheWay = usage.sentSeconds + usage.replayedSeconds + usage.silentSeconds - audio.seconds;
  if (onTheWay < -0.001) broken.push(`the proxy saw ${-onTheWay} s more than was counted as sent`);
  return broken;
}
