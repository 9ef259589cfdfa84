/**
 * A model that hears whether a turn is over: from how it was said, not from what. It is asked a moment after speech stops,
 * and the step waits for its answer, so that the same audio gives the same confidences at any speed.
 */
export interface TurnModel {
  readonly name: string;
  /** The latest audio of the turn that it wants to hear, in seconds. */
  readonly windowSeconds: number;
  /** Probability, 0 to 1, that the turn is over at the end of these samples (16 kHz, -1..1; the turn and the silence so far). */
  score(samples: Float32Array): Promise<number>;
}

/** Silences after which it is asked, in seconds: once early, once more when the silence is certain. */
const LOOKS_SECONDS: readonly number[] = [0.12, 0.4];

/** What it said in the present silence. `looks` counts how often it was asked. */
export type AcousticLook = { readonly looks: number; readonly score: number | undefined };

/** The state in speech. */
export const NO_LOOK: AcousticLook = { looks: 0, score: undefined };

/** Whether it is to be asked after this much silence. */
export function isLookDue({ looks }: AcousticLook, silenceSeconds: number): boolean {
  return silenceSeconds >= (LOOKS_SECONDS[looks] ?? Infinity);
}
