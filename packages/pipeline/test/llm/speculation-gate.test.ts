import type { Frame, FrameDirection } from '@turnstream/pipeline';
import {
  EagerUserTurnStrategies,
  EndFrame,
  FrameProcessor,
  FunctionCallResultFrame,
  FunctionCallsStartedFrame,
  HeartbeatFrame,
  LLMContext,
  LLMContextFrame,
  LLMUserAggregator,
  OutputTransportMessageFrame,
  SpeculationGate,
  STTUpdateSettingsFrame,
} from '@turnstream/pipeline';
import { describe, expect, it } from 'vitest';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import { eager, runEager, withdrawn } from '../support/run-eager.ts';
import { runProcessors } from '../support/run-processors.ts';
import { turnEnd, turnStart } from '../support/run-turns.ts';

/** A model that calls a function, and knows nothing of predictions. */
class Caller extends FrameProcessor {
  readonly #isAtOnce: boolean;

  constructor(isAtOnce: boolean) {
    super();
    this.#isAtOnce = isAtOnce;
  }

  override processFrame(frame: Frame, direction: FrameDirection): void | Promise<void> {
    if (frame instanceof LLMContextFrame)
      return this.#isAtOnce ? this.#call() : nextTurnOfTheLoop().then(() => this.#call());
    this.pushFrame(frame, direction);
    return undefined;
  }

  #call(): void {
    this.pushFrame(new FunctionCallsStartedFrame({ callIds: ['one'] }));
    this.pushFrame(new FunctionCallResultFrame({ callId: 'one', result: 'booked' }));
  }
}

async function callsOf(isAtOnce: boolean, ...sent: readonly (readonly Frame[])[]): Promise<string[][]> {
  const user = new LLMUserAggregator(new LLMContext(), { userTurnStrategies: new EagerUserTurnStrategies() });
  await using run = await runProcessors([user, new Caller(isAtOnce), new SpeculationGate()]);
  await nextTurnOfTheLoop();
  const seen: string[][] = [];
  for (const frames of sent) {
    for (const frame of frames) run.worker.queueFrame(frame);
    for (let times = 0; times < 3; times += 1) await nextTurnOfTheLoop();
    seen.push(run.after.downstreamNames.filter((name) => name.startsWith('FunctionCall')));
  }
  return seen;
}

describe('SpeculationGate', () => {
  const both = ['FunctionCallsStartedFrame', 'FunctionCallResultFrame'];

  describe.each([
    ['at once, ahead of data', true],
    ['later', false],
  ])('a function call %s', (_when, isAtOnce) => {
    it('for a prediction is held until the turn has ended as predicted', async () => {
      expect(await callsOf(isAtOnce, [turnStart(0), eager(0, 'a')], turnEnd(0, 'a'))).toEqual([[], both]);
    });

    it('for a turn that is over passes', async () => {
      expect(await callsOf(isAtOnce, [turnStart(0)], turnEnd(0, 'a'))).toEqual([[], both]);
    });

    it('for a prediction that was wrong is never seen', async () => {
      const sent = [[turnStart(0), eager(0, 'a')], [withdrawn(0)], turnEnd(0)];
      expect(await callsOf(isAtOnce, ...sent)).toEqual([[], [], []]);
    });
  });

  it('too much is thrown away with one error, and the model is asked at the end', async () => {
    await using run = await runEager({ maxHeldFrames: 3, behaviour: () => ({ pieces: 9 }) });
    await run.send(turnStart(0), eager(0, 'a'));
    expect(run.gate.heldFrames).toBe(0);
    expect(run.before.upstreamNames.filter((name) => name === 'ErrorFrame')).toHaveLength(1);
    await run.send(...turnEnd(0, 'a'));
    expect(run.answers()).toEqual([Array.from({ length: 9 }, () => '1:a').join(' ')]);
  });

  it('a model that makes more than is held waits for the end of the turn, and nothing is lost', async () => {
    await using run = await runEager({ maxHeldChunks: 2, behaviour: () => ({ pieces: 9 }) });
    await run.send(turnStart(0), eager(0, 'a'));
    expect(run.gate.heldFrames).toBe(3);
    await run.send(...turnEnd(0, 'a'));
    await run.send();
    expect(run.answers()).toEqual([Array.from({ length: 9 }, () => '0:a').join(' ')]);
  });

  it('what steers passes while an answer is held; what is no part of it gets out in the end, or is dropped as at an interruption', async () => {
    await using run = await runEager();
    await run.send(turnStart(0), eager(0, 'a'));
    await run.send(
      new HeartbeatFrame({ timestampNs: 1 }),
      new STTUpdateSettingsFrame({ delta: {} }),
      new OutputTransportMessageFrame({ message: 'hello' }),
    );
    expect(run.after.downstreamNames).toContain('HeartbeatFrame');
    expect(run.after.downstreamNames).not.toContain('STTUpdateSettingsFrame');
    await run.send(withdrawn(0));
    expect(run.after.downstreamNames).toContain('STTUpdateSettingsFrame');
    expect(run.after.downstreamNames).not.toContain('OutputTransportMessageFrame');
  });

  it('the end of the pipeline is not held up', async () => {
    await using run = await runEager({ behaviour: () => ({ delayMs: 1_000, listens: false }) });
    await run.send(turnStart(0), eager(0, 'a'));
    run.worker.queueFrame(new EndFrame());
    expect((await run.ended).kind).toBe('ended');
    expect(run.answers()).toEqual([]);
  });

  it('refuses a limit that is none', () => {
    expect(() => new SpeculationGate({ maxHeldFrames: 0.5 })).toThrow('maxHeldFrames must be a whole number above 0');
  });
});
