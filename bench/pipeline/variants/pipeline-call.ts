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

/**
 * Audio that comes while it is read. Written out: what a generator costs, several promises for each piece, is no cost of the
 * pipeline.
 */
class LiveAudio implements AsyncIterableIterator<Uint8Array, undefined> {
  readonly #waiting: Uint8Array[] = [];
  #asked: ((result: IteratorResult<Uint8Array, undefined>) => void) | undefined;
  #hasEnded = false;

  push(value: Uint8Array): void {
    if (this.#asked === undefined) this.#waiting.push(value);
    else this.#answer({ value, done: false });
  }

  end(): void {
    this.#hasEnded = true;
    this.#answer({ value: undefined, done: true });
  }

  next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const value = this.#waiting.shift();
    if (value !== undefined) return Promise.resolve({ value, done: false });
    if (this.#hasEnded) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => {
      this.#asked = resolve;
    });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #answer(result: IteratorResult<Uint8Array, undefined>): void {
    const answer = this.#asked;
    this.#asked = undefined;
    answer?.(result);
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
