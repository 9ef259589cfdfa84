/** Waits until everything that is ready to run has run. */
export async function nextTurnOfTheLoop(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
