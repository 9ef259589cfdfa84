/** Prints one line for each offence and makes the process fail when there is one; otherwise prints what was found in order. */
export function reportOffences(check: string, offences: readonly string[], inOrder: string): void {
  for (const offence of offences) console.error(`${check}: ${offence}`);
  if (offences.length > 0) process.exitCode = 1;
  else console.log(`${check}: ${inOrder}`);
}
