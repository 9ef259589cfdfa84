/** A JSON object as it came from outside: nothing in it is trusted. */
export type JsonObject = { readonly [name: string]: unknown };

/** Reads one value. @throws Unreadable naming the path when it is no such value */
export type Read<Value> = (value: unknown, path: string) => Value;

/** How the fields of an object are read: each with what an absent one reads as. Without that it is left out. */
export type Fields<Shape> = {
  readonly [Name in keyof Shape]-?: readonly [read: Read<Shape[Name]>, absent?: Shape[Name] | typeof REQUIRED];
};

/** Stands in {@link Fields} for a field that must be there. */
export const REQUIRED: unique symbol = Symbol('required');

/** What is wrong with a message, as `path: reason`. */
export class Unreadable extends Error {}

/** Whether a value is a JSON object (not an array, not null). */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The own value of a field; `null` reads as absent. */
export function ownValue(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined;
}

/** Refuses the value at a path. */
export function refuse(path: string, reason: string): never {
  throw new Unreadable(`${path}: ${reason}`);
}

/** Reads a string of so many UTF-16 units. */
export function text(maxCharacters: number): Read<string> {
  return (value, path) => {
    if (typeof value !== 'string') return refuse(path, 'must be a string');
    return bounded(value, maxCharacters, 'characters', path);
  };
}

/** Reads a finite number. */
export const finite: Read<number> = (value, path) =>
  typeof value === 'number' && Number.isFinite(value) ? value : refuse(path, 'must be a finite number');

/** Reads a number of 0 or more. */
export const positive: Read<number> = (value, path) => {
  const number = finite(value, path);
  return number < 0 ? refuse(path, 'must be at least 0') : number;
};

/** Reads a whole number of 0 or more. */
export const count: Read<number> = (value, path) =>
  typeof value === 'number' && Number.isFinite(value) && !Number.isSafeInteger(value)
    ? refuse(path, 'must be a whole number')
    : positive(value, path);

/** Reads a boolean. */
export const flag: Read<boolean> = (value, path) =>
  typeof value === 'boolean' ? value : refuse(path, 'must be true or false');

/** Reads a list, whose entries the caller reads. */
export function list(value: unknown, path: string, maxEntries: number): readonly unknown[] {
  return Array.isArray(value) ? bounded(value, maxEntries, 'entries', path) : refuse(path, 'must be a list');
}

/** Reads a list of strings. */
export function texts(maxEntries: number, maxCharacters: number): Read<readonly string[]> {
  return (value, path) =>
    list(value, path, maxEntries).map((entry) => {
      if (typeof entry !== 'string') return refuse(path, 'must hold strings only');
      return entry.length > maxCharacters
        ? refuse(path, `has an entry of ${entry.length} characters, the limit is ${maxCharacters}`)
        : entry;
    });
}

/** Reads an object: the given fields, in their order, and no others. Only own properties count. */
export function fields<Shape>(table: Fields<Shape>): Read<Shape> {
  const entries: readonly (readonly [string, readonly [Read<unknown>, unknown?]])[] = Object.entries(table);
  return (value, path) => {
    if (!isJsonObject(value)) return refuse(path.slice(0, -1), 'must be an object');
    // Where something polluted `Object.prototype`, an assignment could go there; defining each field always costs more.
    const found: Record<string, unknown> = entries.some(isInherited) ? Object.create(null) : {};
    for (const [name, [read, absent]] of entries) {
      const given = ownValue(value, name);
      if (given !== undefined) found[name] = read(given, path + name);
      else if (absent === REQUIRED) refuse(path + name, 'is missing');
      else if (absent !== undefined) found[name] = absent;
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the type of the table says so
    return found as Shape;
  };
}

function isInherited([name]: readonly [string, unknown]): boolean {
  return name in Object.prototype;
}

function bounded<Value extends { readonly length: number }>(
  value: Value,
  max: number,
  unit: string,
  path: string,
): Value {
  return value.length > max ? refuse(path, `has ${value.length} ${unit}, the limit is ${max}`) : value;
}
