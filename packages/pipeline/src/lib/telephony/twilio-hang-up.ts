/** What is used of the platform's `fetch`. */
export type HangUpFetch = (
  url: string,
  init: {
    readonly method: 'POST';
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    /** The credentials are for one host: a redirect is a failure. */
    readonly redirect: 'error';
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

/** More of an answer than this tells nobody anything. */
const maxMessageLength = 200;

/** Hangs up calls. */
export class TwilioHangUp {
  readonly #options: TwilioHangUpOptions;
  readonly #baseUrl: string;

  /** @throws TypeError naming the option that cannot be used */
  constructor(options: TwilioHangUpOptions) {
    const { accountSid, authToken, callSid } = options;
    for (const [name, value] of Object.entries({ accountSid, authToken, ...(callSid !== undefined && { callSid }) })) {
      if (typeof value !== 'string' || value === '') {
        throw new TypeError(`autoHangUp.${name} must be a text that is not empty: give it, or leave autoHangUp out`);
      }
    }
    this.#options = options;
    this.#baseUrl = baseUrlOf(options);
  }

  /**
   * Hangs up; a call that is over already is left alone.
   * @param startedCallSid The call that the stream told of
   * @throws Error saying why the call goes on
   */
  async hangUp(startedCallSid: string | undefined, signal: AbortSignal): Promise<void> {
    const callSid = this.#options.callSid ?? startedCallSid;
    if (callSid === undefined) throw new HangUpError('The call was not hung up: Twilio has not said which one it is.');
    const answer = await this.#complete(callSid, signal).catch((error: unknown) => {
      throw new HangUpError(`The call ${callSid} was not hung up: ${this.#redacted(reasonOf(error))}`);
    });
    if (answer.isOver) return;
    const { status, message } = answer;
    const said = message === undefined ? '.' : `: ${this.#redacted(message).slice(0, maxMessageLength)}`;
    throw new HangUpError(`The call ${callSid} was not hung up: Twilio answered ${status}${said}`, status);
  }

  async #complete(
    callSid: string,
    signal: AbortSignal,
  ): Promise<{ readonly isOver: boolean; readonly status: number; readonly message?: string }> {
    const { accountSid, authToken, fetch = globalThis.fetch } = this.#options;
    const account = encodeURIComponent(accountSid);
    const response = await fetch(
      `${this.#baseUrl}/2010-04-01/Accounts/${account}/Calls/${encodeURIComponent(callSid)}.json`,
      {
        method: 'POST',
        headers: {
          authorization: `Basic ${basicCredential(accountSid, authToken)}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: 'Status=completed',
        redirect: 'error',
        signal,
      },
    );
    const { status } = response;
    const { code, ...said } = readAnswer(await response.text());
    return { isOver: response.ok || (status === 404 && code === NOT_FOUND_CODE), status, ...said };
  }

  /** What others say may hold what they were sent. */
  #redacted(text: string): string {
    const { accountSid, authToken } = this.#options;
    return text.replaceAll(authToken, '[redacted]').replaceAll(basicCredential(accountSid, authToken), '[redacted]');
  }
}

/** The call goes on. Holds no other error: one of the network may hold what was sent. */
class HangUpError extends Error {
  override readonly name = 'HangUpError';
  /** HTTP status, where there was an answer. */
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

function baseUrlOf({ region, edge, baseUrl }: TwilioHangUpOptions): string {
  if (baseUrl !== undefined) {
    if (!/^https?:\/\/[^/]/u.test(baseUrl) || !URL.canParse(baseUrl)) {
      throw new TypeError('autoHangUp.baseUrl must be an address that begins with https:// or http://');
    }
    return baseUrl.replace(/\/+$/u, '');
  }
  if (region === undefined && edge === undefined) return 'https://api.twilio.com';
  if (region === undefined || edge === undefined) {
    throw new TypeError('autoHangUp.region and autoHangUp.edge go together: give both, neither, or baseUrl');
  }
  for (const [name, value] of Object.entries({ region, edge })) {
    if (!/^[a-z0-9-]+$/u.test(value)) {
      throw new TypeError(`autoHangUp.${name} must be one of Twilio's names: small letters, digits and hyphens`);
    }
  }
  return `https://api.${edge}.${region}.twilio.com`;
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
