import type { EngineCapabilities, SpeechEngine } from '@turnstream/engine';
import type { ListenParameters } from '@turnstream/flux/protocol';

import type { ServerClock } from '../server-clock.ts';
import type { ServerLogger } from '../server-logger.ts';
import { settingsOf } from '../turn-machine/active-settings.ts';
import type { TurnMachineTransition } from '../turn-machine/turn-machine-state.ts';
import { openTurnMachine } from '../turn-machine/turn-machine.ts';
import type { SocketLimits } from './bounded-socket.ts';
import type { SessionSocket } from './session-socket.ts';

/** The bounds of one session. */
export type SessionLimits = SocketLimits & {
  /** Audio that may wait for the engine before the socket is paused. */
  readonly maxQueuedSeconds: number;
  /** Time without audio or ping after which the session ends. */
  readonly idleTimeoutMs: number;
};

/** What a session is made of. */
export type ListenSessionOptions = {
  readonly requestId: string;
  readonly parameters: ListenParameters;
  readonly engine: SpeechEngine;
  readonly socket: SessionSocket;
  readonly limits: SessionLimits;
  readonly eagerCheckpointsSeconds: readonly number[];
  readonly logger: ServerLogger;
  readonly clock: ServerClock;
};

/** The turn machine of a session as it begins. */
export function openingOf({
  requestId,
  parameters,
  engine,
  eagerCheckpointsSeconds,
}: ListenSessionOptions): TurnMachineTransition {
  const { name: engineName, capabilities } = engine;
  const { keytermAdvice } = capabilities;
  return openTurnMachine(
    {
      requestId,
      model: parameters.model,
      engineName,
      honoursKeyterms: honoursKeyterms(capabilities, parameters.model),
      eagerCheckpointsSeconds,
      ...(keytermAdvice !== undefined && { keytermAdvice }),
    },
    settingsOf(parameters),
  );
}

function honoursKeyterms({ keyterms, keytermModels }: EngineCapabilities, model: string): boolean {
  return keyterms && (keytermModels?.includes(model) ?? true);
}
