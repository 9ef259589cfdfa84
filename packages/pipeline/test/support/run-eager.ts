import type {
  EagerUserTurnOptions,
  Frame,
  FrameProcessor,
  Speculation,
  UserTurnStartStrategy,
} from '@turnstream/pipeline';
import {
  EagerTranscriptionFrame,
  EagerTranscriptionWithdrawnFrame,
  EagerUserTurnStrategies,
  LLMContext,
  LLMContextAggregatorPair,
  LLMFullResponseEndFrame,
  LLMFullResponseStartFrame,
  LLMProcessor,
  LLMTextFrame,
  SpeculationGate,
} from '@turnstream/pipeline';
import { FakeClock } from '@turnstream/testing';
import { nextTurnOfTheLoop } from './next-turn-of-the-loop.ts';
import type { RunningPipeline } from './run-processors.ts';
import { runProcessors } from './run-processors.ts';
import type { ModelBehaviour } from './scripted-model.ts';
import { ScriptedModel } from './scripted-model.ts';

/** A user aggregator, a model, a gate and an assistant aggregator in a running pipeline. */
export type RunningEager = RunningPipeline & {
  readonly clock: FakeClock;
  readonly context: LLMContext;
  readonly pair: LLMContextAggregatorPair;
  readonly model: ScriptedModel;
  readonly gate: SpeculationGate;
  /** Each speculation, with how it was settled: `confirmed`, or the cause. */
  readonly speculations: Map<number, { readonly speculation: Speculation; readonly settlements: string[] }>;
  /** What got out, one line for each answer; `…` behind one that has no end. */
  answers(): string[];
  /** Sends frames downstream at once, and waits until they are handled. */
  send(...frames: readonly Frame[]): Promise<void>;
  /** Moves the clock, and waits until all is handled. */
  pass(milliseconds: number): Promise<void>;
};

/** What a test may set. */
export type RunEagerOptions = {
  readonly clock?: FakeClock;
  readonly behaviour?: (index: number) => ModelBehaviour;
  /** A model of one's own, in place of one with that behaviour on the same clock. */
  readonly model?: ScriptedModel;
  readonly eager?: EagerUserTurnOptions & {
    readonly enableInterruptions?: boolean;
    readonly start?: readonly UserTurnStartStrategy[];
  };
  /** Leaves the strategies to the service. */
  readonly followsService?: boolean;
  readonly before?: readonly FrameProcessor[];
  /** Stands between the model and the gate. */
  readonly behindModel?: readonly FrameProcessor[];
  readonly behindGate?: readonly FrameProcessor[];
  readonly maxHeldFrames?: number;
  readonly maxHeldChunks?: number;
};

/** Starts it. */
export async function runEager(options: RunEagerOptions = {}): Promise<RunningEager> {
  const { before = [], behindModel = [], behindGate = [], maxHeldFrames, maxHeldChunks } = options;
  const clock = options.clock ?? new FakeClock();
  const context = new LLMContext();
  const userTurnStrategies = options.followsService === true ? undefined : new EagerUserTurnStrategies(options.eager);
  const pair = new LLMContextAggregatorPair(context, { user: { userTurnStrategies } });
  const model = options.model ?? new ScriptedModel(clock, options.behaviour);
  const gate = new SpeculationGate({ maxHeldFrames });
  const llm = new LLMProcessor({ respond: model.respond, maxHeldChunks });
  const speculations: RunningEager['speculations'] = new Map();
  pair.user.on('speculationStarted', (_user, speculation) => {
    speculations.set(speculation.speculationId, { speculation, settlements: [] });
  });
  pair.user.on('speculationSettled', (_user, { speculationId }, cause) => {
    speculations.get(speculationId)?.settlements.push(cause ?? 'confirmed');
  });
  const run = await runProcessors([...before, pair.user, llm, ...behindModel, gate, ...behindGate, pair.assistant], {
    clock,
    wallTimeMs: () => Date.UTC(2026, 7, 21),
  });
  await nextTurnOfTheLoop();
  return {
    ...run,
    clock,
    context,
    pair,
    model,
    gate,
    speculations,
    answers: () => answersIn(run.after.downstream),
    async send(...frames) {
      for (const frame of frames) run.worker.queueFrame(frame);
      await nextTurnOfTheLoop();
      await nextTurnOfTheLoop();
    },
    async pass(milliseconds) {
      await nextTurnOfTheLoop();
      clock.advance(milliseconds);
      await nextTurnOfTheLoop();
      await nextTurnOfTheLoop();
    },
  };
}

function answersIn(frames: readonly Frame[]): string[] {
  const answers: string[] = [];
  let open: string | undefined;
  const close = (mark: string): void => {
    if (open !== undefined) answers.push(open.trim() + mark);
    open = undefined;
  };
  for (const frame of frames) {
    if (frame instanceof LLMFullResponseStartFrame) {
      close('…');
      open = '';
    } else if (frame instanceof LLMTextFrame) open = (open ?? 'no start: ') + frame.text;
    else if (frame instanceof LLMFullResponseEndFrame) close('');
  }
  close('…');
  return answers;
}

/** A predicted end. */
export function eager(turnId: number, text: string, attempt = 1): EagerTranscriptionFrame {
  return new EagerTranscriptionFrame({ text, turnId, attempt, userId: '', timestamp: '' });
}

/** That prediction was wrong. */
export function withdrawn(turnId: number, attempt = 1): EagerTranscriptionWithdrawnFrame {
  return new EagerTranscriptionWithdrawnFrame({ turnId, attempt, cause: 'speech' });
}
