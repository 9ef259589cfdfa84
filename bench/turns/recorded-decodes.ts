import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Recogniser, RecognitionRequest } from '../../packages/engine/src/lib/recognition/recogniser.ts';

/**
 * A recogniser whose answers are kept in a file: the same samples give the same text, so a bench that is run again
 * decodes only what it has not heard yet. `version` names the model.
 */
export class RecordedDecodes implements Recogniser {
  readonly #recogniser: Recogniser;
  readonly #path: string;
  readonly #version: string;
  readonly #texts = new Map<string, string>();

  constructor(recogniser: Recogniser, path: string, version: string) {
    this.#recogniser = recogniser;
    this.#path = path;
    this.#version = version;
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path)) return;
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      const tab = line.indexOf('\t');
      if (tab > 0) this.#texts.set(line.slice(0, tab), line.slice(tab + 1));
    }
  }

  async decode(request: RecognitionRequest): Promise<string> {
    const key = this.#keyOf(request);
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const text = (await this.#recogniser.decode(request)).replaceAll(/[\t\n]/g, ' ');
    this.#texts.set(key, text);
    appendFileSync(this.#path, `${key}\t${text}\n`);
    return text;
  }

  #keyOf({ samples, speech, purpose }: RecognitionRequest): string {
    return createHash('sha256')
      .update(`${this.#version} ${purpose} ${speech.start} ${speech.end} `)
      .update(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength))
      .digest('hex')
      .slice(0, 32);
  }
}
