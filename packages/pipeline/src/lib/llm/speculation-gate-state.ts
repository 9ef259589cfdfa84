import type { Settlement } from './settled-speculations.ts';

/**
 * What is done with what comes in order. `open`: it passes. The others hold within the region of one speculation, from its
 * start to its end: `holding`: nobody knows yet whether it may get out; `dropping`: it may not.
 */
export type GateState =
  | { readonly phase: 'open' }
  | { readonly phase: 'holding'; readonly speculationId: number; readonly held: number }
  | { readonly phase: 'dropping'; readonly speculationId: number };

/** What happens at the gate. */
export type GateInput =
  /** The region of a speculation begins; `settlement` where that came ahead of it. */
  | { readonly type: 'started'; readonly speculationId: number; readonly settlement: Settlement | undefined }
  | { readonly type: 'settled'; readonly speculationId: number; readonly settlement: Settlement }
  /** The region ends. */
  | { readonly type: 'ended'; readonly speculationId: number }
  /** Something comes in order. */
  | { readonly type: 'frame' }
  /** The answer was cut, or the pipeline ends. */
  | { readonly type: 'interrupted' };

/** What is to be done. `pass`, `hold` and `drop` are about the frame that came, `release` and `discard` about all that is held. */
export type GateEffect = 'pass' | 'hold' | 'drop' | 'release' | 'discard' | 'report-overflow';

/** The next state, and what is to be done, in this order. */
export type GateStep = { readonly state: GateState; readonly effects: readonly GateEffect[] };

/** Nothing is held. */
export const openGate: GateState = { phase: 'open' };

/** Moves by one fact. Pure. What came within a region passes only after its confirmation; every held frame is released or discarded once. */
export function stepGate(state: GateState, input: GateInput, maxHeldFrames: number): GateStep {
  switch (input.type) {
    case 'started': {
      const { speculationId, settlement } = input;
      // A region that lost its end is over now.
      const effects: readonly GateEffect[] = state.phase === 'holding' ? ['discard'] : [];
      if (settlement === 'confirmed') return { state: openGate, effects };
      if (settlement === 'withdrawn') return { state: { phase: 'dropping', speculationId }, effects };
      return { state: { phase: 'holding', speculationId, held: 0 }, effects };
    }
    case 'settled':
      if (state.phase !== 'holding' || state.speculationId !== input.speculationId) return { state, effects: [] };
      if (input.settlement === 'confirmed') return { state: openGate, effects: ['release'] };
      return { state: { phase: 'dropping', speculationId: state.speculationId }, effects: ['discard'] };
    case 'ended':
      if (state.phase === 'open' || state.speculationId !== input.speculationId) return { state, effects: [] };
      return { state: openGate, effects: state.phase === 'holding' ? ['discard'] : [] };
    case 'interrupted':
      if (state.phase !== 'holding') return { state, effects: [] };
      return { state: { phase: 'dropping', speculationId: state.speculationId }, effects: ['discard'] };
    case 'frame':
      return takeFrame(state, maxHeldFrames);
  }
}

function takeFrame(state: GateState, maxHeldFrames: number): GateStep {
  if (state.phase === 'open') return { state, effects: ['pass'] };
  if (state.phase === 'dropping') return { state, effects: ['drop'] };
  if (state.held >= maxHeldFrames) {
    const { speculationId } = state;
    return { state: { phase: 'dropping', speculationId }, effects: ['discard', 'drop', 'report-overflow'] };
  }
  return { state: { ...state, held: state.held + 1 }, effects: ['hold'] };
}
