import type { ServerMessage, TurnInfoMessage } from '@turnstream/flux/protocol';

/** What a stream of messages breaks of one rule: one sentence for each breach. */
export type WireRule = (messages: readonly ServerMessage[]) => readonly string[];

const STEP_SECONDS = 0.08;
const GRID_STEPS = 3;
const TOLD_CONFIDENCE = 0.5;

const NEXT_STATE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'no turn': { Update: 'no turn', StartOfTurn: 'open' },
  open: { Update: 'open', EagerEndOfTurn: 'predicted', EndOfTurn: 'no turn' },
  predicted: { Update: 'predicted', TurnResumed: 'open', EndOfTurn: 'no turn' },
};

function turnInfosOf(messages: readonly ServerMessage[]): readonly TurnInfoMessage[] {
  return messages.filter((message) => message.type === 'TurnInfo');
}

function toSteps(seconds: number): number {
  return Math.round(seconds / STEP_SECONDS);
}

function offsetOf(message: TurnInfoMessage): number {
  return toSteps(message.audio_window_end) - toSteps(message.audio_window_start);
}

function nameOf(message: TurnInfoMessage): string {
  return `${message.event} at ${message.audio_window_end}`;
}

/** A sentence for each message that is not as it should be. */
function breaches(
  messages: readonly TurnInfoMessage[],
  isBreach: (message: TurnInfoMessage, index: number) => boolean,
  problem: string,
): readonly string[] {
  return messages
    .filter((message, index) => isBreach(message, index))
    .map((message) => `${nameOf(message)} ${problem}`);
}

function checkOrder(messages: readonly TurnInfoMessage[]): readonly string[] {
  let state = 'no turn';
  return messages.flatMap((message) => {
    const before = state;
    const next = NEXT_STATE[state]?.[message.event];
    state = next ?? state;
    return next === undefined ? [`${nameOf(message)} in the state "${before}"`] : [];
  });
}

function checkWindows(messages: readonly TurnInfoMessage[]): readonly string[] {
  let turnIndex = 0;
  let start = 0;
  let end = 0;
  return messages.flatMap((message) => {
    const found = [
      message.turn_index === turnIndex
        ? ''
        : `${nameOf(message)} has the index ${message.turn_index}, not ${turnIndex}`,
      message.audio_window_start === start
        ? ''
        : `${nameOf(message)} starts at ${message.audio_window_start}, not ${start}`,
      message.audio_window_end >= end ? '' : `${nameOf(message)} goes back from ${end}`,
    ].filter((problem) => problem !== '');
    end = message.audio_window_end;
    if (message.event === 'EndOfTurn') {
      turnIndex += 1;
      start = end;
    }
    return found;
  });
}

function checkPredictions(messages: readonly TurnInfoMessage[]): readonly string[] {
  let predicted: TurnInfoMessage | undefined;
  return messages.flatMap((message) => {
    const pending = message.event === 'TurnResumed' ? undefined : predicted;
    if (message.event !== 'Update') {
      predicted = message.event === 'EagerEndOfTurn' ? message : undefined;
    }
    return pending !== undefined && pending.transcript !== message.transcript
      ? [`${nameOf(message)} says "${message.transcript}" after the prediction "${pending.transcript}"`]
      : [];
  });
}

/** Every third step has its message: those up to the last one of each window that was told of. */
function checkGrid(messages: readonly TurnInfoMessage[]): readonly string[] {
  const told = new Set(messages.map((message) => `${message.audio_window_start}:${offsetOf(message)}`));
  return messages.flatMap((message) => {
    const offset = offsetOf(message);
    const previous = (Math.ceil(offset / GRID_STEPS) - 1) * GRID_STEPS;
    return previous <= 0 || told.has(`${message.audio_window_start}:${previous}`)
      ? []
      : [`nothing was said at step ${previous} of the window before ${nameOf(message)}`];
  });
}

/** A forced end stands between steps (R118), and the rest of the text after the last one (R65). */
function checkOnePerStep(messages: readonly TurnInfoMessage[]): readonly string[] {
  const modelMade = messages.filter(({ trigger }) => trigger !== 'manual');
  return breaches(
    modelMade.slice(0, -1),
    (message, index) => modelMade[index - 1]?.audio_window_end === message.audio_window_end,
    'is the second at its step',
  );
}

/** The rules of docs/protocol.md that a list of a server's messages can be held against by itself. */
export const WIRE_RULES: Readonly<Record<string, WireRule>> = {
  'R80: numbers without a gap': (messages) =>
    messages.flatMap(({ sequence_id: number }, index) =>
      number === index ? [] : [`message ${index} is numbered ${number}`],
    ),
  'R84: the words are the transcript': (messages) =>
    breaches(
      turnInfosOf(messages),
      ({ words, transcript }) => words.map(({ word }) => word).join(' ') !== transcript,
      'has other words',
    ),
  'R88: an Error is the last message': (messages) =>
    messages.slice(0, -1).flatMap(({ type }) => (type === 'Error' ? ['something was said after an Error'] : [])),
  'R100, R109, R111: the order of events': (messages) => checkOrder(turnInfosOf(messages)),
  'R101, R102, R103: turns and windows follow each other': (messages) => checkWindows(turnInfosOf(messages)),
  'R105, R107: starts and predictions have text': (messages) =>
    breaches(
      turnInfosOf(messages),
      ({ event, transcript }) => (event === 'StartOfTurn' || event === 'EagerEndOfTurn') && transcript === '',
      'is empty',
    ),
  'R108: an end says what was predicted': (messages) => checkPredictions(turnInfosOf(messages)),
  'R116: an Update every 0.24 s': (messages) => checkGrid(turnInfosOf(messages)),
  'R117: an Update between is confident': (messages) =>
    breaches(
      turnInfosOf(messages),
      (message) =>
        message.event === 'Update' &&
        offsetOf(message) % GRID_STEPS !== 0 &&
        message.end_of_turn_confidence < TOLD_CONFIDENCE,
      'is off the grid and not confident',
    ),
  'R118: one message a step': (messages) => checkOnePerStep(turnInfosOf(messages)),
};

/** What a stream breaks of all wire rules. */
export function findBreaches(messages: readonly ServerMessage[]): readonly string[] {
  return Object.entries(WIRE_RULES).flatMap(([name, rule]) => rule(messages).map((breach) => `${name}: ${breach}`));
}
