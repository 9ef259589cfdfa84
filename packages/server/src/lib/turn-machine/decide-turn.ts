import type { EngineStep } from '@turnstream/engine';
import { toWireConfidence } from '@turnstream/flux/protocol';

import type { ActiveSettings } from './active-settings.ts';
import type { TurnPhase } from './turn-machine-state.ts';

/** Updates come every third step: 0.24 s. */
const UPDATE_GRID_STEPS = 3;

/** From this confidence on, every step is told. */
const TOLD_CONFIDENCE = 0.5;

/** At this threshold the model never ends a turn. */
const NEVER_THRESHOLD = 1;

/** Silences are sums of fractions; this much may be missing from the timeout. */
const TIMEOUT_SLACK_MS = 0.001;

/** The same for checkpoints. */
const CHECKPOINT_SLACK_SECONDS = 0.001;

/** What one step of audio comes to. */
export type TurnDecision =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'update' }
  | { readonly kind: 'start' }
  | { readonly kind: 'eager' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'end'; readonly trigger: 'model' | 'timeout' };

function isModelEnd(step: EngineStep, confidence: number, settings: ActiveSettings): boolean {
  return (
    settings.eotThreshold < NEVER_THRESHOLD && confidence >= settings.eotThreshold && step.transcript.trim() !== ''
  );
}

function isTimedOut(step: EngineStep, settings: ActiveSettings): boolean {
  return !step.speech && step.silenceSeconds * 1_000 + TIMEOUT_SLACK_MS >= settings.eotTimeoutMs;
}

function isEager(step: EngineStep, confidence: number, settings: ActiveSettings, checkpointSeconds: number): boolean {
  return (
    step.silenceSeconds + CHECKPOINT_SLACK_SECONDS >= checkpointSeconds &&
    settings.eagerEotThreshold !== undefined &&
    confidence >= settings.eagerEotThreshold &&
    step.transcript.trim() !== ''
  );
}

/** A prediction falls when its text changes, or when speech goes on and the confidence has gone. */
function isTakenBack(step: EngineStep, confidence: number, eagerTranscript: string, settings: ActiveSettings): boolean {
  return (
    step.transcript !== eagerTranscript ||
    (step.speech && settings.eagerEotThreshold !== undefined && confidence < settings.eagerEotThreshold)
  );
}

/**
 * What one more step of audio comes to: at most one message, a change of the turn's state before an Update.
 * `offsetSteps` is the end of the step, counted from the start of the turn's window. A prediction waits for the next of the
 * checkpoints each time one was taken back in this turn.
 */
export function decideTurn(
  turn: TurnPhase,
  step: EngineStep,
  settings: ActiveSettings,
  offsetSteps: number,
  eagerCheckpointsSeconds: readonly number[],
): TurnDecision {
  const confidence = toWireConfidence(step.endOfTurnConfidence);
  const update: TurnDecision =
    offsetSteps % UPDATE_GRID_STEPS === 0 || confidence >= TOLD_CONFIDENCE ? { kind: 'update' } : { kind: 'nothing' };
  switch (turn.kind) {
    case 'closed':
      return { kind: 'nothing' };
    case 'waiting':
      return step.transcript.trim() === '' ? update : { kind: 'start' };
    case 'open':
      if (isModelEnd(step, confidence, settings)) {
        return { kind: 'end', trigger: 'model' };
      }
      if (isTimedOut(step, settings)) {
        return { kind: 'end', trigger: 'timeout' };
      }
      return isEager(step, confidence, settings, checkpointAfter(turn.retractions, eagerCheckpointsSeconds))
        ? { kind: 'eager' }
        : update;
    case 'awaiting-end':
      if (isTakenBack(step, confidence, turn.eagerTranscript, settings)) {
        return { kind: 'resume' };
      }
      if (isModelEnd(step, confidence, settings)) {
        return { kind: 'end', trigger: 'model' };
      }
      return isTimedOut(step, settings) ? { kind: 'end', trigger: 'timeout' } : update;
  }
}

function checkpointAfter(retractions: number, checkpointsSeconds: readonly number[]): number {
  return checkpointsSeconds[Math.min(retractions, checkpointsSeconds.length - 1)] ?? 0;
}
