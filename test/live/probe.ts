import type { AudioAllowance } from './audio-budget.ts';
import type { CaptureLine } from './capture-file.ts';
import type { DialOutcome, LiveStream, Query } from './live-stream.ts';

/** What a probe found. */
export type Finding = {
  /** What the server did, in a few words. */
  readonly seen: string;
  /** Whether it is what docs/protocol.md says; left out where that says nothing, or only what we chose. */
  readonly agrees?: boolean;
};

/** Options of one dial of a probe. */
export type DialOptions = {
  /** In place of the run's own credential. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocols?: readonly string[];
};

/** A dial that the server refused: to an open question an answer too. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** What a probe is given. */
export type ProbeContext = {
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly rate: number;
  readonly allowance: AudioAllowance;
  /** Aborts when the probe's time is up. */
  readonly signal: AbortSignal;
  /** Dials and says what came of it. The stream is closed after the probe. */
  dial(query: Query, options?: DialOptions): Promise<DialOutcome>;
  /** Dials a stream up to `Connected`. @throws Refusal when the server refuses it */
  open(query?: Query, options?: DialOptions): Promise<LiveStream>;
  /** Waits. @throws Error when the time of the probe is up meanwhile */
  pause(durationMs: number): Promise<void>;
  /** Adds a line to the capture. */
  note(line: CaptureLine): void;
};

/** One question to a server. */
export type Probe = {
  /** Short, unique, without spaces. */
  readonly id: string;
  /** Rules of docs/protocol.md it is about. */
  readonly rules: string;
  readonly asks: string;
  /** What docs/protocol.md says; left out for an open question. */
  readonly expected?: string;
  /** The most audio it sends. */
  readonly audioSeconds: number;
  /** Real time it takes beside that of its audio. Default 0. */
  readonly waitSeconds?: number;
  /** Whether it means anything only where the server asks for a key. */
  readonly needsKey?: boolean;
  run(context: ProbeContext): Promise<Finding>;
};

/** How a probe went. */
export type ProbeOutcome = {
  readonly probe: Probe;
  readonly verdict: 'as expected' | 'differs' | 'seen' | 'not run' | 'failed';
  readonly seen: string;
};
