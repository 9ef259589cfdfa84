import { expect, it } from 'vitest';
import { readEach } from './read-each.ts';

const never = new AbortController().signal;

async function* counting(onClose: () => void = () => undefined): AsyncGenerator<number> {
  try {
    for (let count = 1; count <= 3; count += 1) yield count;
  } finally {
    onClose();
  }
}

async function giveOne(): Promise<IteratorResult<number>> {
  return { value: 1 };
}

function failing(): never {
  throw new Error('no more');
}

it('gives every value in order, and waits for what takes it', async () => {
  for (const source of [counting(), [1, 2, 3]]) {
    const seen: string[] = [];
    await readEach(source, never, async (value) => {
      seen.push(`${value} begins`);
      await Promise.resolve();
      seen.push(`${value} ends`);
    });
    expect(seen).toEqual(['1 begins', '1 ends', '2 begins', '2 ends', '3 begins', '3 ends']);
  }
});

it('ends with the abort, asks for nothing more, and closes the iterable', async () => {
  const controller = new AbortController();
  const seen: number[] = [];
  let closed = false;
  const reading = readEach(
    counting(() => (closed = true)),
    controller.signal,
    (value) => {
      seen.push(value);
      if (value === 2) controller.abort(new Error('enough'));
    },
  );
  await expect(reading).rejects.toThrow('enough');
  expect(seen).toEqual([1, 2]);
  expect(closed).toBe(true);
});

it('ends with the abort while the iterable hangs, and while a value is being taken', async () => {
  const hanging = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }) };
  for (const [source, take] of [
    [hanging, (): void => undefined],
    [[1], (): Promise<void> => new Promise(() => undefined)],
  ] as const) {
    const controller = new AbortController();
    const reading = readEach<number>(source, controller.signal, take);
    await Promise.resolve();
    controller.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
  }
});

it('fails as the iterable fails, and closes it where its value cannot be taken', async () => {
  for (const next of [failing, () => Promise.reject(new Error('no more'))]) {
    await expect(readEach({ [Symbol.asyncIterator]: () => ({ next }) }, never, () => undefined)).rejects.toThrow(
      'no more',
    );
  }
  for (const take of [failing, () => Promise.reject(new Error('no more'))]) {
    let closed = false;
    await expect(
      readEach(
        counting(() => (closed = true)),
        never,
        take,
      ),
    ).rejects.toThrow('no more');
    expect(closed).toBe(true);
  }
});

it('tells why it ended, not that the iterable could not be closed either', async () => {
  for (const close of [failing, () => Promise.reject(new Error('cannot be closed'))]) {
    const source = { [Symbol.asyncIterator]: () => ({ next: giveOne, return: close }) };
    await expect(readEach(source, never, () => Promise.reject(new Error('cannot be taken')))).rejects.toThrow('taken');
  }
});
