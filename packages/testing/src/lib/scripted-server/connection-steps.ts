import type { ScriptedConnection } from './scripted-connection.ts';
import type { ConnectionScript, ServerStep } from './step.ts';

/** Options of {@link close}. */
export type CloseOptions = {
  /** Left out: a close frame without a code, which the client sees as 1005. */
  readonly code?: number;
  /** At most 123 bytes of UTF-8. Default: none. */
  readonly reason?: string;
};

/** Closes the WebSocket politely. */
export function close(options: CloseOptions = {}): ServerStep {
  return { kind: 'close', code: options.code, reason: options.reason ?? '' };
}

/** Ends the TCP connection without a close frame; the client sees 1006. */
export function hangUp(): ServerStep {
  return { kind: 'hang-up' };
}

/** Resets the TCP connection (RST): the client sees an error and 1006. */
export function reset(): ServerStep {
  return { kind: 'reset' };
}

/** Says nothing more: hears everything, answers pings, leaves `CloseStream` unanswered. The last step of its script. */
export function silence(): ServerStep {
  return { kind: 'silence' };
}

/** Stops reading from the network, so that the client's bytes pile up on its side. */
export function stopReading(): ServerStep {
  return { kind: 'reading', on: false };
}

/** Reads again after {@link stopReading}. */
export function startReading(): ServerStep {
  return { kind: 'reading', on: true };
}

/** Leaves pings unanswered from now on. */
export function ignorePings(): ServerStep {
  return { kind: 'pongs', on: false };
}

/** Runs `steps` this many times over. `Infinity`: until the connection ends; then one of them must wait for something. */
export function repeat(times: number, steps: ConnectionScript): ServerStep {
  if (!(times === Infinity || (Number.isInteger(times) && times >= 0))) {
    throw new TypeError(`times must be a whole number of 0 or more, or Infinity, not ${times}`);
  }
  return { kind: 'repeat', times, steps };
}

/**
 * From now on runs `steps` for each text message of this `type` as it arrives, beside the rest of the script.
 * Such a message is not seen by `awaitText`.
 */
export function whenever(type: string, steps: ConnectionScript): ServerStep {
  return { kind: 'whenever', type, steps };
}

/** Does anything else: the script goes on when `act` has finished. What it throws fails the script. */
export function run(act: (connection: ScriptedConnection) => void | Promise<void>): ServerStep {
  return { kind: 'run', act };
}
