import {
  AudioSource,
  DeepgramFluxSTTService,
  FrameProcessor,
  InputAudioRawFrame,
  LLMContext,
  LLMContextFrame,
  LLMUserAggregator,
  Pipeline,
  PipelineWorker,
  type Frame,
  type FrameDirection,
} from '@turnstream/pipeline';
import { createAudioLoop, FRAME_BYTES, LOOP_FRAMES, pieceOf } from '../../client/lib/audio-loop.ts';
import { EVENTS } from '../../client/client/clients/turnstream.ts';
import type { OpenCall } from './open-call.ts';

/** Looks at every frame on its way, in the caller. */
class Tap extends FrameProcessor {
  readonly #look: (frame: Frame) => void;

  constructor(look: (frame: Frame) => void) {
    super({ enableDirectMode: true });
    this.#look = look;
  }

  override processFrame(frame: Frame, direction: FrameDirection): void {
    this.#look(frame);
    this.pushFrame(frame, direction);
  }
}

/** Audio that comes while it is read. */
class LiveAudio implements AsyncIterable<Uint8Array> {
  readonly #waiting: Uint8Array[] = [];
  #wake: (() => void) | undefined;
  #ended = false;

  push(chunk: Uint8Array): void {
    this.#waiting.push(chunk);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      const chunk = this.#waiting.shift();
      if (chunk !== undefined) yield chunk;
      else if (this.#ended) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}

/** A worker with service and aggregator, and in front of them an AudioSource where asked for. */
export function pipelineCall(withSource: boolean): OpenCall {
  const loop = createAudioLoop();
  const frames = Array.from({ length: LOOP_FRAMES }, (_, index) => pieceOf(loop, index, FRAME_BYTES));
  return async (url, hear, triggered) => {
    const service = new DeepgramFluxSTTService({ apiKey: 'bench', url, settings: { eagerEotThreshold: 0.5 } });
    let requestId = '';
    service.on('turn', (_service, { type, message, transcript }) => {
      // Without a message the session ended the turn by itself, when it was stopped.
      if (message === undefined) return;
      if (type === 'turn-end') requestId = message.request_id;
      hear(EVENTS[type], transcript);
    });
    const opened = new Promise<void>((resolve) => service.on('connected', () => resolve()));
    const live = new LiveAudio();
    const worker = new PipelineWorker(
      new Pipeline([
        ...(withSource ? [new AudioSource({ audio: live, sampleRateHz: 16_000 })] : []),
        service,
        new LLMUserAggregator(new LLMContext()),
        new Tap((frame) => {
          if (frame instanceof LLMContextFrame) triggered(requestId);
        }),
      ]),
    );
    const ended = worker.run();
    await opened;
    return {
      send: (frame) => {
        const audio = frames[frame % LOOP_FRAMES];
        if (audio === undefined) return;
        if (withSource) live.push(audio);
        else worker.queueFrame(new InputAudioRawFrame({ audio, sampleRate: 16_000 }));
      },
      end: async () => {
        if (withSource) live.end();
        else worker.stopWhenDone();
        await ended;
      },
    };
  };
}
