import type { RecognitionPurpose } from './recogniser.ts';

/** A decode that a caller asked for. */
export type Decode = {
  readonly id: number;
  readonly caller: number;
  readonly purpose: RecognitionPurpose;
  /** What it costs, in samples to decode. */
  readonly samples: number;
};

type Waiting = Decode & {
  /** The caller's place in the common time of {@link DecodeSchedule}. */
  readonly place: number;
  /** Later ones that took room it could have had. */
  readonly passedOver: number;
};

/** Which decodes run, which wait, and how much each caller had of late. */
export type DecodeSchedule = {
  readonly running: readonly Decode[];
  /** In the order they came; never more than one of a caller. */
  readonly waiting: readonly Waiting[];
  /** A caller's samples so far, counted on from the common time when it asked for nothing. */
  readonly served: ReadonlyMap<number, number>;
  /** The place of the decode that was started last: a caller that comes back begins here and has nothing saved up. */
  readonly commonTime: number;
};

/** What happens to a schedule. */
export type ScheduleInput =
  | { readonly type: 'asked'; readonly decode: Decode }
  | { readonly type: 'finished'; readonly id: number }
  /** The caller is gone: what it waits for is dropped; what runs for it runs out. */
  | { readonly type: 'left'; readonly caller: number };

/** How many decodes run at a time. */
export type ScheduleRules = {
  readonly maxRunning: number;
  /** Of these, how many may be looks at growing speech, which can be long: the rest is kept for words at a pause. */
  readonly maxPartialsRunning: number;
};

/** The new schedule, the decodes to start and those that were dropped. */
export type ScheduleResult = {
  readonly schedule: DecodeSchedule;
  readonly started: readonly Decode[];
  readonly dropped: readonly Decode[];
};

/** Nothing runs and nothing waits. */
export const IDLE_SCHEDULE: DecodeSchedule = { running: [], waiting: [], served: new Map(), commonTime: 0 };

/** A decode that so many later ones went ahead of, into room it could have had, is passed over no more. */
export const MAX_PASSED_OVER = 12;

const RANK: { readonly [Purpose in RecognitionPurpose]: number } = { final: 0, eager: 1, partial: 2 };

function goesFirst(left: Waiting, right: Waiting): boolean {
  const [leftPatient, rightPatient] = [left.passedOver < MAX_PASSED_OVER, right.passedOver < MAX_PASSED_OVER];
  if (leftPatient !== rightPatient) return rightPatient;
  // Among those that were passed over too often, the one that came first stays first.
  if (!leftPatient) return false;
  const rank = RANK[left.purpose] - RANK[right.purpose];
  return rank === 0 ? left.place < right.place : rank < 0;
}

/** What of the waiting ones there is room for. */
function eligible({ running, waiting }: DecodeSchedule, rules: ScheduleRules): readonly Waiting[] {
  if (running.length >= rules.maxRunning) return [];
  const partials = running.filter(({ purpose }) => purpose === 'partial').length;
  return partials < rules.maxPartialsRunning ? waiting : waiting.filter(({ purpose }) => purpose !== 'partial');
}

/** Starts one, which those that came before it and could have run take note of. */
function start(schedule: DecodeSchedule, next: Waiting, choice: readonly Waiting[]): DecodeSchedule {
  const { id, caller, purpose, samples, place } = next;
  const passedOver = new Set(choice.slice(0, choice.indexOf(next)));
  return {
    running: [...schedule.running, { id, caller, purpose, samples }],
    waiting: schedule.waiting
      .filter((waiting) => waiting !== next)
      .map((waiting) => (passedOver.has(waiting) ? { ...waiting, passedOver: waiting.passedOver + 1 } : waiting)),
    served: new Map(schedule.served).set(caller, place + samples),
    commonTime: Math.max(schedule.commonTime, place),
  };
}

function startWhatFits(before: DecodeSchedule, rules: ScheduleRules, dropped: readonly Decode[]): ScheduleResult {
  let schedule = before;
  for (;;) {
    const choice = eligible(schedule, rules);
    const [first, ...others] = choice;
    if (first === undefined) break;
    const next = others.reduce((best, waiting) => (goesFirst(waiting, best) ? waiting : best), first);
    schedule = start(schedule, next, choice);
  }
  return { schedule, started: schedule.running.slice(before.running.length), dropped };
}

function ask(schedule: DecodeSchedule, decode: Decode): DecodeSchedule {
  const place = Math.max(schedule.commonTime, schedule.served.get(decode.caller) ?? 0);
  return { ...schedule, waiting: [...schedule.waiting, { ...decode, place, passedOver: 0 }] };
}

function leave(schedule: DecodeSchedule, caller: number): DecodeSchedule {
  const served = new Map(schedule.served);
  served.delete(caller);
  return { ...schedule, served, waiting: schedule.waiting.filter((waiting) => waiting.caller !== caller) };
}

/** What of the decodes that wait is started next, whenever something happens. Pure: the same inputs, the same order. */
export function scheduleDecodes(schedule: DecodeSchedule, input: ScheduleInput, rules: ScheduleRules): ScheduleResult {
  switch (input.type) {
    case 'asked':
      return startWhatFits(ask(schedule, input.decode), rules, []);
    case 'finished': {
      const running = schedule.running.filter(({ id }) => id !== input.id);
      return startWhatFits({ ...schedule, running }, rules, []);
    }
    case 'left': {
      const dropped = schedule.waiting.filter(({ caller }) => caller === input.caller);
      return startWhatFits(leave(schedule, input.caller), rules, dropped);
    }
  }
}
