import { FluxError } from '../errors.ts';
import type { ClientMessage } from '../protocol/client-message.ts';
import type { ConfigureFailureMessage, ConfigureSuccessMessage } from '../protocol/server-message.ts';
import type { SessionSettings, SettingsDelta } from '../session/listen-options.ts';
import type { ConfigureResult } from '../session/session.ts';
import { acknowledges, configureMessage, mergeSettings, needsDial, sameSettings } from './settings.ts';

/** A change somebody waits for. */
export type SettingsChange = {
  readonly id: number;
  readonly delta: SettingsDelta;
  /** Whether the dial under way carries it. */
  readonly dialled: boolean;
};

/** The one `Configure` on its way. */
export type ConfigureFlight = {
  readonly settings: SessionSettings;
  readonly changes: readonly SettingsChange[];
  readonly deadlineAt: number;
};

/** What the caller wants, what the server holds, and what lies between. */
export type ConfigLedger = {
  readonly desired: SessionSettings;
  /** What the running connection holds; `undefined` while there is none, or when an answer was lost. */
  readonly confirmed: SessionSettings | undefined;
  /** The last settings that a server took. */
  readonly accepted: SessionSettings | undefined;
  /** What the last dial carried. */
  readonly dialled: SessionSettings | undefined;
  /** The eager threshold on the running connection, which no message can take back. */
  readonly eagerOnServer: number | undefined;
  readonly connected: boolean;
  readonly flight: ConfigureFlight | undefined;
  readonly waiting: readonly SettingsChange[];
  /** Answers lost in a row. */
  readonly unanswered: number;
  /** Whether this deployment knows `Configure`; where it does not, every change takes a dial. */
  readonly knowsConfigure: boolean;
};

/** What the config ledger wants done. */
export type ConfigEffect =
  | { readonly type: 'send-text'; readonly message: ClientMessage }
  | { readonly type: 'configured'; readonly id: number; readonly result: ConfigureResult }
  | { readonly type: 'configure-failed'; readonly id: number; readonly error: FluxError }
  | { readonly type: 'report'; readonly error: FluxError };

/** The outcome of one step. */
export type ConfigStep = { readonly ledger: ConfigLedger; readonly effects: readonly ConfigEffect[] };

/** Longest wait for the answer to a `Configure`. The service answers in about 50 ms. */
const ANSWER_WITHIN_MS = 5_000;

/** The ledger of a session that has not dialled. */
export function initialConfig(desired: SessionSettings): ConfigLedger {
  return {
    desired,
    confirmed: undefined,
    accepted: undefined,
    dialled: undefined,
    eagerOnServer: undefined,
    connected: false,
    flight: undefined,
    waiting: [],
    unanswered: 0,
    knowsConfigure: true,
  };
}

/** The next moment at which the config ledger needs a `wake`. */
export function configWakeAt(ledger: ConfigLedger): number {
  return ledger.flight?.deadlineAt ?? Infinity;
}

/** Whether the last dial carried settings that no server has taken yet. */
export function settingsUnproven(ledger: ConfigLedger): boolean {
  return (
    ledger.dialled !== undefined && (ledger.accepted === undefined || !sameSettings(ledger.dialled, ledger.accepted))
  );
}

/** Whether the desired settings need a new connection, at the next moment when nobody speaks. */
export function wantsRedial(ledger: ConfigLedger): boolean {
  if (!ledger.connected) return false;
  if (ledger.unanswered >= 2) return true;
  if (!ledger.knowsConfigure && ledger.waiting.length > 0) return true;
  return ledger.dialled !== undefined && needsDial(ledger.dialled, ledger.desired);
}

/** The caller wants a change. */
export function changeSettings(ledger: ConfigLedger, id: number, delta: SettingsDelta, at: number): ConfigStep {
  const change: SettingsChange = { id, delta, dialled: false };
  const desired = mergeSettings(ledger.desired, delta);
  return advance({ ...ledger, desired, waiting: [...ledger.waiting, change] }, at, []);
}

/** A dial goes out with the desired settings. */
export function dialling(ledger: ConfigLedger): ConfigLedger {
  const waiting = ledger.waiting.map((change) => ({ ...change, dialled: true }));
  return { ...ledger, dialled: ledger.desired, waiting };
}

/** The dial was taken, and with it the settings it carried. */
export function settingsDialled(ledger: ConfigLedger, at: number): ConfigStep {
  const settings = ledger.dialled ?? ledger.desired;
  const taken = ledger.waiting.filter((change) => change.dialled);
  const next: ConfigLedger = {
    ...ledger,
    connected: true,
    confirmed: settings,
    accepted: settings,
    eagerOnServer: settings.eagerEotThreshold ?? undefined,
    waiting: ledger.waiting.filter((change) => !change.dialled),
    unanswered: 0,
  };
  return advance(
    next,
    at,
    taken.map(({ id }) => ({ type: 'configured', id, result: { settings, via: 'connect' } })),
  );
}

/**
 * The connection is gone: what was in flight travels with the next dial.
 * @param error why; it may show that this deployment does not know `Configure`
 */
export function connectionDropped(ledger: ConfigLedger, error: FluxError): ConfigLedger {
  const waiting = [...(ledger.flight?.changes ?? []), ...ledger.waiting];
  const knowsConfigure = ledger.knowsConfigure && error.code !== 'configure-refused';
  return {
    ...ledger,
    connected: false,
    confirmed: undefined,
    eagerOnServer: undefined,
    flight: undefined,
    waiting,
    knowsConfigure,
  };
}

/** The server refused a dial for its changed settings: back to the last good ones. */
export function settingsRefused(ledger: ConfigLedger, error: FluxError): ConfigStep {
  const kept = ledger.waiting.filter((change) => !change.dialled);
  const refused = ledger.waiting.filter((change) => change.dialled);
  const desired = kept.reduce(
    (settings, { delta }) => mergeSettings(settings, delta),
    ledger.accepted ?? ledger.desired,
  );
  return {
    ledger: { ...ledger, desired, waiting: kept },
    effects: [
      { type: 'report', error },
      ...refused.map(({ id }): ConfigEffect => ({ type: 'configure-failed', id, error })),
    ],
  };
}

/** The server applied a `Configure`. One that cannot be ours is a late answer and changes nothing. */
export function configureSucceeded(ledger: ConfigLedger, message: ConfigureSuccessMessage, at: number): ConfigStep {
  const { flight } = ledger;
  if (flight === undefined || !acknowledges(message, flight.settings)) return { ledger, effects: [] };
  const { settings } = flight;
  const next: ConfigLedger = {
    ...ledger,
    confirmed: settings,
    accepted: settings,
    eagerOnServer: message.thresholds.eager_eot_threshold ?? settings.eagerEotThreshold ?? ledger.eagerOnServer,
    flight: undefined,
    unanswered: 0,
  };
  return advance(
    next,
    at,
    flight.changes.map(({ id }) => ({ type: 'configured', id, result: { settings, via: 'configure' } })),
  );
}

/** The server refused a `Configure` as a whole. */
export function configureRefused(ledger: ConfigLedger, message: ConfigureFailureMessage, at: number): ConfigStep {
  if (ledger.flight === undefined) return { ledger, effects: [] };
  const said = message.description ?? message.code ?? 'no reason given';
  const error = new FluxError(
    'configure-refused',
    `The server refused the change of settings: ${said}. Everything is as before.`,
    {
      requestId: message.request_id,
      serverCode: message.code,
    },
  );
  return undoFlight({ ...ledger, unanswered: 0 }, ledger.flight, ledger.confirmed ?? ledger.accepted, error, at);
}

/** Time passes: an answer may be overdue. */
export function configClock(ledger: ConfigLedger, at: number): ConfigStep {
  const { flight } = ledger;
  if (flight === undefined || at < flight.deadlineAt) return { ledger, effects: [] };
  const message = `The server did not answer a Configure within ${ANSWER_WITHIN_MS / 1_000} s. The settings are being put back.`;
  const error = new FluxError('configure-timeout', message, { retryable: true });
  // Nobody knows whether the server holds the change: say everything again.
  const unknown: ConfigLedger = { ...ledger, confirmed: undefined, unanswered: ledger.unanswered + 1 };
  return undoFlight(unknown, flight, ledger.confirmed ?? ledger.accepted, error, at);
}

/** The session is over: nothing waits any longer. */
export function configEnded(ledger: ConfigLedger, error: FluxError): ConfigStep {
  const open = [...(ledger.flight?.changes ?? []), ...ledger.waiting];
  return {
    ledger: { ...ledger, connected: false, flight: undefined, waiting: [] },
    effects: open.map(({ id }) => ({ type: 'configure-failed', id, error })),
  };
}

function undoFlight(
  ledger: ConfigLedger,
  flight: ConfigureFlight,
  known: SessionSettings | undefined,
  error: FluxError,
  at: number,
): ConfigStep {
  const base = known ?? ledger.desired;
  const desired = ledger.waiting.reduce((settings, { delta }) => mergeSettings(settings, delta), base);
  const failures = flight.changes.map(({ id }): ConfigEffect => ({ type: 'configure-failed', id, error }));
  return advance({ ...ledger, desired, flight: undefined }, at, [{ type: 'report', error }, ...failures]);
}

/** Sends what is still to be said, if it can be said now. */
function advance(ledger: ConfigLedger, at: number, effects: readonly ConfigEffect[]): ConfigStep {
  if (!ledger.connected || ledger.flight !== undefined || wantsRedial(ledger)) return { ledger, effects };
  const settings = ledger.desired;
  const message = configureMessage(ledger.confirmed, settings, ledger.eagerOnServer);
  if (message === undefined) {
    const result: ConfigureResult = { settings, via: 'configure' };
    const settled = ledger.waiting.map(({ id }): ConfigEffect => ({ type: 'configured', id, result }));
    return { ledger: { ...ledger, confirmed: settings, waiting: [] }, effects: [...effects, ...settled] };
  }
  const flight: ConfigureFlight = { settings, changes: ledger.waiting, deadlineAt: at + ANSWER_WITHIN_MS };
  return { ledger: { ...ledger, flight, waiting: [] }, effects: [...effects, { type: 'send-text', message }] };
}
