/** One option of a command: what `--help` says about it and what its value may be. */
export type OptionDefinition = {
  /** Without the dashes. */
  readonly name: string;
  readonly description: string;
} & (
  | { readonly kind: 'flag'; readonly short?: string }
  | { readonly kind: 'text'; readonly value: string; readonly choices?: readonly string[] }
  /** May be given several times. */
  | { readonly kind: 'list'; readonly value: string }
  /** A whole number where `range` says so; otherwise its owner checks it. */
  | { readonly kind: 'number'; readonly value: string; readonly range?: { readonly min: number; readonly max: number } }
);

/** Options shown together in `--help`. */
export type OptionGroup = { readonly title: string; readonly options: readonly OptionDefinition[] };
