/** Fails with the rule that does not hold, for rules that are checked only in some cases. */
export function must(holds: boolean, rule: string): void {
  if (!holds) throw new Error(`broken: ${rule}`);
}
