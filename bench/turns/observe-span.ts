import { ENGINE_STEP_SAMPLES } from '@turnstream/engine';
import type { EngineStep, TurnObservation } from '@turnstream/engine';
import type { Recogniser } from '../../packages/engine/src/lib/recognition/recogniser.ts';
import type { VoiceActivity } from '../../packages/engine/src/lib/recognition/voice-activity.ts';
import { RecognisedStream } from '../../packages/engine/src/lib/stream/recognised-stream.ts';

/** Everything a detector may know, step by step. */
export type Observed = { readonly observations: readonly TurnObservation[]; readonly steps: readonly EngineStep[] };

/** Lets a stream hear the audio of a turn, step by step, and writes down what its detector was told. */
export async function observe(
  samples: Float32Array,
  recogniser: Recogniser,
  voiceActivity: VoiceActivity,
): Promise<Observed> {
  const observations: TurnObservation[] = [];
  const steps: EngineStep[] = [];
  const listening = {
    name: 'listening',
    weigh: (observation: TurnObservation) => {
      observations.push(observation);
      return { logOdds: 0, memory: undefined };
    },
  };
  const stream = new RecognisedStream({ recogniser, voiceActivity, evidence: [listening] });
  // The stream observes once before the first step.
  observations.length = 0;
  for (let at = 0; at + ENGINE_STEP_SAMPLES <= samples.length; at += ENGINE_STEP_SAMPLES) {
    steps.push(await stream.step(samples.subarray(at, at + ENGINE_STEP_SAMPLES)));
  }
  stream.close();
  return { observations, steps };
}
