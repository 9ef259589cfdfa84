import { CALLER_PAUSES_EVIDENCE, ENGINE_STEP_SAMPLES, OPEN_ENDING_EVIDENCE, detectTurn } from '@turnstream/engine';
import type { EngineStep, TurnDetector, TurnEvidence } from '@turnstream/engine';
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

/** How turns are decided. */
export type TurnPolicy = {
  readonly name: string;
  readonly detector: TurnDetector;
  readonly eagerCheckpointsSeconds: readonly number[];
};

/** Silence that a prediction waits for after none, one, two, three or more were taken back in the turn. Chosen before any was tried. */
const EAGER_CHECKPOINTS_SECONDS = [0, 0.4, 0.6, 1];

/** What is compared on whole recordings. */
export const POLICIES: readonly TurnPolicy[] = [
  policy('plain', [OPEN_ENDING_EVIDENCE], []),
  policy('checkpoints', [OPEN_ENDING_EVIDENCE], EAGER_CHECKPOINTS_SECONDS),
  policy('own pauses', [OPEN_ENDING_EVIDENCE, CALLER_PAUSES_EVIDENCE], []),
  policy('own pauses, checkpoints', [OPEN_ENDING_EVIDENCE, CALLER_PAUSES_EVIDENCE], EAGER_CHECKPOINTS_SECONDS),
];

/** One of {@link POLICIES}. */
export function policyNamed(name: string): TurnPolicy {
  const found = POLICIES.find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no policy "${name}"`);
  return found;
}

function policy(name: string, terms: readonly TurnEvidence[], eagerCheckpointsSeconds: readonly number[]): TurnPolicy {
  return { name, detector: (state, observation) => detectTurn(state, observation, terms), eagerCheckpointsSeconds };
}

/** Plays a recording through the engine's stream and the server's turn machine, on audio time. */
export async function playRecording(
  samples: Float32Array,
  parts: { readonly recogniser: Recogniser; readonly voiceActivity: VoiceActivity },
  parameters: ListenParameters,
  { detector, eagerCheckpointsSeconds }: TurnPolicy,
): Promise<Played> {
  const stream = new RecognisedStream({ ...parts, detector });
  const messages: { at: number; message: ServerMessage }[] = [];
  const steps: EngineStep[] = [];
  const facts = {
    requestId: 'bench',
    model: parameters.model,
    engineName: 'bench',
    honoursKeyterms: false,
    eagerCheckpointsSeconds,
  };
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
