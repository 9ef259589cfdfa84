import type { Frame, FrameDirection } from '@turnstream/pipeline';
import { FrameProcessor, TranscriptionFrame } from '@turnstream/pipeline';

import { spokenSpan } from './spoken-turn.ts';
import type { SpokenTurn } from './spoken-turn.ts';

/** The stage behind the speech-to-text service: keeps every final transcription and lets all frames through. */
export class TranscriptCollector extends FrameProcessor {
  readonly #turns: SpokenTurn[] = [];

  /** The turns so far, in order. */
  get turns(): readonly SpokenTurn[] {
    return this.#turns;
  }

  override processFrame(frame: Frame, direction: FrameDirection): void {
    if (frame instanceof TranscriptionFrame) {
      const span = spokenSpan(frame.result);
      this.#turns.push({ text: frame.text, ...(span === undefined ? {} : { span }) });
    }
    this.pushFrame(frame, direction);
  }
}
