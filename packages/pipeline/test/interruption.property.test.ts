import type { Frame, FrameDirection } from '@turnstream/pipeline';
import { FrameProcessor, InterruptionFrame, TextFrame, TranscriptionFrame } from '@turnstream/pipeline';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextTurnOfTheLoop } from './support/next-turn-of-the-loop.ts';
import { runProcessors } from './support/run-processors.ts';

/** Pushes three frames for each text, with a wait before the second and the third. */
class Talker extends FrameProcessor {
  override async processFrame(frame: Frame, direction: FrameDirection): Promise<void> {
    if (!(frame instanceof TextFrame)) {
      this.pushFrame(frame, direction);
      return;
    }
    const { text } = frame;
    const kind = frame instanceof TranscriptionFrame ? 'final' : 'text';
    this.pushFrame(new TextFrame({ text: `${kind} ${text} 1` }));
    await nextTurnOfTheLoop();
    this.pushFrame(new TextFrame({ text: `${kind} ${text} 2` }));
    await nextTurnOfTheLoop();
    this.pushFrame(new TextFrame({ text: `${kind} ${text} 3` }));
  }
}

const step = fc.constantFrom('text', 'final', 'interrupt', 'wait', 'wait');

/** What came out, in order: `interrupt`, or `kind number part`. */
function outputs(frames: readonly Frame[]): string[] {
  return frames.flatMap((frame) => {
    if (frame instanceof InterruptionFrame) return ['interrupt'];
    return frame instanceof TextFrame ? [frame.text] : [];
  });
}

it('nothing of an interrupted handler gets out, and of an uninterruptible frame nothing is lost', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      await using run = await runProcessors([new Talker()]);
      let finals = 0;
      let interruptions = 0;
      for (const [index, next] of steps.entries()) {
        if (next === 'wait') await nextTurnOfTheLoop();
        else if (next === 'text') run.worker.queueFrame(new TextFrame({ text: String(index) }));
        else if (next === 'interrupt') {
          interruptions += 1;
          run.worker.queueFrame(new InterruptionFrame());
        } else {
          finals += 1;
          run.worker.queueFrame(new TranscriptionFrame({ text: String(index), userId: '', timestamp: '' }));
        }
      }
      run.worker.stopWhenDone();
      await run.ended;
      const seen = outputs(run.after.downstream);
      expect(seen.filter((output) => output === 'interrupt')).toHaveLength(interruptions);
      const finalParts = seen.filter((output) => output.startsWith('final'));
      expect(finalParts).toHaveLength(finals * 3);
      const begun = new Set<string>();
      const leaked = seen.filter((output) => {
        const [kind, number = '', part] = output.split(' ');
        if (kind === 'interrupt') begun.clear();
        if (kind === 'text' && part === '1') begun.add(number);
        return kind === 'text' && !begun.has(number);
      });
      expect(leaked).toEqual([]);
    }),
    { numRuns: 200 },
  );
});
