import { ENGINE_STEP_SAMPLES, OPEN_ENDING_EVIDENCE, detectTurn } from '@turnstream/engine';
import type { EngineStep, TurnDetector } from '@turnstream/engine';
import type { ListenParameters, ServerMessage } from '@turnstream/flux/protocol';
import type { Recogniser } from '../../packages/engine/src/lib/recognition/recogniser.ts';
import type { VoiceActivity } from '../../packages/engine/src/lib/recognition/voice-activity.ts';
import { RecognisedStream } from '../../packages/engine/src/lib/stream/recognised-stream.ts';
import { settingsOf } from '../../packages/server/src/lib/turn-machine/active-settings.ts';
import type { TurnMachineTransition } from '../../packages/server/src/lib/turn-machine/turn-machine-state.ts';
import { openTurnMachine, turnMachine } from '../../packages/server/src/lib/turn-machine/turn-machine.ts';

/** What a server says about a recording, each message with the end of the audio it stands on. */
export type Played = {
  readonly messages: readonly { readonly at: number; readonly message: ServerMessage }[];
  readonly steps: readonly EngineStep[];
};

/** As the default engine has it. */
const shippedDetector: TurnDetector = (state, observation) => detectTurn(state, observation, [OPEN_ENDING_EVIDENCE]);

/** Plays a recording through the engine's stream and the server's turn machine, on audio time. */
export async function playRecording(
  samples: Float32Array,
  parts: { readonly recogniser: Recogniser; readonly voiceActivity: VoiceActivity },
  parameters: ListenParameters,
): Promise<Played> {
  const stream = new RecognisedStream({ ...parts, detector: shippedDetector });
  const messages: { at: number; message: ServerMessage }[] = [];
  const steps: EngineStep[] = [];
  const facts = { requestId: 'bench', model: parameters.model, engineName: 'bench', honoursKeyterms: false };
  let at = 0;
  const perform = ({ effects }: TurnMachineTransition): void => {
    for (const effect of effects) {
      if (effect.type === 'send') messages.push({ at, message: effect.message });
      if (effect.type === 'end-turn') stream.endTurn();
    }
  };
  const opened = openTurnMachine(facts, settingsOf(parameters));
  perform(opened);
  let machine = opened.state;
  for (let start = 0; start + ENGINE_STEP_SAMPLES <= samples.length; start += ENGINE_STEP_SAMPLES) {
    const step = await stream.step(samples.subarray(start, start + ENGINE_STEP_SAMPLES));
    at = step.audioEndSeconds;
    steps.push(step);
    const next = turnMachine(machine, { type: 'step', step });
    machine = next.state;
    perform(next);
  }
  stream.close();
  return { messages, steps };
}
