import type { Frame } from '@turnstream/pipeline';

/** The frames of one class, in order. */
export function findFrames<Kind extends Frame>(
  frames: readonly Frame[],
  FrameClass: new (...values: never[]) => Kind,
): Kind[] {
  return frames.filter((frame): frame is Kind => frame instanceof FrameClass);
}
