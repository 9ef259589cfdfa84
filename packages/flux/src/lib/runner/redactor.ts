import type { Credential } from '../session/listen-options.ts';

/** Shorter strings would take ordinary words with them. */
const MIN_SECRET_CHARACTERS = 6;

/** Takes the credentials it has seen out of every text. */
export class Redactor {
  /** Tokens come and go with every dial; these are the last ones. */
  readonly #secrets: string[] = [];

  /** Remembers a credential. */
  learn(credential: Credential): void {
    const secret = 'apiKey' in credential ? credential.apiKey : credential.token;
    if (secret.length < MIN_SECRET_CHARACTERS || this.#secrets.includes(secret)) return;
    this.#secrets.push(secret);
    if (this.#secrets.length > 8) this.#secrets.shift();
  }

  /** The text without any credential, however it was encoded. */
  clean(text: string): string {
    let clean = text;
    for (const secret of this.#secrets) {
      for (const form of [secret, encodeURIComponent(secret)]) {
        if (clean.includes(form)) clean = clean.replaceAll(form, '[redacted]');
      }
    }
    return clean;
  }
}
