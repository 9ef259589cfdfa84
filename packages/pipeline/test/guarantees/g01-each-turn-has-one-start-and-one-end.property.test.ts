import type { Frame } from '@turnstream/pipeline';
import {
  LLMContext,
  LLMUserAggregator,
  ProposedUserStartedSpeakingFrame,
  ProposedUserStoppedSpeakingFrame,
  STTMuteFrame,
  TranscriptionFrame,
  UserStartedSpeakingFrame,
  UserStoppedSpeakingFrame,
} from '@turnstream/pipeline';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import type { MemoryFlux } from '../support/run-memory-flux.ts';
import { runMemoryFlux } from '../support/run-memory-flux.ts';
import { Probe } from '../support/probe.ts';

const happening = fc.constantFrom(
  'speak',
  'speak',
  'start',
  'start',
  'update',
  'eager',
  'resume',
  'end',
  'end',
  'end without text',
  'drop',
  'connect',
  'connect',
  'configure',
  'mute',
  'unmute',
  'wait',
);

/** Plays a server that keeps to the protocol, one connection after the other, and a caller who does as he likes. */
class Course {
  readonly #flux: MemoryFlux;
  #connection = -1;
  #turn = 0;
  #state: 'none' | 'open' | 'eager' = 'none';

  constructor(flux: MemoryFlux) {
    this.#flux = flux;
  }

  async play(what: string): Promise<void> {
    const flux = this.#flux;
    const connection = flux.network.latest;
    if (connection.index !== this.#connection) {
      this.#connection = connection.index;
      this.#turn = 0;
      this.#state = 'none';
    }
    const isOpen = connection.state === 'open';
    if (what === 'speak') await flux.speak(100);
    else if (what === 'wait') await flux.pass(2_000);
    else if (what === 'connect' && connection.state === 'dialing') await flux.connect();
    else if (what === 'drop' && isOpen) connection.close({ code: 1011 });
    else if (what === 'configure') flux.service.updateSettings({ eotThreshold: 0.5 + (this.#turn % 5) / 10 });
    else if (what === 'mute' || what === 'unmute') {
      flux.worker.queueFrame(new STTMuteFrame({ mute: what === 'mute' }));
    } else if (isOpen) this.#say(what);
    await nextTurnOfTheLoop();
  }

  #say(what: string): void {
    const text = `turn ${this.#turn} of ${this.#connection}`;
    const state = this.#state;
    if (what === 'start' && state === 'none') {
      this.#state = 'open';
      this.#flux.says('StartOfTurn', text, this.#turn);
    } else if (what === 'update' && state !== 'none') this.#flux.says('Update', text, this.#turn);
    else if (what === 'eager' && state === 'open') {
      this.#state = 'eager';
      this.#flux.says('EagerEndOfTurn', text, this.#turn);
    } else if (what === 'resume' && state === 'eager') {
      this.#state = 'open';
      this.#flux.says('TurnResumed', text, this.#turn);
    } else if (what === 'end' && state !== 'none') this.#end(text);
    else if (what === 'end without text' && state === 'open') this.#end('');
  }

  #end(text: string): void {
    this.#flux.says('EndOfTurn', text, this.#turn);
    this.#turn += 1;
    this.#state = 'none';
  }
}

/** What the service said of its turns, each as `start`, `text` or `stop` and its number. */
function turnsOf(frames: readonly Frame[]): string[] {
  return frames.flatMap((frame) => {
    if (frame instanceof ProposedUserStartedSpeakingFrame) return [`start ${frame.turnId}`];
    if (frame instanceof TranscriptionFrame) return [`text ${frame.turnId}`];
    return frame instanceof ProposedUserStoppedSpeakingFrame ? [`stop ${frame.turnId}`] : [];
  });
}

it('over drops, changes of settings, mute and either end: one start, at most one final text and one end for each turn', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(happening, { maxLength: 40 }),
      fc.constantFrom('cancel', 'end'),
      async (happenings, ending) => {
        const context = new LLMContext();
        const probe = new Probe();
        const session = { connection: { maxFailedDials: 1_000 } };
        const options = { session, settings: { eagerEotThreshold: 0.4 } };
        await using flux = await runMemoryFlux(options, {}, [probe, new LLMUserAggregator(context)]);
        await flux.connect();
        const course = new Course(flux);
        for (const what of happenings) await course.play(what);
        if (ending === 'cancel') flux.worker.cancel();
        else flux.worker.stopWhenDone();
        while (!flux.worker.hasFinished) await flux.pass(1_000);
        await flux.ended;

        const told = turnsOf(probe.downstream);
        const starts = told.filter((step) => step.startsWith('start')).length;
        const withText = new Set(told.filter((step) => step.startsWith('text')));
        expect(told).toEqual(
          Array.from({ length: starts }, (_unused, turn) => [
            `start ${turn}`,
            ...(withText.has(`text ${turn}`) ? [`text ${turn}`] : []),
            `stop ${turn}`,
          ]).flat(),
        );
        const decided = flux.after.downstream.flatMap((frame) => {
          if (frame instanceof UserStartedSpeakingFrame) return [`start ${frame.turnId}`];
          return frame instanceof UserStoppedSpeakingFrame ? [`stop ${frame.turnId}`] : [];
        });
        expect(decided).toEqual(told.filter((step) => !step.startsWith('text')));
        const texts = findFrames(probe.downstream, TranscriptionFrame).map((frame) => frame.text);
        expect(context.messages.map((message) => message.content)).toEqual(texts);
      },
    ),
    { numRuns: 60 },
  );
});
