import type { Credential } from '../transport/credential.ts';

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
}
