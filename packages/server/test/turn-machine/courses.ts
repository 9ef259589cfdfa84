import type { EngineStep } from '@turnstream/engine';
import type { ConfigureMessage, WireThresholds } from '@turnstream/flux/protocol';
import { array, boolean, constant, constantFrom, double, integer, oneof, option, record } from 'fast-check';
import type { Arbitrary } from 'fast-check';

import { settingsOf } from '../../src/lib/turn-machine/active-settings.ts';
import type { ActiveSettings } from '../../src/lib/turn-machine/active-settings.ts';
import type { TurnMachineInput } from '../../src/lib/turn-machine/turn-machine-state.ts';

/** Everything that happens to one stream. */
export type Course = {
  readonly settings: ActiveSettings;
  readonly eagerCheckpointsSeconds: readonly number[];
  readonly inputs: readonly TurnMachineInput[];
};

type Sound = { readonly speech: boolean; readonly text: string; readonly confidence: number };

const texts = constantFrom('', '', 'so', 'so we', 'so we go', 'So we go.', 'so we went home');

const confidences = oneof(
  constantFrom(0, 0.2999, 0.3, 0.4999, 0.5, 0.69996, 0.7, 0.9, 1),
  double({ min: 0, max: 1, noNaN: true }),
);

/** Stretches of steps in which little changes, as in speech. */
const sounds: Arbitrary<readonly Sound[]> = array(
  record({
    speech: boolean(),
    text: texts,
    confidences: array(confidences, { minLength: 1, maxLength: 5 }),
    count: integer({ min: 1, max: 9 }),
  }),
  { minLength: 1, maxLength: 4 },
).map((stretches) =>
  stretches.flatMap(({ speech, text, confidences: cycle, count }) =>
    Array.from({ length: count }, (_, index) => ({ speech, text, confidence: cycle[index % cycle.length] ?? 0 })),
  ),
);

const thresholds: Arbitrary<WireThresholds> = record(
  {
    eot_threshold: constantFrom(0.4, 0.5, 0.7, 0.9, 1),
    eager_eot_threshold: constantFrom(0.2, 0.3, 0.5, 0.8, 0.9),
    eot_timeout_ms: constantFrom(499, 500, 800, 5_000),
  },
  { requiredKeys: [] },
);

const configures: Arbitrary<ConfigureMessage> = record(
  {
    type: constant('Configure' as const),
    thresholds,
    keyterms: constantFrom([], ['Ann'], [' '], Array.from({ length: 101 }, String)),
    numerals: boolean(),
    language_hints: constantFrom([], ['en']),
  },
  { requiredKeys: ['type'] },
);

function toStep({ text, confidence, speech }: Sound, heardSteps: number, silentSteps: number): EngineStep {
  return {
    audioEndSeconds: heardSteps * 0.08,
    speech,
    silenceSeconds: silentSteps * 0.08,
    transcript: text,
    words: text
      .split(' ')
      .filter((word) => word !== '')
      .map((word, index) => ({ text: word, confidence, startSeconds: index, endSeconds: index + confidence })),
    endOfTurnConfidence: confidence,
    languages: [],
  };
}

/** Any course: stretches of sound, commands between them, and perhaps an end. */
export const courses: Arbitrary<Course> = record({
  eot: constantFrom(0.5, 0.7, 1),
  eager: constantFrom(undefined, 0.3, 0.5),
  timeoutMs: constantFrom(500, 800, 5_000),
  eagerCheckpointsSeconds: constantFrom<(readonly number[])[]>([], [0, 0.16, 0.32], [0.24]),
  acts: array(
    oneof(
      { weight: 5, arbitrary: record({ type: constant('sounds' as const), sounds }) },
      { weight: 1, arbitrary: configures },
      { weight: 1, arbitrary: record({ type: constant('force-end-turn' as const) }) },
      { weight: 1, arbitrary: record({ type: constant('excess-configure' as const) }) },
    ),
    { maxLength: 14 },
  ),
  end: option(record({ type: constantFrom('drained', 'failed'), text: texts })),
}).map(({ eot, eager, timeoutMs, eagerCheckpointsSeconds, acts, end }) => {
  let heardSteps = 0;
  let silentSteps = 0;
  const inputs = acts.flatMap((act): readonly TurnMachineInput[] => {
    if (act.type === 'Configure') {
      return [{ type: 'configure', message: act }];
    }
    if (act.type !== 'sounds') {
      return [act];
    }
    return act.sounds.map((sound) => {
      heardSteps += 1;
      silentSteps = sound.speech ? 0 : silentSteps + 1;
      return { type: 'step', step: toStep(sound, heardSteps, silentSteps) };
    });
  });
  if (end?.type === 'drained') {
    const step = toStep({ text: end.text, confidence: 0.9, speech: false }, heardSteps, silentSteps);
    inputs.push({ type: 'drained', step: heardSteps === 0 ? undefined : step });
  }
  if (end?.type === 'failed') {
    inputs.push({ type: 'failed', code: 'INTERNAL_SERVER_ERROR', description: 'broken' });
  }
  return {
    settings: {
      ...settingsOf({ model: 'flux-general-en', eotThreshold: eot, eotTimeoutMs: timeoutMs }),
      eagerEotThreshold: eager,
    },
    eagerCheckpointsSeconds,
    inputs,
  };
});
