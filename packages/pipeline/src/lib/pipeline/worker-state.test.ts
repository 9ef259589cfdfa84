import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CancelFrame, EndFrame, StartFrame, StopFrame } from '../frames/lifecycle-frames.ts';
import type { WorkerEffect, WorkerInput, WorkerState } from './worker-state.ts';
import { worker } from './worker-state.ts';

const start = new StartFrame();
const end = new EndFrame();
const stop = new StopFrame();
const cancel = new CancelFrame({ reason: 'enough' });

/** Feeds inputs from the beginning. */
function live(...inputs: readonly WorkerInput[]): { readonly state: WorkerState; readonly effects: WorkerEffect[] } {
  let state: WorkerState = { phase: 'new' };
  const effects: WorkerEffect[] = [];
  for (const input of inputs) {
    const step = worker(state, input);
    ({ state } = step);
    effects.push(...step.effects);
  }
  return { state, effects };
}

function types(effects: readonly WorkerEffect[]): string[] {
  return effects.map((effect) => ('timer' in effect ? `watch ${effect.timer}` : effect.type));
}

const running: readonly WorkerInput[] = [{ type: 'run' }, { type: 'set-up', frame: start }, { type: 'start-reached' }];

describe('a worker', () => {
  it('is set up, started and lets go what waited', () => {
    const { state, effects } = live(...running);
    expect(state).toEqual({ phase: 'running' });
    expect(types(effects)).toEqual([
      'watch setup',
      'set-up',
      'watch start',
      'feed',
      'watch none',
      'started',
      'release-waiting',
    ]);
  });

  it('that is too slow to set up is cleaned up and never starts', () => {
    const { state, effects } = live({ type: 'run' }, { type: 'timeout' }, { type: 'set-up', frame: start });
    expect(state).toEqual({ phase: 'cleaning-up', outcome: { kind: 'setup-timeout' } });
    expect(types(effects)).toEqual(['watch setup', 'set-up', 'setup-timed-out', 'watch cancel', 'clean-up']);
  });

  it('whose StartFrame gets lost is cleaned up', () => {
    const { state, effects } = live({ type: 'run' }, { type: 'set-up', frame: start }, { type: 'timeout' });
    expect(state).toEqual({ phase: 'cleaning-up', outcome: { kind: 'start-timeout', frame: start } });
    expect(effects).toContainEqual({ type: 'frame-timed-out', frame: start });
  });

  it('ends and is cleaned up', () => {
    const { state, effects } = live(
      ...running,
      { type: 'end-fed', frame: end },
      { type: 'end-reached' },
      { type: 'cleaned-up' },
    );
    expect(state).toEqual({ phase: 'finished', outcome: { kind: 'ended', frame: end } });
    expect(types(effects).slice(7)).toEqual(['pipeline-finished', 'watch cancel', 'clean-up', 'watch none', 'settle']);
  });

  it('waits for its EndFrame however long it takes', () => {
    expect(live(...running, { type: 'end-fed', frame: end }, { type: 'timeout' }).state.phase).toBe('ending');
  });

  it('stops without cleaning up', () => {
    const { state, effects } = live(...running, { type: 'end-fed', frame: stop }, { type: 'end-reached' });
    expect(state).toEqual({ phase: 'finished', outcome: { kind: 'stopped', frame: stop } });
    expect(types(effects)).not.toContain('clean-up');
  });

  for (const [when, before] of [
    ['starting', running.slice(0, 2)],
    ['running', running],
    ['ending', [...running, { type: 'end-fed', frame: end }]],
  ] as const) {
    it(`can be cancelled while ${when}`, () => {
      const { state, effects } = live(...before, { type: 'cancel', frame: cancel });
      expect(state).toEqual({ phase: 'cancelling', frame: cancel });
      expect(effects.slice(-2)).toEqual([
        { type: 'watch', timer: 'cancel' },
        { type: 'feed', frame: cancel },
      ]);
    });
  }

  it('that is cancelled before it was set up is cleaned up at once', () => {
    const { state, effects } = live({ type: 'run' }, { type: 'cancel', frame: cancel });
    expect(state.phase).toBe('cleaning-up');
    expect(types(effects).slice(2)).toEqual(['pipeline-finished', 'watch cancel', 'clean-up']);
  });

  it('that is cancelled before it runs has ended', () => {
    expect(live({ type: 'cancel', frame: cancel }, { type: 'run' }).state.phase).toBe('finished');
  });

  it('whose CancelFrame gets lost ends all the same', () => {
    const { state, effects } = live(...running, { type: 'cancel', frame: cancel }, { type: 'timeout' });
    expect(state.phase).toBe('cleaning-up');
    expect(types(effects).slice(-4)).toEqual(['frame-timed-out', 'pipeline-finished', 'watch cancel', 'clean-up']);
  });

  it('whose cleanup does not end, ends', () => {
    const { state, effects } = live(
      ...running,
      { type: 'cancel', frame: cancel },
      { type: 'cancel-reached' },
      { type: 'timeout' },
    );
    expect(state).toEqual({ phase: 'finished', outcome: { kind: 'cancelled', frame: cancel } });
    expect(types(effects).slice(-2)).toEqual(['cleanup-timed-out', 'settle']);
  });
});

const anyInput: fc.Arbitrary<WorkerInput> = fc.constantFrom<WorkerInput>(
  { type: 'run' },
  { type: 'set-up', frame: start },
  { type: 'start-reached' },
  { type: 'end-fed', frame: end },
  { type: 'end-fed', frame: stop },
  { type: 'end-reached' },
  { type: 'cancel', frame: cancel },
  { type: 'cancel-reached' },
  { type: 'timeout' },
  { type: 'cleaned-up' },
);

describe('whatever happens', () => {
  it('a worker is set up, started, finished, cleaned up and settled at most once', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 30 }), (inputs) => {
        const seen = types(live(...inputs).effects);
        for (const once of ['set-up', 'started', 'pipeline-finished', 'clean-up', 'settle']) {
          expect(seen.filter((type) => type === once).length).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('a worker that was cancelled ends once it has been given its time', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 30 }), (inputs) => {
        const { state } = live(
          ...inputs,
          { type: 'cancel', frame: cancel },
          { type: 'timeout' },
          { type: 'timeout' },
          { type: 'timeout' },
        );
        expect(state.phase).toBe('finished');
      }),
    );
  });
});
