import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TurnModel } from '@turnstream/engine';

/** A model whose scores are kept in a file, as {@link RecordedDecodes} keeps texts. */
export class RecordedScores implements TurnModel {
  readonly name: string;
  readonly windowSeconds: number;
  readonly #model: TurnModel;
  readonly #path: string;
  readonly #scores = new Map<string, number>();

  constructor(model: TurnModel, path: string) {
    this.name = model.name;
    this.windowSeconds = model.windowSeconds;
    this.#model = model;
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path)) return;
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      const [key, score] = line.split('\t');
      if (key !== undefined && score !== undefined) this.#scores.set(key, Number(score));
    }
  }

  async score(samples: Float32Array): Promise<number> {
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    const key = createHash('sha256').update(`${this.name} `).update(bytes).digest('hex').slice(0, 32);
    const known = this.#scores.get(key);
    if (known !== undefined) return known;
    const score = await this.#model.score(samples);
    this.#scores.set(key, score);
    appendFileSync(this.#path, `${key}\t${score}\n`);
    return score;
  }
}
