import type { Logger } from '@turnstream/flux';
import type { FrameClass } from '../frames/frame.ts';
import { InterimTranscriptionFrame, TranscriptionFrame } from '../frames/text-frames.ts';
import type { FrameObserver, FramePushed, ObserverSetup } from '../processor/frame-observer.ts';
import { STTService } from '../services/stt-service.ts';

/** Logs what speech-to-text services hear, at level debug: it is what people said. */
export class TranscriptionLogObserver implements FrameObserver {
  readonly frameClasses: readonly FrameClass[] = [TranscriptionFrame, InterimTranscriptionFrame];
  #logger: Logger | undefined;

  setUp({ logger }: ObserverSetup): void {
    this.#logger = logger;
  }

  /** Logs the text where it leaves its service. */
  onPushFrame({ source, frame, timestampNs }: FramePushed): void {
    if (!(source instanceof STTService)) return;
    if (!(frame instanceof TranscriptionFrame) && !(frame instanceof InterimTranscriptionFrame)) return;
    const kind = frame instanceof TranscriptionFrame ? 'final' : 'interim';
    const user = frame.userId === '' ? '' : ` of ${frame.userId}`;
    this.#logger?.debug(`${source.name}: ${kind} text${user} at ${seconds(timestampNs)} s: ${frame.text}`);
  }
}

function seconds(timestampNs: number): string {
  return (timestampNs / 1e9).toFixed(3);
}
