import type { TurnSettings } from './listen-options.ts';

/** Settings of turn taking as one choice; for `listen({ ...turnPresets.fast })` and `configure(turnPresets.patient)`. */
export type TurnPreset = Required<Pick<TurnSettings, 'eotThreshold' | 'eagerEotThreshold' | 'eotTimeoutMs'>>;

/**
 * Four ways of taking turns. Each names all its settings, so that any may follow any other, from one turn to the next.
 * What each costs and gains on recordings is measured in docs/turn-taking.md.
 */
export const turnPresets: {
  /** Answers soonest, cuts the most speakers off. For commands and short answers. */
  readonly fast: TurnPreset;
  /** The service's own thresholds, with predictions. For conversation. */
  readonly balanced: TurnPreset;
  /** Waits longer before it takes the turn. For callers who think, spell or read out numbers. */
  readonly patient: TurnPreset;
  /** Ends a turn only after a long silence, without predictions. For text, not answers. */
  readonly dictation: TurnPreset;
} = {
  fast: { eotThreshold: 0.6, eagerEotThreshold: 0.4, eotTimeoutMs: 3_000 },
  balanced: { eotThreshold: 0.7, eagerEotThreshold: 0.5, eotTimeoutMs: 5_000 },
  patient: { eotThreshold: 0.85, eagerEotThreshold: 0.6, eotTimeoutMs: 8_000 },
  dictation: { eotThreshold: 0.95, eagerEotThreshold: null, eotTimeoutMs: 15_000 },
};
