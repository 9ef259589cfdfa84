import type { Frame, FrameDirection } from '@turnstream/pipeline';
import { CancelFrame, EndFrame, FrameProcessor } from '@turnstream/pipeline';
import { FakeClock } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import { runProcessors } from '../support/run-processors.ts';

const cancelTimeoutMs = 5_000;
const never = new Promise<void>(() => undefined);

/** Lets none of these by. */
class Swallower extends FrameProcessor {
  readonly #classes: readonly (abstract new (...values: never[]) => Frame)[];

  constructor(...classes: readonly (abstract new (...values: never[]) => Frame)[]) {
    super();
    this.#classes = classes;
  }

  override processFrame(frame: Frame, direction: FrameDirection): void {
    if (!this.#classes.some((FrameClass) => frame instanceof FrameClass)) this.pushFrame(frame, direction);
  }
}

/** Never comes back from one of these, whatever its signal says. */
class Hanger extends FrameProcessor {
  readonly #hangs: (frame: Frame) => boolean;

  constructor(hangs: (frame: Frame) => boolean) {
    super();
    this.#hangs = hangs;
  }

  override async processFrame(frame: Frame, direction: FrameDirection): Promise<void> {
    if (this.#hangs(frame)) await never;
    this.pushFrame(frame, direction);
  }
}

for (const [what, stuck, limitMs] of [
  ['an EndFrame that is swallowed', new Swallower(EndFrame), 0],
  ['an EndFrame whose handler hangs', new Hanger((frame) => frame instanceof EndFrame), cancelTimeoutMs],
  ['an EndFrame and a CancelFrame that are swallowed', new Swallower(EndFrame, CancelFrame), cancelTimeoutMs],
  [
    'an EndFrame and a CancelFrame whose handlers hang',
    new Hanger((frame) => frame instanceof EndFrame || frame instanceof CancelFrame),
    2 * cancelTimeoutMs,
  ],
] as const) {
  it(`cancel() ends a worker that is stuck by ${what}, within its limits`, async () => {
    const clock = new FakeClock();
    await using run = await runProcessors([stuck], { clock, cancelTimeoutMs });
    run.worker.stopWhenDone();
    await nextTurnOfTheLoop();
    clock.advance(60_000);
    await nextTurnOfTheLoop();
    expect(run.worker.phase).toBe('ending');
    const cancelledAtMs = clock.now();
    run.worker.cancel('enough');
    await nextTurnOfTheLoop();
    while (!run.worker.hasFinished && clock.now() - cancelledAtMs < 60_000) await clock.advanceAsync(100);
    expect(clock.now() - cancelledAtMs).toBeLessThanOrEqual(limitMs);
    expect((await run.ended).kind).toBe('cancelled');
  });
}
