import type { BodyEnd, ServerStep } from './step.ts';

/** Options of {@link refuse}. */
export type RefuseOptions = {
  /** HTTP status: 200 to 599. */
  readonly status: number;
  /** A string as it is, an object as JSON. Default: `err_code`, `err_msg` and `request_id`, as Deepgram answers. */
  readonly body?: string | Readonly<Record<string, unknown>>;
  /** Added to `dg-request-id`; a name given here wins. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How the body ends. Default `'complete'`. */
  readonly bodyEnd?: BodyEnd;
};

/** Answers the dial with an HTTP response in place of a WebSocket. Only steps that need no WebSocket may come before it. */
export function refuse(options: RefuseOptions): ServerStep {
  const { status, body, headers = {}, bodyEnd = 'complete' } = options;
  if (!(Number.isInteger(status) && status >= 200 && status <= 599)) {
    throw new TypeError(`options.status must be a whole number from 200 to 599, not ${status}`);
  }
  if (bodyEnd === 'endless' && body === '') throw new TypeError('options.body must not be empty where it is endless');
  return { kind: 'refuse', status, body: typeof body === 'object' ? JSON.stringify(body) : body, headers, bodyEnd };
}

/**
 * Takes the TCP connection and never answers the upgrade. The steps after it act on the bare connection:
 * {@link sendBytes}, {@link hangUp}, {@link reset}.
 */
export function ignoreUpgrade(): ServerStep {
  return { kind: 'ignore-upgrade' };
}

/** Options of {@link upgrade}. */
export type UpgradeOptions = {
  /** Added to the response; a `dg-request-id` given here takes the place of the server's. */
  readonly headers?: Readonly<Record<string, string>>;
};

/**
 * Answers the upgrade: the dial waits for the steps before it. A script without it upgrades first of all.
 */
export function upgrade(options: UpgradeOptions = {}): ServerStep {
  return { kind: 'upgrade', headers: options.headers ?? {} };
}
