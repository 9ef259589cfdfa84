/** One step of the pace: half the sessions are served in each. */
const STEP_MS = 10;

const STEPS_PER_FRAME = 2;

/** Sessions begin one step after another over this many steps, 240 ms: as callers do, they do not speak in unison. */
const SPREAD_STEPS = 24;

/** What the pace calls. */
export type PaceTasks = {
  readonly sessions: number;
  readonly frames: number;
  /** Send a frame of a session now. */
  readonly send: (session: number, frame: number) => void;
  /** This many frames, of the session that began last, have been sent. */
  readonly passed: (frames: number) => void;
};

/**
 * Gives every session a frame each 20 ms, in real time, from one timer. Late steps are made up for at once.
 * @returns the longest delay of a step in milliseconds
 */
export function pace({ sessions, frames, send, passed }: PaceTasks): Promise<number> {
  const members = Array.from({ length: SPREAD_STEPS }, (_, offset) =>
    Array.from({ length: sessions }, (_session, index) => index).filter((index) => index % SPREAD_STEPS === offset),
  );
  const steps = frames * STEPS_PER_FRAME + SPREAD_STEPS;
  const startedAt = performance.now();
  let step = 0;
  let lagMs = 0;
  return new Promise((resolve) => {
    const tick = (): void => {
      const now = performance.now();
      lagMs = Math.max(lagMs, now - startedAt - step * STEP_MS);
      for (; step < steps && startedAt + step * STEP_MS <= now; step += 1) {
        for (let offset = step % STEPS_PER_FRAME; offset < SPREAD_STEPS; offset += STEPS_PER_FRAME) {
          const frame = (step - offset) / STEPS_PER_FRAME;
          if (frame >= 0 && frame < frames) for (const session of members[offset] ?? []) send(session, frame);
        }
        const after = step + 1 - SPREAD_STEPS;
        if (after >= 0 && after % STEPS_PER_FRAME === 0) passed(after / STEPS_PER_FRAME);
      }
      if (step === steps) resolve(lagMs);
      else setTimeout(tick, startedAt + step * STEP_MS - performance.now());
    };
    tick();
  });
}
