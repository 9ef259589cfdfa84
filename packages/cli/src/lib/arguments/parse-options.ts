import { parseArgs } from 'node:util';

import type { OptionDefinition } from './option-definition.ts';

/** What the caller gave, by option name. An option that was not given is in none of the maps. */
export type ParsedOptions = {
  readonly flags: ReadonlySet<string>;
  readonly texts: ReadonlyMap<string, string>;
  readonly numbers: ReadonlyMap<string, number>;
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly operands: readonly string[];
};

/** The outcome of reading a command's arguments. `reason` is one sentence and never holds an option's unknown value. */
export type ParseOutcome =
  | { readonly kind: 'ok'; readonly options: ParsedOptions }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Options that people try and that would put a secret into the process list. */
const secretOptions = /^--?(?:api-?key|key|token|password|secret)$/i;

/** Reads `argv` by `definitions`. Total: never throws. */
export function parseOptions(argv: readonly string[], definitions: readonly OptionDefinition[]): ParseOutcome {
  let parsed: ReturnType<typeof readArguments>;
  try {
    parsed = readArguments(argv, definitions);
  } catch (error) {
    return { kind: 'invalid', reason: describeParseError(error, argv) };
  }

  const flags = new Set<string>();
  const texts = new Map<string, string>();
  const numbers = new Map<string, number>();
  const lists = new Map<string, readonly string[]>();
  for (const definition of definitions) {
    const value = parsed.values[definition.name];
    if (value === undefined) continue;
    if (definition.kind === 'flag') {
      flags.add(definition.name);
    } else if (definition.kind === 'list') {
      lists.set(definition.name, Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []);
    } else if (typeof value === 'string') {
      const reason = setValue(definition, value, texts, numbers);
      if (reason !== undefined) return { kind: 'invalid', reason };
    }
  }
  return { kind: 'ok', options: { flags, texts, numbers, lists, operands: parsed.positionals } };
}

function readArguments(
  argv: readonly string[],
  definitions: readonly OptionDefinition[],
): {
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
} {
  const options = Object.fromEntries(
    definitions.map((definition) => [
      definition.name,
      definition.kind === 'flag'
        ? { type: 'boolean' as const, ...(definition.short === undefined ? {} : { short: definition.short }) }
        : { type: 'string' as const, multiple: definition.kind === 'list' },
    ]),
  );
  return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
}

function setValue(
  definition: Extract<OptionDefinition, { kind: 'text' | 'number' }>,
  value: string,
  texts: Map<string, string>,
  numbers: Map<string, number>,
): string | undefined {
  if (definition.kind === 'text') {
    if (definition.choices !== undefined && !definition.choices.includes(value)) {
      return `--${definition.name} must be ${definition.choices.join(' or ')}; got ${JSON.stringify(value)}`;
    }
    texts.set(definition.name, value);
    return undefined;
  }
  const number = /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  if (Number.isNaN(number)) return `--${definition.name} must be a number; got ${JSON.stringify(value)}`;
  const { range } = definition;
  if (range !== undefined && !(Number.isInteger(number) && number >= range.min && number <= range.max)) {
    return `--${definition.name} must be a whole number from ${String(range.min)} to ${String(range.max)}; got ${value}`;
  }
  numbers.set(definition.name, number);
  return undefined;
}

function describeParseError(error: unknown, argv: readonly string[]): string {
  const secret = argv.map((argument) => argument.split('=')[0] ?? '').find((name) => secretOptions.test(name));
  if (secret !== undefined) {
    return `There is no ${secret}: other users of this machine can see arguments. Set DEEPGRAM_API_KEY or use --api-key-file`;
  }
  const message = error instanceof Error ? error.message : String(error);
  return (message.split(/\. |\n/)[0] ?? message).replaceAll("'", '');
}
