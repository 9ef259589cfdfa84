import type { CancelFrame, EndFrame, StartFrame, StopFrame } from '../frames/lifecycle-frames.ts';

/** How a worker ended. The first reason wins. */
export type WorkerOutcome =
  | { readonly kind: 'ended'; readonly frame: EndFrame }
  | { readonly kind: 'stopped'; readonly frame: StopFrame }
  | { readonly kind: 'cancelled'; readonly frame: CancelFrame }
  | { readonly kind: 'setup-timeout' }
  | { readonly kind: 'start-timeout'; readonly frame: StartFrame };

/** Where a worker stands. */
export type WorkerState =
  | { readonly phase: 'new' }
  | { readonly phase: 'setting-up' }
  | { readonly phase: 'starting'; readonly frame: StartFrame }
  | { readonly phase: 'running' }
  /** An EndFrame or StopFrame is on its way; later frames wait behind it. */
  | { readonly phase: 'ending'; readonly frame: EndFrame | StopFrame }
  | { readonly phase: 'cancelling'; readonly frame: CancelFrame }
  | { readonly phase: 'cleaning-up'; readonly outcome: WorkerOutcome }
  | { readonly phase: 'finished'; readonly outcome: WorkerOutcome };

/** What happens to a worker. */
export type WorkerInput =
  | { readonly type: 'run' }
  | { readonly type: 'set-up'; readonly frame: StartFrame }
  | { readonly type: 'start-reached' }
  | { readonly type: 'end-fed'; readonly frame: EndFrame | StopFrame }
  | { readonly type: 'end-reached' }
  | { readonly type: 'cancel'; readonly frame: CancelFrame }
  | { readonly type: 'cancel-reached' }
  /** The time of the phase is over. */
  | { readonly type: 'timeout' }
  | { readonly type: 'cleaned-up' };

/** What the worker is to do about it. */
export type WorkerEffect =
  | { readonly type: 'set-up' }
  | { readonly type: 'feed'; readonly frame: StartFrame | CancelFrame }
  /** Watch the time of the new phase, and of no other. */
  | { readonly type: 'watch'; readonly timer: 'setup' | 'start' | 'cancel' | 'none' }
  | { readonly type: 'started'; readonly frame: StartFrame }
  | { readonly type: 'release-waiting' }
  | { readonly type: 'setup-timed-out' }
  | { readonly type: 'frame-timed-out'; readonly frame: StartFrame | CancelFrame }
  | { readonly type: 'pipeline-finished'; readonly frame: EndFrame | StopFrame | CancelFrame }
  | { readonly type: 'clean-up' }
  | { readonly type: 'cleanup-timed-out' }
  | { readonly type: 'settle'; readonly outcome: WorkerOutcome };

/** A state and what to do on the way to it. */
export type WorkerStep = { readonly state: WorkerState; readonly effects: readonly WorkerEffect[] };

/** The life of a worker. An input that means nothing in a state changes nothing. */
export function worker(state: WorkerState, input: WorkerInput): WorkerStep {
  if (input.type === 'cancel') return cancel(state, input.frame);
  switch (state.phase) {
    case 'new':
      if (input.type !== 'run') return stay(state);
      return step({ phase: 'setting-up' }, { type: 'watch', timer: 'setup' }, { type: 'set-up' });
    case 'setting-up':
      if (input.type === 'set-up') {
        const { frame } = input;
        return step({ phase: 'starting', frame }, { type: 'watch', timer: 'start' }, { type: 'feed', frame });
      }
      if (input.type === 'timeout') return cleanUp({ kind: 'setup-timeout' }, { type: 'setup-timed-out' });
      return stay(state);
    case 'starting':
      if (input.type === 'start-reached') {
        return step(
          { phase: 'running' },
          { type: 'watch', timer: 'none' },
          { type: 'started', frame: state.frame },
          { type: 'release-waiting' },
        );
      }
      if (input.type === 'timeout') {
        const { frame } = state;
        return cleanUp({ kind: 'start-timeout', frame }, { type: 'frame-timed-out', frame });
      }
      return stay(state);
    case 'running':
      return input.type === 'end-fed' ? step({ phase: 'ending', frame: input.frame }) : stay(state);
    case 'ending':
      return input.type === 'end-reached' ? endReached(state.frame) : stay(state);
    case 'cancelling': {
      const { frame } = state;
      const finished: WorkerEffect = { type: 'pipeline-finished', frame };
      if (input.type === 'cancel-reached') return cleanUp({ kind: 'cancelled', frame }, finished);
      if (input.type === 'timeout') {
        return cleanUp({ kind: 'cancelled', frame }, { type: 'frame-timed-out', frame }, finished);
      }
      return stay(state);
    }
    case 'cleaning-up': {
      const settle: WorkerEffect = { type: 'settle', outcome: state.outcome };
      const finished: WorkerState = { phase: 'finished', outcome: state.outcome };
      if (input.type === 'cleaned-up') return step(finished, { type: 'watch', timer: 'none' }, settle);
      if (input.type === 'timeout') return step(finished, { type: 'cleanup-timed-out' }, settle);
      return stay(state);
    }
    case 'finished':
      return stay(state);
  }
}

function cancel(state: WorkerState, frame: CancelFrame): WorkerStep {
  switch (state.phase) {
    case 'new':
      return step(
        { phase: 'finished', outcome: { kind: 'cancelled', frame } },
        { type: 'pipeline-finished', frame },
        { type: 'settle', outcome: { kind: 'cancelled', frame } },
      );
    case 'setting-up':
      // Nothing has started, so there is nobody to tell by a frame.
      return cleanUp({ kind: 'cancelled', frame }, { type: 'pipeline-finished', frame });
    case 'starting':
    case 'running':
    case 'ending':
      // An EndFrame that is stuck does not hold it up: it goes straight into the pipeline.
      return step({ phase: 'cancelling', frame }, { type: 'watch', timer: 'cancel' }, { type: 'feed', frame });
    case 'cancelling':
    case 'cleaning-up':
    case 'finished':
      return stay(state);
  }
}

function endReached(frame: EndFrame | StopFrame): WorkerStep {
  const finished: WorkerEffect = { type: 'pipeline-finished', frame };
  if ('reason' in frame) return cleanUp({ kind: 'ended', frame }, finished);
  const outcome: WorkerOutcome = { kind: 'stopped', frame };
  return step({ phase: 'finished', outcome }, finished, { type: 'settle', outcome });
}

function cleanUp(outcome: WorkerOutcome, ...effects: readonly WorkerEffect[]): WorkerStep {
  const state: WorkerState = { phase: 'cleaning-up', outcome };
  return step(state, ...effects, { type: 'watch', timer: 'cancel' }, { type: 'clean-up' });
}

function step(state: WorkerState, ...effects: readonly WorkerEffect[]): WorkerStep {
  return { state, effects };
}

function stay(state: WorkerState): WorkerStep {
  return { state, effects: [] };
}
