import type { WaitOptions } from '../waiting/wait-options.ts';
import type { ConnectionRecord } from './connection-record.ts';
import type { MessageFields } from './wire-state.ts';

/** Options of `waitForText`. */
export type WaitForTextOptions = WaitOptions & {
  /** Waits for this many messages of the type and gives the last of them. Default 1. */
  readonly count?: number;
};

/** One connection of a scripted server: its record, and ways to wait on it and to act on it by hand. */
export type ScriptedConnection = ConnectionRecord & {
  /**
   * Waits until `condition` is true of this connection; looks whenever something happens on it.
   * @throws Error when the time is up; it says what the connection had received
   */
  waitFor(condition: (connection: ConnectionRecord) => boolean, options?: WaitOptions): Promise<void>;
  /** Waits until this many seconds of audio have arrived in all. */
  waitForAudio(seconds: number, options?: WaitOptions): Promise<void>;
  /** Waits until a text message of this `type` has arrived, at any time so far or from now on, and gives its JSON. */
  waitForText(type: string, options?: WaitForTextOptions): Promise<unknown>;
  /** Waits until the script has run its last step. @throws Error when it failed or was cut before that */
  waitForScript(options?: WaitOptions): Promise<void>;
  /** Waits until the connection has ended. */
  waitForEnd(options?: WaitOptions): Promise<void>;
  /** Sends one message now, whatever the script does; `request_id` and `sequence_id` are filled in. */
  send(message: MessageFields): void;
  /** Sends one message now as it is. */
  sendRaw(data: string | Uint8Array): void;
  /** Sends a close frame now; without a code it carries none, and the client sees 1005. */
  close(code?: number, reason?: string): void;
  /** Breaks the TCP connection now, without a close frame. */
  destroy(): void;
};
