/** What is used of the platform's `fetch`. */
export type HangUpFetch = (
  url: string,
  init: {
    readonly method: 'POST';
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly signal: AbortSignal;
  },
) => Promise<{ readonly ok: boolean; readonly status: number; text(): Promise<string> }>;

/** How a call is hung up: by a request to Twilio's REST interface. */
export type TwilioHangUpOptions = {
  /** Whose call it is: `AC…`. */
  readonly accountSid: string;
  /** The account's secret. In no error and no log. */
  readonly authToken: string;
  /** The call: `CA…`. Default: the one of the stream's `start` message. */
  readonly callSid?: string | undefined;
  /** Where the call is handled, such as `ie1`; only together with `edge`. Default: the United States. */
  readonly region?: string | undefined;
  /** Where Twilio is entered, such as `dublin`; only together with `region`. */
  readonly edge?: string | undefined;
  /** Origin of the interface, in place of `region` and `edge`. Default `https://api.twilio.com`. */
  readonly baseUrl?: string | undefined;
  /** Sends the request. Default: the platform's. */
  readonly fetch?: HangUpFetch | undefined;
};

/** What Twilio answers where the call is over already. */
const NOT_FOUND_CODE = 20_404;

/** Hangs up calls. */
export class TwilioHangUp {
  readonly #options: TwilioHangUpOptions;
  readonly #baseUrl: string;

  /** @throws TypeError naming the option that cannot be used */
  constructor(options: TwilioHangUpOptions) {
    const { accountSid, authToken, callSid, region, edge, baseUrl } = options;
    for (const [name, value] of Object.entries({ accountSid, authToken, ...(callSid !== undefined && { callSid }) })) {
      if (value === '') throw new TypeError(`autoHangUp.${name} is empty: give it, or leave autoHangUp out`);
    }
    if (baseUrl === undefined && (region === undefined) !== (edge === undefined)) {
      throw new TypeError('autoHangUp.region and autoHangUp.edge go together: give both, neither, or baseUrl');
    }
    this.#options = options;
    const origin = region === undefined ? 'https://api.twilio.com' : `https://api.${edge}.${region}.twilio.com`;
    this.#baseUrl = (baseUrl ?? origin).replace(/\/+$/u, '');
  }

  /**
   * Hangs up; a call that is over already is left alone.
   * @param startedCallSid The call that the stream told of
   * @throws Error saying why the call goes on
   */
  async hangUp(startedCallSid: string | undefined, signal: AbortSignal): Promise<void> {
    const callSid = this.#options.callSid ?? startedCallSid;
    if (callSid === undefined) throw new Error('The call was not hung up: Twilio has not told which one it is.');
    const problem = await this.#complete(callSid, signal).catch((error: unknown) => this.#redacted(reasonOf(error)));
    if (problem !== undefined) throw new Error(`The call ${callSid} was not hung up: ${problem}`);
  }

  /** Why it failed; `undefined` where it did not. */
  async #complete(callSid: string, signal: AbortSignal): Promise<string | undefined> {
    const { accountSid, authToken, fetch = globalThis.fetch } = this.#options;
    const account = encodeURIComponent(accountSid);
    const url = `${this.#baseUrl}/2010-04-01/Accounts/${account}/Calls/${encodeURIComponent(callSid)}.json`;
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Basic ${basicCredential(accountSid, authToken)}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'Status=completed',
      signal,
    });
    const { code, message } = readAnswer(await response.text());
    if (response.ok || (response.status === 404 && code === NOT_FOUND_CODE)) return undefined;
    return this.#redacted(`Twilio answered ${response.status}${message === undefined ? '.' : `: ${message}`}`);
  }

  /** What others say may hold what they were sent. */
  #redacted(text: string): string {
    const { accountSid, authToken } = this.#options;
    return text.replaceAll(authToken, '[redacted]').replaceAll(basicCredential(accountSid, authToken), '[redacted]');
  }
}

function basicCredential(accountSid: string, authToken: string): string {
  return Buffer.from(`${accountSid}:${authToken}`).toString('base64');
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

function readAnswer(text: string): { readonly code?: unknown; readonly message?: string } {
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer !== 'object' || answer === null) return {};
    const code = 'code' in answer ? answer.code : undefined;
    return 'message' in answer && typeof answer.message === 'string' ? { code, message: answer.message } : { code };
  } catch {
    return {};
  }
}
