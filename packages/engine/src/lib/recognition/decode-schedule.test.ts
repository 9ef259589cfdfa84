import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IDLE_SCHEDULE, MAX_PASSED_OVER, scheduleDecodes } from './decode-schedule.ts';
import type { Decode, DecodeSchedule, ScheduleInput, ScheduleRules } from './decode-schedule.ts';
import type { RecognitionPurpose } from './recogniser.ts';

const RULES: ScheduleRules = { maxRunning: 3, maxPartialsRunning: 2 };
const CALLERS = 8;

/** A schedule with what became of every decode. */
class Course {
  schedule: DecodeSchedule = IDLE_SCHEDULE;
  readonly started: Decode[] = [];
  readonly dropped: Decode[] = [];
  readonly left = new Set<number>();
  readonly #rules: ScheduleRules;
  #last = 0;

  constructor(rules: ScheduleRules = RULES) {
    this.#rules = rules;
  }

  get startedIds(): readonly number[] {
    return this.started.map(({ id }) => id);
  }

  mayAsk(caller: number): boolean {
    const { running, waiting } = this.schedule;
    return !this.left.has(caller) && ![...running, ...waiting].some((decode) => decode.caller === caller);
  }

  ask(caller: number, purpose: RecognitionPurpose, samples = 16_000): number {
    this.#last += 1;
    this.#tell({ type: 'asked', decode: { id: this.#last, caller, purpose, samples } });
    return this.#last;
  }

  /** Ends one of those that run. */
  finish(which = 0): Decode | undefined {
    const { running } = this.schedule;
    const decode = running[which % Math.max(1, running.length)];
    if (decode !== undefined) this.#tell({ type: 'finished', id: decode.id });
    return decode;
  }

  leave(caller: number): void {
    this.left.add(caller);
    this.#tell({ type: 'left', caller });
  }

  #tell(input: ScheduleInput): void {
    const { schedule, started, dropped } = scheduleDecodes(this.schedule, input, this.#rules);
    this.schedule = schedule;
    this.started.push(...started);
    this.dropped.push(...dropped);
  }
}

const purposes = constantFrom<RecognitionPurpose>('final', 'eager', 'partial', 'partial');
const steps = array(
  record({
    kind: constantFrom('ask', 'ask', 'ask', 'finish', 'finish', 'leave'),
    caller: integer({ min: 1, max: CALLERS }),
    purpose: purposes,
    samples: integer({ min: 1_000, max: 224_000 }),
    which: integer({ min: 0, max: 9 }),
  }),
  { maxLength: 200 },
);

describe('the schedule of decodes', () => {
  it('keeps its bounds over any course, and forgets who left', () => {
    assert(
      property(steps, (taken) => {
        const course = new Course();
        for (const { kind, caller, purpose, samples, which } of taken) {
          if (kind === 'ask' && course.mayAsk(caller)) course.ask(caller, purpose, samples);
          if (kind === 'finish') course.finish(which);
          if (kind === 'leave') course.leave(caller);
          const { running, waiting, served } = course.schedule;
          const partials = running.filter((decode) => decode.purpose === 'partial');
          expect(running.length).toBeLessThanOrEqual(RULES.maxRunning);
          expect(partials.length).toBeLessThanOrEqual(RULES.maxPartialsRunning);
          // Nothing that there is room for waits.
          const fits = waiting.filter(({ purpose: other }) => other !== 'partial' || partials.length < 2);
          expect(running.length < RULES.maxRunning ? fits : []).toEqual([]);
          // One of each caller, none of one that left, and nothing kept about it.
          expect(new Set(waiting.map((decode) => decode.caller)).size).toBe(waiting.length);
          expect([...waiting.map((decode) => decode.caller), ...served.keys()].some((id) => course.left.has(id))).toBe(
            false,
          );
          expect(waiting.every(({ passedOver }) => passedOver <= MAX_PASSED_OVER + CALLERS)).toBe(true);
        }
        const { waiting } = course.schedule;
        const ids = [...course.started, ...course.dropped, ...waiting].map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 500 },
    );
  });

  it('starts everything in the end, however many urgent ones keep coming', () => {
    assert(
      property(
        array(record({ purpose: purposes, which: integer({ min: 0, max: 9 }) }), { minLength: 300, maxLength: 300 }),
        (taken) => {
          const course = new Course();
          // Callers 2 to 8 ask again as soon as they may; caller 1 asked once, for what matters least.
          for (let caller = 2; caller <= CALLERS; caller += 1) course.ask(caller, 'final');
          const id = course.ask(1, 'partial', 224_000);
          for (const { purpose, which } of taken) {
            const finished = course.finish(which);
            if (finished !== undefined && finished.caller !== 1) course.ask(finished.caller, purpose);
          }
          expect(course.startedIds.indexOf(id)).toBeGreaterThanOrEqual(0);
          expect(course.startedIds.indexOf(id)).toBeLessThan(MAX_PASSED_OVER + 2 * CALLERS);
        },
      ),
    );
  });

  it('starts finals before eager ones before partials, and who had least of late among equals', () => {
    const course = new Course({ maxRunning: 1, maxPartialsRunning: 1 });
    const running = course.ask(1, 'partial', 100_000);
    const partial = course.ask(2, 'partial');
    const eager = course.ask(3, 'eager');
    const final = course.ask(4, 'final');
    const otherFinal = course.ask(5, 'final');
    for (let finished = 0; finished < 4; finished += 1) course.finish();
    expect(course.startedIds).toEqual([running, final, otherFinal, eager, partial]);
    course.finish();
    const first = course.ask(6, 'final', 1_000);
    const greedy = course.ask(1, 'final');
    const modest = course.ask(2, 'final');
    for (let finished = 0; finished < 3; finished += 1) course.finish();
    expect(course.startedIds.slice(-3)).toEqual([first, modest, greedy]);
  });

  it('keeps a place for the words at a pause while there are long looks', () => {
    const course = new Course();
    const looks = [1, 2, 3].map((caller) => course.ask(caller, 'partial', 224_000));
    expect(course.startedIds).toEqual(looks.slice(0, 2));
    const final = course.ask(4, 'final');
    expect(course.startedIds).toEqual([...looks.slice(0, 2), final]);
  });

  it('shares by how much was decoded, not by how often', () => {
    const course = new Course({ maxRunning: 1, maxPartialsRunning: 1 });
    const lengths = new Map([
      [1, 160_000],
      [2, 16_000],
      [3, 16_000],
    ]);
    for (const [caller, samples] of lengths) course.ask(caller, 'partial', samples);
    const had = new Map<number, number>();
    for (let finished = 0; finished < 500; finished += 1) {
      const decode = course.finish();
      if (decode === undefined) break;
      had.set(decode.caller, (had.get(decode.caller) ?? 0) + decode.samples);
      course.ask(decode.caller, 'partial', decode.samples);
    }
    const shares = [...had.values()];
    // Being passed over a dozen times by many short ones is the limit, so the long one gets a little more.
    expect(Math.max(...shares) / Math.min(...shares)).toBeLessThan(2);
  });
});
