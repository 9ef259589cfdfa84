import type { TurnEvent, Usage } from '@turnstream/flux';

/** Writes turn events to standard output in one format. */
export type TurnRenderer = {
  event(event: TurnEvent): void;
  /** After the last event of a transcription that came to its end. */
  summary(summary: TranscriptionSummary): void;
  /** Takes away what is shown for a moment only, so that something else can be written. */
  clear(): void;
};

/** What a transcription came to. */
export type TranscriptionSummary = {
  readonly turns: number;
  readonly usage: Usage;
};
