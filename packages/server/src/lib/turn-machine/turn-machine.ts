import type { EngineStep, EngineWord } from '@turnstream/engine';
import { toWireConfidence, toWireSeconds } from '@turnstream/flux/protocol';
import type {
  ConfigureMessage,
  ServerMessage,
  TurnInfoEvent,
  TurnInfoMessage,
  WireWord,
} from '@turnstream/flux/protocol';

import { changeSettings, toWireThresholds } from './active-settings.ts';
import type { ActiveSettings } from './active-settings.ts';
import { decideTurn } from './decide-turn.ts';
import type {
  StreamFacts,
  ToldTurn,
  TurnMachineEffect,
  TurnMachineInput,
  TurnMachineState,
  TurnMachineTransition,
  TurnPhase,
} from './turn-machine-state.ts';

/** One engine step of audio. */
const STEP_MS = 80;

const NEW_OPEN_TURN: TurnPhase = { kind: 'open', retractions: 0 };

const NOTHING_TOLD: ToldTurn = { transcript: '', words: [], languages: [] };

/** A message without its number. */
type Unnumbered<Message> = Message extends unknown ? Omit<Message, 'sequence_id'> : never;

/** A word's time, kept to the millisecond. */
function roundToMilliseconds(seconds: number): number {
  return Math.round(seconds * 1_000) / 1_000;
}

function toWireWord(word: EngineWord): WireWord {
  return {
    word: word.text,
    confidence: toWireConfidence(word.confidence),
    start: roundToMilliseconds(word.startSeconds),
    end: roundToMilliseconds(word.endSeconds),
  };
}

function toldBy(step: EngineStep): ToldTurn {
  return { transcript: step.transcript, words: step.words.map(toWireWord), languages: step.languages };
}

/** While an end is predicted its words stay as they were told, until they are taken back (R108). */
function toldIn(state: TurnMachineState, step: EngineStep): ToldTurn {
  return state.turn.kind === 'awaiting-end' ? state.told : toldBy(step);
}

/** Sends one message: the only place that numbers them. */
function send(
  state: TurnMachineState,
  message: Unnumbered<ServerMessage>,
  further: readonly TurnMachineEffect[] = [],
): TurnMachineTransition {
  return {
    state: { ...state, sequenceId: state.sequenceId + 1 },
    effects: [{ type: 'send', message: { ...message, sequence_id: state.sequenceId } }, ...further],
  };
}

/** Continues with a second transition after a first. */
function then(
  first: TurnMachineTransition,
  next: (state: TurnMachineState) => TurnMachineTransition,
): TurnMachineTransition {
  const second = next(first.state);
  return { state: second.state, effects: [...first.effects, ...second.effects] };
}

/** Tells the client about the current turn, up to all audio heard. */
function tell(state: TurnMachineState, event: TurnInfoEvent, told: ToldTurn, trigger?: string): TurnMachineTransition {
  const message: Unnumbered<TurnInfoMessage> = {
    type: 'TurnInfo',
    request_id: state.facts.requestId,
    event,
    turn_index: state.turnIndex,
    audio_window_start: toWireSeconds(state.windowStartSteps * STEP_MS),
    audio_window_end: toWireSeconds(state.heardSteps * STEP_MS),
    transcript: told.transcript,
    words: told.words,
    ...(state.facts.model === 'flux-general-multi' && {
      languages: told.languages,
      languages_hinted: state.settings.languageHints,
    }),
    end_of_turn_confidence: state.confidence,
    ...(trigger !== undefined && { trigger }),
  };
  return send({ ...state, told }, message);
}

function tellIn(
  state: TurnMachineState,
  turn: TurnPhase,
  event: TurnInfoEvent,
  step: EngineStep,
): TurnMachineTransition {
  return tell({ ...state, turn }, event, toldBy(step));
}

/** Ends the turn; what is heard from here on belongs to the next. */
function endTurn(state: TurnMachineState, told: ToldTurn, trigger: string): TurnMachineTransition {
  const ended = tell(state, 'EndOfTurn', told, trigger);
  return {
    state: {
      ...ended.state,
      turn: { kind: 'waiting' },
      turnIndex: state.turnIndex + 1,
      windowStartSteps: state.heardSteps,
      told: NOTHING_TOLD,
    },
    effects: [...ended.effects, { type: 'end-turn' }],
  };
}

function retractionsOf(turn: TurnPhase): number {
  return turn.kind === 'open' || turn.kind === 'awaiting-end' ? turn.retractions : 0;
}

function hear(before: TurnMachineState, step: EngineStep): TurnMachineTransition {
  const state: TurnMachineState = {
    ...before,
    heardSteps: before.heardSteps + 1,
    confidence: toWireConfidence(step.endOfTurnConfidence),
  };
  const decision = decideTurn(
    state.turn,
    step,
    state.settings,
    state.heardSteps - state.windowStartSteps,
    state.facts.eagerCheckpointsSeconds,
  );
  const retractions = retractionsOf(state.turn);
  switch (decision.kind) {
    case 'nothing':
      return { state, effects: [] };
    case 'update':
      return tell(state, 'Update', toldIn(state, step));
    case 'start':
      return tellIn(state, NEW_OPEN_TURN, 'StartOfTurn', step);
    case 'eager': {
      const awaiting: TurnPhase = { kind: 'awaiting-end', retractions, eagerTranscript: step.transcript };
      return tellIn(state, awaiting, 'EagerEndOfTurn', step);
    }
    case 'resume':
      return tellIn(state, { kind: 'open', retractions: retractions + 1 }, 'TurnResumed', step);
    case 'end':
      return endTurn(state, toldIn(state, step), decision.trigger);
  }
}

/** The client is told once that its keyterms do nothing here, each time it sets some. */
function warnAboutKeyterms(state: TurnMachineState, keyterms: readonly string[]): TurnMachineTransition {
  const { honoursKeyterms, requestId, engineName, keytermAdvice } = state.facts;
  if (keyterms.length === 0 || honoursKeyterms) {
    return { state, effects: [] };
  }
  const problem = `Keyterms were accepted but have no effect: the recogniser ${engineName} cannot use them`;
  return send(state, {
    type: 'Warning',
    request_id: requestId,
    code: 'KEYTERMS_NOT_SUPPORTED',
    description: keytermAdvice === undefined ? `${problem}.` : `${problem}; ${keytermAdvice}.`,
  });
}

function refuseConfigure(state: TurnMachineState, code: string, description: string): TurnMachineTransition {
  return send(state, { type: 'ConfigureFailure', request_id: state.facts.requestId, code, description });
}

function configure(state: TurnMachineState, message: ConfigureMessage): TurnMachineTransition {
  const { requestId, model } = state.facts;
  const change = changeSettings(state.settings, message, model);
  if (change.kind === 'refused') {
    return refuseConfigure(state, change.code, change.description);
  }
  const { settings } = change;
  const success = send(
    { ...state, settings },
    {
      type: 'ConfigureSuccess',
      request_id: requestId,
      thresholds: toWireThresholds(settings),
      keyterms: settings.keyterms,
      ...(model === 'flux-general-multi' && { language_hints: settings.languageHints }),
      profanity_filter: false,
      ...(settings.numerals !== undefined && { numerals: settings.numerals }),
    },
    message.keyterms === undefined && message.language_hints === undefined
      ? []
      : [
          {
            type: 'configure-stream',
            options: { keyterms: settings.keyterms, languageHints: settings.languageHints },
          },
        ],
  );
  return then(success, (next) => warnAboutKeyterms(next, message.keyterms ?? []));
}

function forceEndTurn(state: TurnMachineState): TurnMachineTransition {
  return state.turn.kind === 'waiting'
    ? send(state, {
        type: 'Warning',
        request_id: state.facts.requestId,
        code: 'FORCE_END_TURN_NO_ACTIVE_TURN',
        description: 'Received ForceEndTurn while no turn was active; the request was ignored.',
      })
    : endTurn(state, state.told, 'manual');
}

/** What the rest of the audio says, when that is new. No turn ends here (R65). */
function tellRest(before: TurnMachineState, step: EngineStep): TurnMachineTransition {
  const state: TurnMachineState = { ...before, confidence: toWireConfidence(step.endOfTurnConfidence) };
  if (step.transcript === state.told.transcript) {
    return { state, effects: [] };
  }
  switch (state.turn.kind) {
    case 'waiting':
      return tellIn(state, NEW_OPEN_TURN, 'StartOfTurn', step);
    case 'awaiting-end':
      return tellIn(state, { kind: 'open', retractions: state.turn.retractions + 1 }, 'TurnResumed', step);
    case 'open':
    case 'closed':
      return tellIn(state, state.turn, 'Update', step);
  }
}

function close(state: TurnMachineState): TurnMachineTransition {
  return { state: { ...state, turn: { kind: 'closed' } }, effects: [{ type: 'close' }] };
}

/** Begins a stream: says `Connected`. */
export function openTurnMachine(facts: StreamFacts, settings: ActiveSettings): TurnMachineTransition {
  const state: TurnMachineState = {
    facts,
    settings,
    turn: { kind: 'waiting' },
    sequenceId: 0,
    turnIndex: 0,
    windowStartSteps: 0,
    heardSteps: 0,
    confidence: 0,
    told: NOTHING_TOLD,
  };
  return then(send(state, { type: 'Connected', request_id: facts.requestId }), (connected) =>
    warnAboutKeyterms(connected, settings.keyterms),
  );
}

/**
 * The server's side of the turn protocol: what each step of audio and each command comes to on the wire.
 * Knows audio time only; the same inputs give the same messages. After `drained` or `failed` it says nothing more.
 */
export function turnMachine(state: TurnMachineState, input: TurnMachineInput): TurnMachineTransition {
  if (state.turn.kind === 'closed') {
    return { state, effects: [] };
  }
  switch (input.type) {
    case 'step':
      return hear(state, input.step);
    case 'configure':
      return configure(state, input.message);
    case 'excess-configure':
      return refuseConfigure(state, 'TOO_MANY_PENDING_CONFIGURES', 'Too many pending Configure messages.');
    case 'force-end-turn':
      return forceEndTurn(state);
    case 'drained':
      return then(input.step === undefined ? { state, effects: [] } : tellRest(state, input.step), close);
    case 'failed':
      return then(send(state, { type: 'Error', code: input.code, description: input.description }), close);
  }
}
