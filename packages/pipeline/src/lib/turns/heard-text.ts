import { EagerTranscriptionFrame } from '../frames/eager-frames.ts';
import type { Frame } from '../frames/frame.ts';
import { InterimTranscriptionFrame, TranscriptionFrame } from '../frames/text-frames.ts';
import { ProposedUserStartedSpeakingFrame } from '../frames/user-turn-frames.ts';

/** What a frame says that the user said so far in a turn; `undefined`: it says nothing about that. */
export function heardText(frame: Frame): { readonly text: string; readonly turnId: number | undefined } | undefined {
  if (frame instanceof ProposedUserStartedSpeakingFrame) return { text: frame.transcript ?? '', turnId: frame.turnId };
  const isText =
    frame instanceof TranscriptionFrame ||
    frame instanceof InterimTranscriptionFrame ||
    frame instanceof EagerTranscriptionFrame;
  return isText ? { text: frame.text, turnId: frame.turnId } : undefined;
}

/** How many words a text has. */
export function countWords(text: string): number {
  return text.split(/\s+/u).filter((word) => word !== '').length;
}
