import type { Frame, FrameDirection } from '@turnstream/pipeline';
import { EndFrame, FrameProcessor } from '@turnstream/pipeline';
import { expect, it } from 'vitest';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import { runProcessors } from '../support/run-processors.ts';

/** Lets no EndFrame by. */
class Swallower extends FrameProcessor {
  override processFrame(frame: Frame, direction: FrameDirection): void {
    if (!(frame instanceof EndFrame)) this.pushFrame(frame, direction);
  }
}

/** Never comes back from an EndFrame, unless it is told that nobody waits any more. */
class Holder extends FrameProcessor {
  override async processFrame(
    frame: Frame,
    direction: FrameDirection,
    scope: { readonly signal: AbortSignal },
  ): Promise<void> {
    if (frame instanceof EndFrame) {
      await new Promise((resolve) => {
        scope.signal.addEventListener('abort', resolve);
      });
    }
    this.pushFrame(frame, direction);
  }
}

for (const stuck of [new Swallower(), new Holder()]) {
  it(`a worker whose EndFrame is stuck in a ${stuck.constructor.name} can be cancelled`, async () => {
    await using run = await runProcessors([stuck]);
    run.worker.queueFrame(new EndFrame());
    await nextTurnOfTheLoop();
    expect(run.worker.phase).toBe('ending');
    run.worker.cancel('enough');
    const outcome = await run.ended;
    expect(outcome).toMatchObject({ kind: 'cancelled', frame: { reason: 'enough' } });
    expect(run.after.downstream.map((frame) => frame.constructor.name)).toEqual(['StartFrame', 'CancelFrame']);
  });
}
