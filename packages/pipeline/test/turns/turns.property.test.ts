import type { Frame, FrameDirection } from '@turnstream/pipeline';
import {
  AlwaysUserMuteStrategy,
  BotStartedSpeakingFrame,
  BotStoppedSpeakingFrame,
  ExternalUserTurnStrategies,
  FrameProcessor,
  InterimTranscriptionFrame,
  InterruptionFrame,
  LLMContextFrame,
  UserStartedSpeakingFrame,
  UserStoppedSpeakingFrame,
} from '@turnstream/pipeline';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import type { RunningTurns } from '../support/run-turns.ts';
import { runTurns, turnEnd, turnStart } from '../support/run-turns.ts';

/** Handles data slowly, so that system frames overtake it, and starts overtake ends. */
class Slow extends FrameProcessor {
  readonly #waits: readonly number[];
  #handled = 0;

  constructor(waits: readonly number[]) {
    super();
    this.#waits = waits;
  }

  override processFrame(frame: Frame, direction: FrameDirection): void | Promise<void> {
    if (frame.family === 'system') {
      this.pushFrame(frame, direction);
      return undefined;
    }
    const waits = this.#waits[this.#handled % this.#waits.length] ?? 0;
    this.#handled += 1;
    return this.#passLater(frame, direction, waits);
  }

  async #passLater(frame: Frame, direction: FrameDirection, waits: number): Promise<void> {
    for (let times = 0; times < waits; times += 1) await nextTurnOfTheLoop();
    this.pushFrame(frame, direction);
  }
}

const step = fc.constantFrom('start', 'interim', 'end', 'empty-end', 'interrupt', 'yield', 'wait');
const mutedStep = fc.oneof(step, fc.constantFrom('mute', 'unmute'));

type Sent = { readonly texts: Map<number, string>; readonly starts: number; readonly open: boolean };

/** Sends what a service that counts its turns would, however the steps fall: starts and ends alternate. */
async function play(run: RunningTurns, steps: readonly string[], settle: boolean): Promise<Sent> {
  const texts = new Map<number, string>();
  let turnId = -1;
  let open = false;
  let muted = false;
  for (const next of steps) {
    const frames: Frame[] = [];
    if (next === 'start' && !open) {
      turnId += 1;
      open = true;
      frames.push(turnStart(turnId));
    } else if (next === 'interim' && open) {
      frames.push(new InterimTranscriptionFrame({ text: 'so', userId: '', timestamp: '', turnId }));
    } else if (next === 'end' && open) {
      open = false;
      if (!muted) texts.set(turnId, `turn ${turnId}.`);
      frames.push(...turnEnd(turnId, `turn ${turnId}.`));
    } else if (next === 'empty-end' && open) {
      open = false;
      frames.push(...turnEnd(turnId));
    } else if (next === 'interrupt') frames.push(new InterruptionFrame());
    else if (next === 'mute' || next === 'unmute') {
      muted = next === 'mute';
      frames.push(muted ? new BotStartedSpeakingFrame() : new BotStoppedSpeakingFrame());
    } else if (next === 'wait') await run.pass(700);
    for (const frame of frames) run.worker.queueFrame(frame);
    if (settle || next === 'yield') await nextTurnOfTheLoop();
  }
  return { texts, starts: turnId + 1, open };
}

/** Starts and stops of turns, in the order in which they left. */
function edges(frames: readonly Frame[]): string[] {
  return frames.flatMap((frame) => {
    if (frame instanceof UserStartedSpeakingFrame) return [`start ${frame.turnId}`];
    return frame instanceof UserStoppedSpeakingFrame ? [`stop ${frame.turnId}`] : [];
  });
}

/** How many messages the model was asked about last. */
function watchAnswered(run: RunningTurns): () => number {
  let answered = 0;
  run.aggregator.on('afterPushFrame', (_self, frame) => {
    if (frame instanceof LLMContextFrame) answered = frame.context.messages.length;
  });
  return () => answered;
}

const waitsOfSlow = fc.array(fc.nat(3), { minLength: 1, maxLength: 7 });

function runBehind(slow: Slow): Promise<RunningTurns> {
  return runTurns({ userTurnStrategies: new ExternalUserTurnStrategies(), before: [slow] });
}

it('each turn has one start with an interruption, one end, and its own text once, at any distance and however slow', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), waitsOfSlow, async (steps, waits) => {
      await using run = await runBehind(new Slow(waits));
      const stopped = new Map<number | undefined, string>();
      run.aggregator.on('userTurnStopped', (_self, _strategy, { turnId, content }) => {
        stopped.set(turnId, content);
      });
      const answered = watchAnswered(run);
      const { texts, starts, open } = await play(run, steps, false);
      run.worker.stopWhenDone();
      await run.ended;
      const ids = edges(run.after.downstream);
      expect(ids).toEqual(
        Array.from({ length: starts }, (_unused, turnId) => [`start ${turnId}`, `stop ${turnId}`]).flat(),
      );
      // The pipeline may be over before the last stop has come all the way up.
      const up = edges(run.before.upstream);
      expect(up).toEqual(open ? ids.slice(0, up.length) : ids);
      const interruptions = run.after.downstream.filter((frame) => frame instanceof InterruptionFrame).length;
      expect(interruptions).toBe(starts + steps.filter((next) => next === 'interrupt').length);
      expect(run.said).toEqual([...texts.values()]);
      for (const [turnId, content] of stopped) expect(['', texts.get(turnId ?? -1)]).toContain(content);
      expect(stopped.size).toBe(starts);
      const unanswered = open ? 0 : texts.size - answered();
      expect(unanswered).toBe(0);
    }),
    { numRuns: 300 },
  );
});

it('a cancel closes the turn that is open, and what was heard before it is whole', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), waitsOfSlow, async (steps, waits) => {
      await using run = await runBehind(new Slow(waits));
      const { texts } = await play(run, steps, false);
      run.worker.cancel();
      await run.ended;
      const ids = edges(run.after.downstream);
      const paired = Array.from({ length: Math.ceil(ids.length / 2) }, (_unused, turnId) => [
        `start ${turnId}`,
        `stop ${turnId}`,
      ]);
      expect(ids).toEqual(paired.flat());
      expect(run.said).toEqual([...texts.values()].slice(0, run.said.length));
    }),
    { numRuns: 200 },
  );
});

it('where nothing is overtaken, the text of a turn is handled before its end, and each is answered by itself', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.boolean(), async (steps, settles) => {
      await using run = await runTurns({ userTurnStrategies: new ExternalUserTurnStrategies() });
      const stopped: string[] = [];
      run.aggregator.on('userTurnStopped', (_self, _strategy, { content }) => {
        if (content !== '') stopped.push(content);
      });
      const { texts } = await play(run, steps, settles);
      await nextTurnOfTheLoop();
      expect(stopped).toEqual([...texts.values()]);
      expect(run.after.downstream.filter((frame) => frame instanceof LLMContextFrame)).toHaveLength(texts.size);
    }),
    { numRuns: 300 },
  );
});

it('with a user who is muted now and then: starts and stops alternate, and no text is heard twice or by half', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(mutedStep, { maxLength: 40 }), async (steps) => {
      await using run = await runTurns({
        userTurnStrategies: new ExternalUserTurnStrategies(),
        userMuteStrategies: [new AlwaysUserMuteStrategy()],
      });
      const answered = watchAnswered(run);
      const { texts } = await play(run, steps, true);
      expect(run.said).toEqual([...texts.values()]);
      run.worker.stopWhenDone();
      await run.ended;
      const ids = edges(run.after.downstream);
      for (let index = 0; index < ids.length; index += 2) {
        expect(ids[index]).toMatch(/^start/u);
        expect(ids[index + 1]).toBe(ids[index]?.replace('start', 'stop'));
      }
      expect(new Set(ids).size).toBe(ids.length);
      expect(answered()).toBe(texts.size);
    }),
    { numRuns: 300 },
  );
});
