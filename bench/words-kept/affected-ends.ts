import type { CallResult } from './call.ts';

/** Words whose ends differ by no more than this are the same words. */
const SAME_WORD_SECONDS = 0.5;

/**
 * How much later the ends came that a drop touched, in seconds. Touched is a turn that was open, in the undisturbed call, at
 * any moment between a drop and the moment nothing waited any more. Its end counts as come when a turn has ended that holds
 * its last word. A turn of which nothing was heard this time has no delay: it shows in the word error rate.
 */
export function delaysOfAffectedEnds(disturbed: CallResult, undisturbed: CallResult): readonly number[] {
  const affected = undisturbed.ends.filter((end) =>
    disturbed.drops.some(({ at, caughtUpAt }) => end.startedAt <= caughtUpAt && end.at >= at),
  );
  return affected.flatMap((end) => {
    const counterpart = disturbed.ends.find(({ heardTo }) => heardTo >= end.heardTo - SAME_WORD_SECONDS);
    const holdsIt = counterpart !== undefined && counterpart.heardFrom <= end.heardTo + SAME_WORD_SECONDS;
    return holdsIt ? [counterpart.at - end.at] : [];
  });
}
