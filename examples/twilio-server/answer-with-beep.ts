import type { Frame, FrameDirection } from '@turnstream/pipeline';
import {
  FrameProcessor,
  LLMContextFrame,
  OutputAudioRawFrame,
  OutputTransportMessageFrame,
} from '@turnstream/pipeline';

const rateHz = 8_000;

/** Stands where your language model and your voice would be: answers each turn of the caller with a short tone. */
export class AnswerWithBeep extends FrameProcessor {
  #turns = 0;

  override processFrame(frame: Frame, direction: FrameDirection): void {
    this.pushFrame(frame, direction);
    if (!(frame instanceof LLMContextFrame)) return;
    this.#turns += 1;
    this.pushFrame(new OutputAudioRawFrame({ audio: tone(440, 0.3), sampleRate: rateHz }));
    // Comes back as an InputTransportMessageFrame when the caller has heard the tone.
    this.pushFrame(
      new OutputTransportMessageFrame({ message: { event: 'mark', mark: { name: `answer ${this.#turns}` } } }),
    );
  }
}

function tone(frequencyHz: number, seconds: number): Uint8Array {
  const audio = new Uint8Array(Math.round(rateHz * seconds) * 2);
  const view = new DataView(audio.buffer);
  for (let index = 0; index * 2 < audio.byteLength; index += 1) {
    view.setInt16(index * 2, Math.round(8_000 * Math.sin((2 * Math.PI * frequencyHz * index) / rateHz)), true);
  }
  return audio;
}
