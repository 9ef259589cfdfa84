import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  TextFrame,
  TurnTrackingObserver,
  UserBotLatencyObserver,
  UserStartedSpeakingFrame,
} from '@turnstream/pipeline';
import { RecentFrames } from '../../src/lib/observers/recent-frames.ts';
import { ReleasedFrames } from '../../src/lib/pipeline/released-frames.ts';

it('the frames that have left a parallel pipeline are remembered up to a number, the oldest forgotten first', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.array(fc.nat(30)), (capacity, ids) => {
      const released = new ReleasedFrames(capacity);
      let remembered: number[] = [];
      for (const id of ids) {
        expect(released.release(id)).toBe(!remembered.includes(id));
        if (!remembered.includes(id)) remembered = [...remembered, id].slice(-capacity);
      }
    }),
  );
});

it('the frames that an observer has seen are remembered up to a thousand', () => {
  const recent = new RecentFrames();
  const first = new TextFrame({ text: 'first' });
  expect(recent.isNew(first)).toBe(true);
  for (let count = 0; count < 999; count += 1) recent.isNew(new TextFrame({ text: '' }));
  expect(recent.isNew(first)).toBe(false);
  recent.isNew(new TextFrame({ text: '' }));
  expect(recent.isNew(first)).toBe(true);
});

it('a twin of a frame that was seen is not new', () => {
  const [down, up] = [new UserStartedSpeakingFrame(), new UserStartedSpeakingFrame()];
  down.broadcastSiblingId = up.id;
  up.broadcastSiblingId = down.id;
  const recent = new RecentFrames();
  expect([recent.isNew(down), recent.isNew(up)]).toEqual([true, false]);
});

it('the observers of a conversation ask for no audio', () => {
  for (const { frameClasses } of [new TurnTrackingObserver(), new UserBotLatencyObserver()]) {
    expect(frameClasses.filter(({ name }) => name.includes('Audio'))).toEqual([]);
    expect(frameClasses.length).toBeGreaterThan(0);
  }
});
