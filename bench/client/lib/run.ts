/** The clients that are compared, by the name they have in the output. */
export const CLIENT_NAMES = [
  'ws-80ms',
  'ws-20ms',
  'ws-keeping',
  'deepgram-sdk-20ms',
  'deepgram-sdk-80ms',
  'livekit-stt-v2',
  'turnstream',
] as const;

/** One of the clients; `none` only keeps time. */
export type ClientName = (typeof CLIENT_NAMES)[number] | 'none';

/** One run of one client in a process of its own. */
export type RunPlan = {
  readonly client: ClientName;
  readonly sessions: number;
  /** Audio before time is taken. */
  readonly warmUpFrames: number;
  /** Audio while time is taken. */
  readonly frames: number;
};

/** A plan as its process is given it. */
export type GivenPlan<Plan> = Plan & { readonly url: string };

/** Milliseconds from the server's send to the client's handler. */
export type LatencySummary = {
  readonly count: number;
  readonly medianMs: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
};

/** What a run measured and heard. */
export type RunResult = {
  readonly cpuMicrosecondsPerFrame: number;
  readonly latency: LatencySummary;
  /** The longest that the pace was behind its time. */
  readonly paceLagMs: number;
  readonly residentMegabytes: number;
  /** Starts, predictions and ends, of each session. */
  readonly heard: readonly (readonly string[])[];
};

/** What the server heard of one connection. */
export type HeardAudio = {
  readonly bytes: number;
  /** Where the first byte was that is not the next one of the audio; `undefined` when all were. */
  readonly firstWrongByte: number | undefined;
};

/** From the parent to the server. */
export type ServerRequest = { readonly type: 'report'; readonly ear: number } | 'stop';

/** From the server to its parent. */
export type ServerAnswer =
  | { readonly type: 'listening'; readonly ports: readonly number[] }
  | { readonly type: 'report'; readonly open: number; readonly heard: readonly HeardAudio[] };
