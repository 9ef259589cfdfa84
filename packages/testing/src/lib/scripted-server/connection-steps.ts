import type { ConnectionScript, ServerStep } from './step.ts';
import type { ScriptedConnection } from './scripted-connection.ts';

/** Options of {@link refuse}. */
export type RefuseOptions = {
  /** HTTP status: 400 to 599. */
  readonly status: number;
  /** A string as it is, an object as JSON. Default: `err_code`, `err_msg` and `request_id`, as Deepgram answers. */
  readonly body?: string | Readonly<Record<string, unknown>>;
  /** Added to `dg-request-id`; a name given here wins. */
  readonly headers?: Readonly<Record<string, string>>;
};

/** Answers the dial with an HTTP error in place of a WebSocket. Must be the first step of its script. */
export function refuse(options: RefuseOptions): ServerStep {
  const { status, body, headers = {} } = options;
  if (!(Number.isInteger(status) && status >= 400 && status <= 599)) {
    throw new TypeError(`options.status must be a whole number from 400 to 599, not ${status}`);
  }
  return { kind: 'refuse', status, body: typeof body === 'object' ? JSON.stringify(body) : body, headers };
}

/** Takes the TCP connection and never answers the upgrade. Must be the first step of its script. */
export function ignoreUpgrade(): ServerStep {
  return { kind: 'ignore-upgrade' };
}

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
