import type { ServerMessage, TurnInfoMessage } from '@turnstream/flux/protocol';

import type {
  StreamFacts,
  TurnMachineEffect,
  TurnMachineInput,
  TurnMachineState,
} from '../../src/lib/turn-machine/turn-machine-state.ts';
import { openTurnMachine, turnMachine } from '../../src/lib/turn-machine/turn-machine.ts';
import type { Course } from './courses.ts';

/** One input and what it came to. */
export type Moment = {
  readonly input: TurnMachineInput;
  readonly before: TurnMachineState;
  readonly after: TurnMachineState;
  readonly effects: readonly TurnMachineEffect[];
  readonly messages: readonly ServerMessage[];
  /** The one about the turn. */
  readonly turnInfo: TurnInfoMessage | undefined;
};

/** A course, run. */
export type CourseRun = {
  readonly moments: readonly Moment[];
  /** Every message, from `Connected` on. */
  readonly messages: readonly ServerMessage[];
};

/** What the courses run with. */
function factsOf({ eagerCheckpointsSeconds }: Course): StreamFacts {
  return {
    requestId: '0197',
    model: 'flux-general-en',
    engineName: 'scripted',
    honoursKeyterms: false,
    eagerCheckpointsSeconds,
  };
}

function messagesIn(effects: readonly TurnMachineEffect[]): readonly ServerMessage[] {
  return effects.flatMap((effect) => (effect.type === 'send' ? [effect.message] : []));
}

/** Runs a course from `Connected` to its end. */
export function runCourse(course: Course): CourseRun {
  const { settings, inputs } = course;
  const opened = openTurnMachine(factsOf(course), settings);
  let before = opened.state;
  const moments = inputs.map((input): Moment => {
    const { state: after, effects } = turnMachine(before, input);
    const messages = messagesIn(effects);
    const turnInfo = messages.find((message) => message.type === 'TurnInfo');
    const moment = { input, before, after, effects, messages, turnInfo };
    before = after;
    return moment;
  });
  return { moments, messages: [...messagesIn(opened.effects), ...moments.flatMap(({ messages }) => messages)] };
}
