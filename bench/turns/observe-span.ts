import { ENGINE_STEP_SAMPLES } from '@turnstream/engine';
import type { TurnModel, TurnObservation } from '@turnstream/engine';
import type { Recogniser } from '../../packages/engine/src/lib/recognition/recogniser.ts';
import type { VoiceActivity } from '../../packages/engine/src/lib/recognition/voice-activity.ts';
import { RecognisedStream } from '../../packages/engine/src/lib/stream/recognised-stream.ts';

/** Lets a stream hear the audio of a turn, step by step, and writes down what its detector was told. */
export async function observe(
  samples: Float32Array,
  recogniser: Recogniser,
  voiceActivity: VoiceActivity,
  turnModel?: TurnModel,
): Promise<readonly TurnObservation[]> {
  const observations: TurnObservation[] = [];
  const stream = new RecognisedStream({
    recogniser,
    voiceActivity,
    ...(turnModel !== undefined && { turnModel }),
    detector: (state, observation) => {
      observations.push(observation);
      return { state, confidence: 0 };
    },
  });
  // The stream observes once before the first step.
  observations.length = 0;
  for (let at = 0; at + ENGINE_STEP_SAMPLES <= samples.length; at += ENGINE_STEP_SAMPLES) {
    await stream.step(samples.subarray(at, at + ENGINE_STEP_SAMPLES));
  }
  stream.close();
  return observations;
}
