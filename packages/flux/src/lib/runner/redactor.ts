import type { Credential } from '../transport/credential.ts';
import type { DialFailure } from '../transport/transport.ts';

/** Shorter strings would take ordinary words with them. */
const MIN_SECRET_CHARACTERS = 6;

/** Takes the credentials it has seen out of every text. */
export class Redactor {
  /** Tokens come and go with every dial; these are the last ones, each as it is and as it stands in a query. */
  readonly #secrets: (readonly string[])[] = [];

  /** Remembers a credential. */
  learn(credential: Credential): void {
    const secret = 'apiKey' in credential ? credential.apiKey : credential.token;
    if (secret.length < MIN_SECRET_CHARACTERS || this.#secrets.some(([known]) => known === secret)) return;
    const encoded = encodeURIComponent(secret);
    this.#secrets.push(encoded === secret ? [secret] : [secret, encoded]);
    if (this.#secrets.length > 8) this.#secrets.shift();
  }

  /** The text without any credential, however it was encoded. */
  clean(text: string): string {
    let clean = text;
    for (const forms of this.#secrets) {
      for (const form of forms) {
        if (clean.includes(form)) clean = clean.replaceAll(form, '[redacted]');
      }
    }
    return clean;
  }

  /** Everything a server or a platform said of a dial that failed, without any credential. */
  cleanFailure(failure: DialFailure): DialFailure {
    const texts = Object.entries(failure).filter(isText);
    return {
      ...failure,
      ...this.cleanFields(Object.fromEntries(texts)),
      ...(failure.cause === undefined ? {} : { cause: this.cleanCause(failure.cause) }),
    };
  }

  /** The fields, without any credential in their values. */
  cleanFields(fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, this.clean(value)]));
  }

  /** The error itself, unless it shows a credential: some platforms quote the subprotocol they refuse. */
  cleanCause(cause: unknown): unknown {
    if (typeof cause === 'string') return this.clean(cause);
    if (!(cause instanceof Error)) return cause;
    const { name, message, stack = '' } = cause;
    if (this.clean(message) === message && this.clean(stack) === stack) return cause;
    return Object.assign(new Error(this.clean(message)), { name, stack: this.clean(stack) });
  }
}

function isText(entry: readonly [name: string, value: unknown]): entry is [string, string] {
  return typeof entry[1] === 'string';
}
