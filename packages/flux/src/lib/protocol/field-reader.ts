/** A JSON object as it came from outside: nothing in it is trusted. */
export type JsonObject = { readonly [name: string]: unknown };

type NumberRule = {
  readonly integer?: boolean;
  readonly minimum?: number;
};

/** Whether a value is a JSON object (not an array, not null). */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads named fields of one untrusted object and keeps the first problem it meets.
 *
 * Each read returns a usable value even when the field is wrong, so a parser reads everything in a row and looks at
 * `problem` once. Only own properties count; `null` reads as absent.
 */
export class FieldReader {
  /** What was wrong first, as `path: reason`. */
  problem: string | undefined;
  readonly #object: JsonObject;
  readonly #path: string;

  constructor(object: JsonObject, path = '') {
    this.#object = object;
    this.#path = path;
  }

  /** The own value of a field; `null` counts as absent. */
  value(name: string): unknown {
    return Object.hasOwn(this.#object, name) ? (this.#object[name] ?? undefined) : undefined;
  }

  /** Records a problem with a field, unless one came before. */
  fail(name: string, reason: string): void {
    this.problem ??= `${this.#path}${name}: ${reason}`;
  }

  optionalText(name: string, maxCharacters: number): string | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') {
      this.fail(name, 'must be a string');
      return undefined;
    }
    if (value.length > maxCharacters) {
      this.fail(name, `has ${value.length} characters, the limit is ${maxCharacters}`);
      return undefined;
    }
    return value;
  }

  text(name: string, maxCharacters: number): string {
    return this.#required(name, this.optionalText(name, maxCharacters), '');
  }

  optionalNumber(name: string, rule: NumberRule = {}): number | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      this.fail(name, 'must be a finite number');
      return undefined;
    }
    if (rule.integer === true && !Number.isSafeInteger(value)) {
      this.fail(name, 'must be a whole number');
      return undefined;
    }
    if (rule.minimum !== undefined && value < rule.minimum) {
      this.fail(name, `must be at least ${rule.minimum}`);
      return undefined;
    }
    return value;
  }

  number(name: string, rule: NumberRule = {}): number {
    return this.#required(name, this.optionalNumber(name, rule), 0);
  }

  optionalBoolean(name: string): boolean | undefined {
    const value = this.value(name);
    if (value === undefined || typeof value === 'boolean') return value;
    this.fail(name, 'must be true or false');
    return undefined;
  }

  optionalList(name: string, maxEntries: number): readonly unknown[] | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) {
      this.fail(name, 'must be a list');
      return undefined;
    }
    if (value.length > maxEntries) {
      this.fail(name, `has ${value.length} entries, the limit is ${maxEntries}`);
      return undefined;
    }
    return value;
  }

  optionalTexts(name: string, maxEntries: number, maxCharacters: number): readonly string[] | undefined {
    const list = this.optionalList(name, maxEntries);
    if (list === undefined) return undefined;
    const texts: string[] = [];
    for (const entry of list) {
      if (typeof entry !== 'string') {
        this.fail(name, 'must hold strings only');
        return undefined;
      }
      if (entry.length > maxCharacters) {
        this.fail(name, `has an entry of ${entry.length} characters, the limit is ${maxCharacters}`);
        return undefined;
      }
      texts.push(entry);
    }
    return texts;
  }

  /** A reader of a nested object; its problems are taken over with {@link adopt}. */
  optionalObject(name: string): FieldReader | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (isJsonObject(value)) return new FieldReader(value, `${this.#path}${name}.`);
    this.fail(name, 'must be an object');
    return undefined;
  }

  /** Takes over what a nested reader found. */
  adopt(nested: FieldReader): void {
    this.problem ??= nested.problem;
  }

  /** The first field whose name is not among the given ones. */
  firstNameOutside(names: ReadonlySet<string>): string | undefined {
    return Object.keys(this.#object).find((name) => !names.has(name));
  }

  #required<Value>(name: string, value: Value | undefined, fallback: Value): Value {
    if (value !== undefined) return value;
    if (this.value(name) === undefined) this.fail(name, 'is missing');
    return fallback;
  }
}
