import type { Clock } from '@turnstream/flux';
import type { LLMContext } from '../context/llm-context.ts';
import { LLMContextFrame } from '../frames/context-frames.ts';
import type { Frame } from '../frames/frame.ts';
import type { Speculation } from '../frames/speculation-frames.ts';
import {
  SpeculationConfirmedFrame,
  SpeculationEndedFrame,
  SpeculationStartedFrame,
  SpeculationWithdrawnFrame,
} from '../frames/speculation-frames.ts';
import { nextObjectId } from '../object/object-name.ts';
import type { PredictionRule, UserTurnPrediction } from '../turns/user-turn-prediction.ts';
import type { OpenSpeculation, SpeculationCause, SpeculationEffect, SpeculationInput } from './speculation-state.ts';
import { noSpeculation, speculationExpiresAtMs, stepSpeculation } from './speculation-state.ts';

/** Who has the model asked early. */
export type SpeculationHost = {
  readonly clock: () => Clock;
  readonly context: LLMContext;
  pushFrame(frame: Frame): void;
  /** Asks the model in the ordinary way. */
  ask(): void;
  started(speculation: Speculation): void;
  /** Without a cause: the answer gets out. */
  settled(speculation: Speculation, cause: SpeculationCause | undefined): void;
};

/** Has the model asked before the turn is over, on forks of the context. Holds the state and its one timer. */
export class Speculations {
  readonly #host: SpeculationHost;
  #state = noSpeculation;
  #wakeAtMs = Infinity;
  #forgetWake: (() => void) | undefined;

  constructor(host: SpeculationHost) {
    this.#host = host;
  }

  /** The turn will probably end with this message. */
  predict(prediction: UserTurnPrediction, content: string, rule: PredictionRule): void {
    const { turnId, attempt } = prediction;
    const startedAtMs = this.#host.clock().now();
    const { messages } = this.#host.context;
    const open = { speculationId: nextObjectId(), turnId, attempt, content, messages, rule, startedAtMs };
    this.step({ type: 'predicted', prediction: open });
  }

  /** Takes a fact. */
  step(input: SpeculationInput): void {
    const { state, effects } = stepSpeculation(this.#state, input);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
    this.#watch();
  }

  /** Forgets the timer. */
  end(): void {
    this.#forgetWake?.();
    this.#forgetWake = undefined;
    this.#wakeAtMs = Infinity;
  }

  #perform(effect: SpeculationEffect): void {
    switch (effect.type) {
      case 'start':
        this.#start(effect.open);
        break;
      case 'ask':
        this.#host.ask();
        break;
      case 'confirm':
        this.#settle(effect.open, undefined);
        break;
      case 'withdraw':
        this.#settle(effect.open, effect.cause);
        break;
    }
  }

  #start(open: OpenSpeculation): void {
    const speculation = speculationOf(open);
    const context = this.#host.context.fork();
    context.addMessages([{ role: 'user', content: open.content }]);
    this.#host.pushFrame(new SpeculationStartedFrame({ speculation }));
    this.#host.pushFrame(new LLMContextFrame({ context, speculation }));
    this.#host.started(speculation);
  }

  #settle(open: OpenSpeculation, cause: SpeculationCause | undefined): void {
    const speculation = speculationOf(open);
    const SettledFrame = cause === undefined ? SpeculationConfirmedFrame : SpeculationWithdrawnFrame;
    this.#host.pushFrame(new SettledFrame({ speculation }));
    this.#host.pushFrame(new SpeculationEndedFrame({ speculation }));
    this.#host.settled(speculation, cause);
  }

  #watch(): void {
    const atMs = speculationExpiresAtMs(this.#state);
    if (atMs === this.#wakeAtMs) return;
    this.end();
    if (atMs === Infinity) return;
    this.#wakeAtMs = atMs;
    const clock = this.#host.clock();
    this.#forgetWake = clock.wake(Math.max(0, atMs - clock.now()), () => {
      this.end();
      this.step({ type: 'time', nowMs: clock.now() });
    });
  }
}

function speculationOf({ speculationId, turnId, attempt }: OpenSpeculation): Speculation {
  return { speculationId, turnId, attempt };
}
