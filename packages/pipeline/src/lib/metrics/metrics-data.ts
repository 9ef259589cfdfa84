/** Whose figure it is. */
type AboutProcessor = { readonly processor: string; readonly model?: string | undefined };

/** One figure about one processor. */
export type MetricsData =
  | (AboutProcessor & {
      /** Time from the request to its first answer; of a speech-to-text service, from the end of speech to its text. */
      readonly kind: 'ttfb';
      readonly durationMs: number;
    })
  | (AboutProcessor & {
      /** Time spent on one piece of work. */
      readonly kind: 'processing';
      readonly durationMs: number;
    })
  | (AboutProcessor & {
      /** Audio handed to a speech-to-text provider since the figure before. */
      readonly kind: 'stt-usage';
      readonly audioSeconds: number;
    })
  | (AboutProcessor & {
      /** A judgement of whether the user's turn is over. */
      readonly kind: 'turn';
      readonly isComplete: boolean;
      /** 0 to 1. */
      readonly probability: number;
      /** From the end of speech to the judgement. */
      readonly durationMs: number;
    });
