import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TurnTrackingInput } from './turn-tracking.ts';
import { initialTurnTracking, turnTracking } from './turn-tracking.ts';

/** What a list of inputs, a second apart, is told as. */
function follow(...types: readonly TurnTrackingInput['type'][]): string[] {
  let state = initialTurnTracking;
  return types.flatMap((type, index) => {
    const step = turnTracking(state, { type, atNs: index * 1e9 });
    state = step.state;
    return step.effects.flatMap((effect) => {
      if (effect.type === 'turn-started') return [`${effect.turn} started`];
      if (effect.type === 'await-more') return [];
      return [`${effect.turn} ended after ${effect.durationMs} ms${effect.wasInterrupted ? ', interrupted' : ''}`];
    });
  });
}

describe('a turn of the conversation', () => {
  it('begins with the pipeline, and goes on while only the user speaks', () => {
    expect(follow('pipeline-start', 'user-start', 'user-start')).toEqual(['1 started']);
  });

  it('ends when the answer is over', () => {
    expect(follow('pipeline-start', 'user-start', 'bot-start', 'bot-stop', 'answer-over', 'user-start')).toEqual([
      '1 started',
      '1 ended after 4000 ms',
      '2 started',
    ]);
  });

  it('goes on when the bot goes on', () => {
    expect(follow('pipeline-start', 'bot-start', 'bot-stop', 'bot-start', 'answer-over', 'bot-stop')).toEqual([
      '1 started',
    ]);
  });

  it('is interrupted by the user who speaks into the answer, and another begins', () => {
    expect(follow('pipeline-start', 'bot-start', 'user-start')).toEqual([
      '1 started',
      '1 ended after 2000 ms, interrupted',
      '2 started',
    ]);
  });

  it('ends without interruption when the user speaks after the answer', () => {
    expect(follow('pipeline-start', 'bot-start', 'bot-stop', 'user-start')).toEqual([
      '1 started',
      '1 ended after 3000 ms',
      '2 started',
    ]);
  });

  it('that is open at the end of the call was interrupted', () => {
    expect(follow('pipeline-start', 'pipeline-end', 'pipeline-end')).toEqual([
      '1 started',
      '1 ended after 1000 ms, interrupted',
    ]);
  });

  it('never overlaps another and always ends, whatever happens', () => {
    const types = fc.constantFrom<TurnTrackingInput['type']>(
      'pipeline-start',
      'user-start',
      'bot-start',
      'bot-stop',
      'answer-over',
    );
    fc.assert(
      fc.property(fc.array(types), (list) => {
        const told = follow('pipeline-start', ...list, 'pipeline-end');
        const turns = told.map((line) => line.split(' ').slice(0, 2).join(' '));
        const count = turns.length / 2;
        expect(turns).toEqual(
          Array.from({ length: count }, (_, index) => [`${index + 1} started`, `${index + 1} ended`]).flat(),
        );
      }),
    );
  });
});
