/** What is compared: a session by itself, and pipelines around one. `none` only keeps time. */
export const VARIANTS = ['session', 'pushed', 'source'] as const;

/** `session`: bare. `pushed`: frames queued at a worker, as a telephony server does. `source`: through an AudioSource. */
export type Variant = (typeof VARIANTS)[number] | 'none';

/** One run of one variant in a process of its own. */
export type Plan = {
  readonly variant: Variant;
  readonly sessions: number;
  /** Audio before time is taken. */
  readonly warmUpFrames: number;
  /** Audio while time is taken. */
  readonly frames: number;
};
