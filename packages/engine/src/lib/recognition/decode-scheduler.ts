import { IDLE_SCHEDULE, scheduleDecodes } from './decode-schedule.ts';
import type { Decode, DecodeSchedule, ScheduleInput, ScheduleRules } from './decode-schedule.ts';
import type { Recogniser, RecognitionRequest } from './recogniser.ts';

/** How long a decode waited and ran. */
export type DecodeTiming = {
  readonly purpose: RecognitionRequest['purpose'];
  readonly samples: number;
  readonly waitedMs: number;
  readonly ranMs: number;
};

/** A caller's way to the recogniser: one decode at a time. */
export interface DecodeCaller extends Recogniser {
  /** Drops the decode that waits, which rejects. Idempotent. */
  leave(): void;
}

/** What a scheduler is made of. */
export type DecodeSchedulerParts = {
  readonly rules: ScheduleRules;
  /** Monotonic milliseconds. */
  readonly now: () => number;
};

type Caller = {
  readonly id: number;
  readonly recogniser: Recogniser;
  readonly onTiming: ((timing: DecodeTiming) => void) | undefined;
};

type Pending = { readonly start: () => void; readonly drop: () => void };

/** Shares the machine among the decodes of many callers, by {@link scheduleDecodes}. */
export class DecodeScheduler {
  readonly #parts: DecodeSchedulerParts;
  readonly #pending = new Map<number, Pending>();
  #schedule: DecodeSchedule = IDLE_SCHEDULE;
  #lastCaller = 0;
  #lastDecode = 0;
  #idleListeners: (() => void)[] = [];

  constructor(parts: DecodeSchedulerParts) {
    this.#parts = parts;
  }

  /** A place for one more caller, whose decodes `recogniser` does. `onTiming` is told of each. */
  join(recogniser: Recogniser, onTiming?: (timing: DecodeTiming) => void): DecodeCaller {
    const id = (this.#lastCaller += 1);
    let busy = false;
    let gone = false;
    return {
      decode: async (request) => {
        if (gone) throw new Error('The caller has left the recogniser.');
        if (busy) throw new Error('A caller decodes one stretch at a time; wait for the last before the next.');
        busy = true;
        try {
          return await this.#decode({ id, recogniser, onTiming }, request);
        } finally {
          busy = false;
        }
      },
      leave: () => {
        gone = true;
        this.#tell({ type: 'left', caller: id });
      },
    };
  }

  /** Resolves when nothing runs or waits. */
  async idle(): Promise<void> {
    if (this.#schedule.running.length === 0) return;
    await new Promise<void>((resolve) => this.#idleListeners.push(resolve));
  }

  async #decode(caller: Caller, request: RecognitionRequest): Promise<string> {
    const { now } = this.#parts;
    const id = (this.#lastDecode += 1);
    const { purpose } = request;
    const samples = request.samples.length;
    const askedAtMs = now();
    await new Promise<void>((resolve, reject) => {
      this.#pending.set(id, { start: resolve, drop: () => reject(new Error('The caller left before its decode.')) });
      this.#tell({ type: 'asked', decode: { id, caller: caller.id, purpose, samples } });
    });
    const startedAtMs = now();
    try {
      return await caller.recogniser.decode(request);
    } finally {
      caller.onTiming?.({ purpose, samples, waitedMs: startedAtMs - askedAtMs, ranMs: now() - startedAtMs });
      this.#tell({ type: 'finished', id });
    }
  }

  #tell(input: ScheduleInput): void {
    const { schedule, started, dropped } = scheduleDecodes(this.#schedule, input, this.#parts.rules);
    this.#schedule = schedule;
    for (const decode of dropped) this.#take(decode)?.drop();
    for (const decode of started) this.#take(decode)?.start();
    if (schedule.running.length > 0) return;
    const listeners = this.#idleListeners;
    this.#idleListeners = [];
    for (const listener of listeners) listener();
  }

  #take({ id }: Decode): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }
}
