import type {
  Frame,
  FrameDirection,
  FrameProcessor,
  LLMUserAggregatorOptions,
  PipelineWorkerOptions,
} from '@turnstream/pipeline';
import {
  LLMContext,
  LLMContextFrame,
  LLMUserAggregator,
  ProposedUserStartedSpeakingFrame,
  ProposedUserStoppedSpeakingFrame,
  TranscriptionFrame,
} from '@turnstream/pipeline';
import { FakeClock } from '@turnstream/testing';
import { nextTurnOfTheLoop } from './next-turn-of-the-loop.ts';
import type { RunningPipeline } from './run-processors.ts';
import { runProcessors } from './run-processors.ts';

/** A user aggregator in a running pipeline whose clock stands still. */
export type RunningTurns = RunningPipeline & {
  readonly aggregator: LLMUserAggregator;
  readonly context: LLMContext;
  readonly clock: FakeClock;
  /** Every event of the aggregator, as `name` or `name: text`, in order. */
  readonly events: string[];
  /** The user's messages in the context. */
  readonly said: readonly unknown[];
  /** Names of the frames that came out downstream since the last call, metadata left out. */
  came(): string[];
  /** Sends frames downstream at once, and waits until they are handled. */
  send(...frames: readonly Frame[]): Promise<void>;
  /** Sends one frame in that direction, and waits until it is handled. */
  sendTowards(direction: FrameDirection, frame: Frame): Promise<void>;
  /** Moves the clock, and waits until all is handled. */
  pass(milliseconds: number): Promise<void>;
};

/** Starts a user aggregator between two probes, with other processors before it where given. */
export async function runTurns(
  options: LLMUserAggregatorOptions & {
    readonly before?: readonly FrameProcessor[];
    readonly worker?: PipelineWorkerOptions;
  } = {},
): Promise<RunningTurns> {
  const { before = [], worker, ...own } = options;
  const clock = new FakeClock();
  const context = new LLMContext();
  const aggregator = new LLMUserAggregator(context, own);
  const events = recordEvents(aggregator);
  const run = await runProcessors([...before, aggregator], {
    clock,
    wallTimeMs: () => Date.UTC(2026, 7, 21),
    ...worker,
  });
  let seen = 0;
  return {
    ...run,
    aggregator,
    context,
    clock,
    events,
    get said() {
      return context.messages.map((message) => message.content);
    },
    came() {
      const names = run.after.downstream
        .slice(seen)
        .map((frame) => frame.constructor.name)
        .filter((name) => name !== 'StartFrame' && !name.endsWith('MetadataFrame'));
      seen = run.after.downstream.length;
      return names;
    },
    async send(...frames) {
      for (const frame of frames) run.worker.queueFrame(frame);
      await nextTurnOfTheLoop();
    },
    async sendTowards(direction, frame) {
      run.worker.queueFrame(frame, direction);
      await nextTurnOfTheLoop();
    },
    async pass(milliseconds) {
      clock.advance(milliseconds);
      await nextTurnOfTheLoop();
    },
  };
}

function recordEvents(aggregator: LLMUserAggregator): string[] {
  const events: string[] = [];
  for (const name of ['userTurnStopTimeout', 'userTurnIdle', 'userMuteStarted', 'userMuteStopped'] as const) {
    aggregator.on(name, () => void events.push(name));
  }
  aggregator.on('userTurnStarted', () => void events.push('userTurnStarted'));
  aggregator.on('userTurnInferenceTriggered', () => void events.push('userTurnInferenceTriggered'));
  aggregator.on('userTurnMessageAdded', (_self, { content }) => void events.push(`userTurnMessageAdded: ${content}`));
  aggregator.on('userTurnStopped', (_self, _strategy, { content }) => void events.push(`userTurnStopped: ${content}`));
  return events;
}

/** A final text of a service that does not count its turns. */
export function said(text: string, options: { readonly finalized?: boolean } = {}): TranscriptionFrame {
  return new TranscriptionFrame({ text, userId: 'ada', timestamp: '', ...options });
}

/** What a service that counts its turns, as Flux does, sends at the start of one. */
export function turnStart(turnId: number): ProposedUserStartedSpeakingFrame {
  return new ProposedUserStartedSpeakingFrame({ turnId });
}

/** What it sends at the end: the text, where there is one, and the proposal. */
export function turnEnd(turnId: number, text = ''): Frame[] {
  const stop = new ProposedUserStoppedSpeakingFrame({ turnId });
  if (text === '') return [stop];
  return [new TranscriptionFrame({ text, userId: '', timestamp: '', finalized: true, turnId }), stop];
}

/** How often the model was asked. */
export function asked(frames: readonly Frame[]): number {
  return frames.filter((frame) => frame instanceof LLMContextFrame).length;
}
