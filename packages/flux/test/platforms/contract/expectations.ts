import { FluxError, type Session, type TurnEvent } from '@turnstream/flux';

/** Fails a case unless `holds`. */
export function expectThat(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

/** Fails a case unless both are equal as JSON. */
export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (found !== wanted) throw new Error(`${what} should be ${wanted}, is ${found}`);
}

/** Fails a case unless both hold the same bytes. */
export function expectBytes(actual: Uint8Array, expected: Uint8Array, what: string): void {
  expectEqual(actual.byteLength, expected.byteLength, `the length of ${what}`);
  const wrongAt = actual.findIndex((byte, index) => byte !== expected[index]);
  expectThat(wrongAt === -1, `${what} differs from byte ${wrongAt} on`);
}

/** The error a promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<FluxError> {
  const outcome: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (FluxError.isInstance(outcome)) return outcome;
  throw new Error(`a FluxError was expected, not ${String(outcome)}`);
}

/** The session's events up to the first of `type`. */
export async function eventsUntil(session: Session, type: TurnEvent['type']): Promise<readonly TurnEvent[]> {
  const seen: TurnEvent[] = [];
  for await (const event of session.events) {
    seen.push(event);
    if (event.type === type) return seen;
  }
  throw new Error(
    `the events ended before ${type}; there were ${seen.map((event) => event.type).join(', ') || 'none'}`,
  );
}

/** The session's events up to its end. */
export async function eventsToTheEnd(session: Session): Promise<readonly TurnEvent[]> {
  const seen: TurnEvent[] = [];
  for await (const event of session.events) seen.push(event);
  return seen;
}

/** The message of the next warning. */
export function nextWarning(session: Session): Promise<string> {
  return new Promise((resolve) => {
    const forget = session.on('warning', ({ message }) => {
      forget();
      resolve(message);
    });
  });
}

/** Loud noise, the same every time: nothing that a session would take for silence. */
export function noise(byteLength: number): Uint8Array {
  const bytes = new Uint8Array(byteLength);
  let state = 1;
  for (let index = 0; index < byteLength; index += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

/** Seconds of noise at 16 kHz. */
export function speech(seconds: number): Uint8Array {
  return noise(Math.round(seconds * 16_000) * 2);
}
