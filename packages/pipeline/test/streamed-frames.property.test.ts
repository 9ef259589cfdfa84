import type { AudioFields, Frame, FrameDirection } from '@turnstream/pipeline';
import {
  FrameProcessor,
  InputAudioRawFrame,
  InterruptionFrame,
  TextFrame,
  TranscriptionFrame,
  UserStartedSpeakingFrame,
} from '@turnstream/pipeline';
import type { Deferred } from '@turnstream/testing';
import { createDeferred } from '@turnstream/testing';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextTurnOfTheLoop } from './support/next-turn-of-the-loop.ts';
import type { RunningPipeline } from './support/run-processors.ts';
import { runProcessors } from './support/run-processors.ts';

const STAGES = 3;
const ECHO_STAGE = 1;

/** Audio that goes through the queues as any other frame does: what streamed audio is held against. */
class QueuedAudioFrame extends InputAudioRawFrame {
  override get isStreamed(): boolean {
    return false;
  }
}

/** What happened at each place, in order. */
type Logs = readonly (readonly string[])[];

type Audio = new (fields: AudioFields) => InputAudioRawFrame;

type Queue = 'data' | 'system';

type What = 'audio' | 'system' | 'text' | 'final' | 'interruption';

type FrameStep = {
  readonly kind: 'frame';
  readonly what: What;
  readonly direction: FrameDirection;
  /** The stage whose handler waits until a door is opened. */
  readonly heldAt: number | undefined;
  /** Whether the handler of one stage sends frames of its own, before it passes this one on. */
  readonly isEchoed: boolean;
};

type Step =
  | FrameStep
  | { readonly kind: 'pause'; readonly stage: number; readonly queue: Queue; readonly paused: boolean }
  | { readonly kind: 'open-doors'; readonly stage: number; readonly queue: Queue }
  | { readonly kind: 'turn-of-the-loop' | 'cancel' };

/** One world in which the steps are played: the kind of audio, the doors, and what happened at each stage. */
class World {
  readonly Audio: Audio;
  readonly stages: readonly Stage[];
  readonly #doors = new Map<string, Deferred<void>[]>();

  constructor(audio: Audio) {
    this.Audio = audio;
    this.stages = Array.from({ length: STAGES }, (_, index) => new Stage(this, index));
  }

  /** The door before which the handler of a queue of a stage waits. One that was interrupted stays before its own. */
  door(index: number, queue: Queue): Promise<void> {
    const door = createDeferred();
    const key = `${queue} ${index}`;
    this.#doors.set(key, [...(this.#doors.get(key) ?? []), door]);
    return door.promise;
  }

  openDoors(index: number, queue: Queue): void {
    for (const door of this.#doors.get(`${queue} ${index}`) ?? []) door.resolve();
    this.#doors.delete(`${queue} ${index}`);
  }

  /** Whether there were any that were shut. */
  openAllDoors(): boolean {
    const doors = [...this.#doors.values()].flat();
    this.#doors.clear();
    for (const door of doors) door.resolve();
    return doors.length > 0;
  }

  make(label: string, what: What): Frame {
    const frame = this.#make(what);
    frame.metadata['label'] = label;
    return frame;
  }

  #make(what: What): Frame {
    switch (what) {
      case 'audio':
        return new this.Audio({ audio: new Uint8Array(2), sampleRate: 16_000 });
      case 'system':
        return new UserStartedSpeakingFrame();
      case 'text':
        return new TextFrame({ text: '' });
      case 'final':
        return new TranscriptionFrame({ text: '', userId: '', timestamp: '' });
      case 'interruption':
        return new InterruptionFrame();
    }
  }
}

class Stage extends FrameProcessor {
  readonly log: string[] = [];
  readonly #world: World;
  readonly #index: number;

  constructor(world: World, index: number) {
    super();
    this.#world = world;
    this.#index = index;
  }

  override processFrame(frame: Frame, direction: FrameDirection): void | Promise<void> {
    const label = labelOf(frame);
    this.log.push(`${direction} ${described(frame)} begins`);
    if (frame.metadata['isEchoed'] === true && this.#index === ECHO_STAGE && frame.family === 'system') {
      this.pushFrame(this.#world.make(`${label} back`, 'audio'), 'upstream');
      this.pushFrame(this.#world.make(`${label} system`, 'system'), 'upstream');
      this.pushFrame(this.#world.make(`${label} echo`, 'audio'), direction);
    }
    if (frame.metadata['heldAt'] === this.#index) return this.#passLater(frame, direction);
    this.#pass(frame, direction);
    return undefined;
  }

  async #passLater(frame: Frame, direction: FrameDirection): Promise<void> {
    await this.#world.door(this.#index, frame.family === 'system' ? 'system' : 'data');
    this.#pass(frame, direction);
  }

  #pass(frame: Frame, direction: FrameDirection): void {
    this.pushFrame(frame, direction);
    this.log.push(`${direction} ${described(frame)} ends`);
  }
}

function described(frame: Frame): string {
  return `${frame.family} ${labelOf(frame)}`;
}

function labelOf(frame: Frame): string {
  const label = frame.metadata['label'];
  return typeof label === 'string' ? label : frame.constructor.name;
}

/** What happened at each stage, and what left the pipeline at either end. */
async function play(steps: readonly Step[], audio: Audio): Promise<Logs> {
  const world = new World(audio);
  await using run = await runProcessors(world.stages);
  for (const [index, step] of steps.entries()) await take(step, String(index), world, run);
  for (const stage of world.stages) {
    stage.resumeProcessingFrames();
    stage.resumeProcessingSystemFrames();
  }
  do await nextTurnOfTheLoop();
  while (world.openAllDoors());
  const left = [
    run.before.upstream.map((frame) => `upstream ${described(frame)} leaves`),
    run.after.downstream.map((frame) => `downstream ${described(frame)} leaves`),
  ];
  return [...world.stages.map(({ log }) => log), ...left];
}

async function take(step: Step, label: string, world: World, run: RunningPipeline): Promise<void> {
  switch (step.kind) {
    case 'frame': {
      const frame = world.make(label, step.what);
      Object.assign(frame.metadata, { heldAt: step.heldAt, isEchoed: step.isEchoed });
      run.worker.queueFrame(frame, step.direction);
      return;
    }
    case 'pause': {
      const paused = world.stages[step.stage];
      if (step.queue === 'data' && step.paused) paused?.pauseProcessingFrames();
      else if (step.queue === 'data') paused?.resumeProcessingFrames();
      else if (step.paused) paused?.pauseProcessingSystemFrames();
      else paused?.resumeProcessingSystemFrames();
      return;
    }
    case 'open-doors':
      world.openDoors(step.stage, step.queue);
      return;
    case 'turn-of-the-loop':
      await nextTurnOfTheLoop();
      return;
    case 'cancel':
      run.worker.cancel();
  }
}

const stage = fc.nat({ max: STAGES - 1 });

function frames(
  whats: readonly What[],
  direction: fc.Arbitrary<FrameDirection>,
  echoes: boolean,
): fc.Arbitrary<FrameStep> {
  return fc.record({
    kind: fc.constant('frame'),
    what: fc.constantFrom(...whats),
    direction,
    heldAt: fc.option(stage, { nil: undefined, freq: 2 }),
    isEchoed: echoes ? fc.boolean() : fc.constant(false),
  });
}

const queue = fc.constantFrom<Queue>('data', 'system');
const pause: fc.Arbitrary<Step> = fc.record({ kind: fc.constant('pause'), stage, queue, paused: fc.boolean() });
const openDoors: fc.Arbitrary<Step> = fc.record({ kind: fc.constant('open-doors'), stage, queue });

/**
 * What happened, each way and each queue by itself. Which of two frames is first at a stage where they come from different
 * sides or wait in different queues is a matter of chance.
 */
function byWay(logs: Logs): Logs {
  const ways = ['downstream system', 'upstream system', 'downstream data', 'upstream data'];
  return logs.flatMap((log) => ways.map((way) => log.filter((entry) => entry.includes(way))));
}

/** System frames whose handler began before the one before was done. */
function nestedIn(log: readonly string[]): readonly string[] {
  const system = log.filter((entry) => entry.includes(' system ') && !entry.endsWith('leaves'));
  return system.filter((entry, index) => index % 2 === 1 && entry !== system[index - 1]?.replace('begins', 'ends'));
}

/** What becomes of the same steps when audio is handled at once, and when it waits. */
async function compare(steps: readonly Step[]): Promise<{ atOnce: Logs; waiting: Logs; nested: readonly string[] }> {
  const logs = await play(steps, InputAudioRawFrame);
  return { atOnce: byWay(logs), waiting: byWay(await play(steps, QueuedAudioFrame)), nested: logs.flatMap(nestedIn) };
}

const eitherWay = fc.constantFrom<FrameDirection>('downstream', 'upstream');

it('frame by frame, with pauses, interruptions and a cancel: audio that is handled at once does what it did if it waited', async () => {
  const programs = eitherWay.chain((way) => {
    const frame = frames(['audio', 'audio', 'system', 'text', 'final', 'interruption'], fc.constant(way), false);
    const step = fc.oneof({ weight: 6, arbitrary: frame }, { weight: 2, arbitrary: openDoors }, pause);
    const cancel = fc.constantFrom<Step[]>([], [{ kind: 'cancel' }]);
    return fc.tuple(fc.array(step, { maxLength: 40 }), cancel, fc.array(frame, { maxLength: 5 }));
  });
  await fc.assert(
    fc.asyncProperty(programs, async (parts) => {
      const steps = parts.flat().flatMap((next): Step[] => [next, { kind: 'turn-of-the-loop' }]);
      const { atOnce, waiting, nested } = await compare(steps);
      expect(atOnce).toEqual(waiting);
      expect(nested).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

it('in bursts, and sent by handlers: audio overtakes no system frame, and no other frame is in another order', async () => {
  const programs = eitherWay.chain((way) => {
    const frame = frames(['audio', 'audio', 'system', 'text', 'final'], fc.constant(way), true);
    const wait = fc.constant<Step>({ kind: 'turn-of-the-loop' });
    return fc.array(fc.oneof({ weight: 6, arbitrary: frame }, { weight: 2, arbitrary: wait }, openDoors, pause), {
      maxLength: 40,
    });
  });
  await fc.assert(
    fc.asyncProperty(programs, async (steps) => {
      const { atOnce, waiting, nested } = await compare(steps);
      expect(atOnce).toEqual(waiting);
      expect(nested).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
