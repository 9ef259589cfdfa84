/** One figure about one processor. */
export type MetricsData =
  | {
      /** Time from the request to its first answer. */
      readonly kind: 'ttfb';
      readonly processor: string;
      readonly model?: string | undefined;
      readonly durationMs: number;
    }
  | {
      /** Time spent on one piece of work. */
      readonly kind: 'processing';
      readonly processor: string;
      readonly model?: string | undefined;
      readonly durationMs: number;
    }
  | {
      /** Audio handed to a speech-to-text provider since the figure before. */
      readonly kind: 'stt-usage';
      readonly processor: string;
      readonly model?: string | undefined;
      readonly audioSeconds: number;
    };
