import { isDeepStrictEqual } from 'node:util';

import { turnMachine } from '../../src/lib/turn-machine/turn-machine.ts';
import type { Moment } from './run-course.ts';

/** What one moment breaks of a rule: an empty text when nothing. */
type MomentRule = (moment: Moment) => string;

function because(broken: boolean, problem: string): string {
  return broken ? problem : '';
}

const checkPrediction: MomentRule = ({ before, turnInfo }) => {
  const threshold = before.settings.eagerEotThreshold ?? Number.POSITIVE_INFINITY;
  return because(
    turnInfo?.event === 'EagerEndOfTurn' && turnInfo.end_of_turn_confidence < threshold,
    'a prediction without its threshold',
  );
};

const checkCheckpoint: MomentRule = ({ input, before, after, turnInfo }) => {
  const { eagerCheckpointsSeconds: checkpoints } = before.facts;
  const [was, is] = [before.turn, after.turn];
  const counted =
    (is.kind === 'open' || is.kind === 'awaiting-end') &&
    is.retractions !==
      (was.kind === 'waiting' || was.kind === 'closed' ? 0 : was.retractions) +
        (turnInfo?.event === 'TurnResumed' ? 1 : 0);
  const retractions = was.kind === 'open' ? was.retractions : 0;
  const wanted = checkpoints[Math.min(retractions, checkpoints.length - 1)] ?? 0;
  return because(
    counted ||
      (turnInfo?.event === 'EagerEndOfTurn' && (input.type !== 'step' || input.step.silenceSeconds < wanted - 0.01)),
    'a prediction before its checkpoint, or retractions that were not counted',
  );
};

const checkTrigger: MomentRule = ({ input, before, turnInfo }) => {
  const { eotThreshold, eotTimeoutMs } = before.settings;
  switch (turnInfo?.trigger) {
    case undefined:
      return because(turnInfo?.event === 'EndOfTurn', 'an end without a reason');
    case 'model':
      return because(
        eotThreshold === 1 || turnInfo.end_of_turn_confidence < eotThreshold || turnInfo.transcript === '',
        'an end by the model without text or confidence',
      );
    case 'timeout':
      return because(
        input.type !== 'step' || input.step.speech || input.step.silenceSeconds * 1_000 < eotTimeoutMs - 0.01,
        'an end by timeout without its silence',
      );
    case 'manual':
      return because(input.type !== 'force-end-turn', 'an end by hand that nobody asked for');
    default:
      return `an end by ${turnInfo?.trigger}`;
  }
};

const checkEndIsDue: MomentRule = ({ input, before, after, turnInfo }) => {
  if (input.type !== 'step' || before.turn.kind === 'waiting' || before.turn.kind === 'closed') {
    return '';
  }
  const { eotThreshold, eotTimeoutMs } = before.settings;
  const { transcript, silenceSeconds, speech } = input.step;
  if (before.turn.kind === 'awaiting-end' && transcript !== before.turn.eagerTranscript) {
    return because(turnInfo?.event !== 'TurnResumed', 'a prediction that outlived its text');
  }
  const modelEnds = eotThreshold < 1 && after.confidence >= eotThreshold && transcript !== '';
  const timesOut = !speech && silenceSeconds * 1_000 > eotTimeoutMs - 0.01;
  return because(
    (modelEnds || timesOut) !== (turnInfo?.event === 'EndOfTurn') && turnInfo?.event !== 'TurnResumed',
    'an end that was due and did not come, or the other way round',
  );
};

const checkResumption: MomentRule = ({ input, before, after, turnInfo }) => {
  if (turnInfo?.event !== 'TurnResumed' || before.turn.kind !== 'awaiting-end') {
    return because(turnInfo?.event === 'TurnResumed', 'a resumption of nothing');
  }
  const speaksOn =
    input.type === 'step' && input.step.speech && after.confidence < (before.settings.eagerEotThreshold ?? 0);
  return because(
    turnInfo.transcript === before.turn.eagerTranscript && !speaksOn,
    'a prediction taken back without a reason',
  );
};

const checkCadence: MomentRule = ({ input, before, after, messages }) => {
  if (input.type !== 'step' || before.turn.kind === 'closed') {
    return '';
  }
  const onGrid = (before.heardSteps + 1 - before.windowStartSteps) % 3 === 0;
  return because(
    (onGrid || after.confidence >= 0.5) && messages.length !== 1,
    `${messages.length} messages at a told step`,
  );
};

const checkForce: MomentRule = ({ input, before, messages, turnInfo }) => {
  if (input.type !== 'force-end-turn' || before.turn.kind === 'closed') {
    return '';
  }
  if (before.turn.kind === 'waiting') {
    const [warning] = messages;
    return because(
      warning?.type !== 'Warning' || warning.code !== 'FORCE_END_TURN_NO_ACTIVE_TURN',
      'no warning without a turn',
    );
  }
  return because(
    turnInfo?.trigger !== 'manual' ||
      messages.length !== 1 ||
      turnInfo.transcript !== before.told.transcript ||
      !isDeepStrictEqual(turnInfo.words, before.told.words) ||
      turnInfo.end_of_turn_confidence !== before.confidence,
    'a forced end that is not what was last said',
  );
};

const checkEngineIsTold: MomentRule = ({ effects, turnInfo }) => {
  const kinds = effects.map(({ type }) => type).filter((type) => type !== 'configure-stream');
  return because(
    kinds.includes('end-turn') !== (turnInfo?.event === 'EndOfTurn') ||
      (kinds.includes('end-turn') && !isDeepStrictEqual(kinds, ['send', 'end-turn'])),
    'the engine does not know where turns end',
  );
};

const checkConfigure: MomentRule = ({ input, before, after, messages }) => {
  const [answer] = messages;
  if (input.type !== 'configure' || answer?.type !== 'ConfigureSuccess') {
    return because(after.settings !== before.settings, 'settings that changed by themselves');
  }
  const { settings } = before;
  const expected = {
    eot_threshold: settings.eotThreshold,
    ...(settings.eagerEotThreshold !== undefined && { eager_eot_threshold: settings.eagerEotThreshold }),
    eot_timeout_ms: settings.eotTimeoutMs,
    ...input.message.thresholds,
  };
  return because(
    !isDeepStrictEqual(answer.thresholds, expected) ||
      !isDeepStrictEqual(answer.keyterms, input.message.keyterms ?? settings.keyterms) ||
      (expected.eager_eot_threshold ?? 0) > expected.eot_threshold ||
      input.message.numerals === true ||
      after.turn !== before.turn,
    'an acknowledgement that is not what is in force',
  );
};

const checkEnd: MomentRule = ({ input, before, after, effects, turnInfo }) => {
  const ends = input.type === 'drained' || input.type === 'failed';
  const closes = effects.some(({ type }) => type === 'close');
  if (before.turn.kind === 'closed' || ends !== closes) {
    return because(before.turn.kind !== 'closed' || effects.length > 0, 'a stream that does not end once');
  }
  const rest = turnMachine(after, { type: 'force-end-turn' });
  return because(
    ends &&
      (turnInfo?.event === 'EndOfTurn' ||
        effects.at(-1)?.type !== 'close' ||
        rest.effects.length > 0 ||
        (input.type === 'drained' && input.step !== undefined && after.told.transcript !== input.step.transcript)),
    'a stream that ends with an end of turn, or goes on, or leaves text unsaid',
  );
};

/** What the machine must keep to that its messages alone do not show, by the rules of docs/protocol.md. */
export const MACHINE_RULES: Readonly<Record<string, MomentRule>> = {
  'R107, R114: a prediction has its threshold': checkPrediction,
  'a prediction waits for its checkpoint': checkCheckpoint,
  'R109: a prediction is taken back for new text, or speech without confidence': checkResumption,
  'R83, R112, R113, R115: an end has its reason': checkTrigger,
  'R113, R115: an end that is due comes at once': checkEndIsDue,
  'R116, R117: a told step has its message': checkCadence,
  'R60, R61, R62: a forced end says what was last said': checkForce,
  'R101: the engine is told of every end': checkEngineIsTold,
  'R53, R54, R56: a Configure is taken whole or not': checkConfigure,
  'R65, R66, R88: a stream ends once, and says all it has': checkEnd,
};
