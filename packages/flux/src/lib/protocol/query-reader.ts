import { REPEATED_QUERY_NAMES } from './listen-query.ts';
import { shownName } from './read-message-type.ts';

/** A parameter, what is wrong with it, and the status of the service's answer. */
export type QueryProblem = { readonly parameter: string; readonly reason: string; readonly httpStatus: 400 | 403 };

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Reads the values of an untrusted query and keeps the first problem it meets. Each read returns `undefined` for a
 * value that is absent or wrong; `problem` tells the two apart.
 */
export class QueryReader {
  /** What was wrong first. */
  problem: QueryProblem | undefined;
  readonly #values: ReadonlyMap<string, readonly string[]>;

  /** Names outside `knownNames`, repeated single names and empty values are problems from the start. */
  constructor(query: URLSearchParams, knownNames: ReadonlySet<string>) {
    const values = new Map<string, string[]>();
    for (const [name, value] of query) {
      const sofar = values.get(name);
      if (!knownNames.has(name)) this.fail(shownName(name), 'is not a parameter of /v2/listen');
      else if (value.trim() === '') this.fail(name, 'must not be empty');
      else if (sofar !== undefined && !REPEATED_QUERY_NAMES.has(name)) this.fail(name, 'must be given once');
      if (sofar === undefined) values.set(name, [value]);
      else sofar.push(value);
    }
    this.#values = values;
  }

  /** Records a problem, unless one came before. */
  fail(parameter: string, reason: string, httpStatus: QueryProblem['httpStatus'] = 400): void {
    this.problem ??= { parameter, reason, httpStatus };
  }

  list(name: string): readonly string[] | undefined {
    return this.#values.get(name);
  }

  choice<Choice extends string>(
    name: string,
    choices: readonly Choice[],
    httpStatus?: QueryProblem['httpStatus'],
  ): Choice | undefined {
    const value = this.#single(name);
    const choice = choices.find((candidate) => candidate === value);
    if (value !== undefined && choice === undefined) {
      this.fail(name, `must be ${choices.join(' or ')}, got ${shownName(value)}`, httpStatus);
    }
    return choice;
  }

  number(name: string): number | undefined {
    const value = this.#single(name);
    if (value === undefined) return undefined;
    const number = DECIMAL.test(value) ? Number(value) : Number.NaN;
    if (Number.isFinite(number)) return number;
    this.fail(name, `must be a number, got ${shownName(value)}`);
    return undefined;
  }

  flag(name: string): boolean | undefined {
    const value = this.choice(name, ['true', 'false']);
    return value === undefined ? undefined : value === 'true';
  }

  #single(name: string): string | undefined {
    return this.#values.get(name)?.[0];
  }
}
