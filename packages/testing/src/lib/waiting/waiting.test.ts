import { describe, expect, it } from 'vitest';
import { collect } from './collect.ts';
import { createDeferred } from './deferred.ts';
import { nextEvent } from './next-event.ts';
import { waitFor } from './wait-for.ts';
import { Watch } from './watch.ts';

function breaks(): boolean {
  throw new RangeError('broken');
}

async function* stuck(): AsyncGenerator<number> {
  yield 1;
  await createDeferred().promise;
}

async function* broken(): AsyncGenerator<number> {
  yield 1;
  throw new RangeError('broken');
}

describe('waitFor', () => {
  it('resolves to the first truthy value', async () => {
    let looks = 0;
    const value = await waitFor(() => (looks += 1) === 60 && 'found');
    expect(value).toBe('found');
    expect(looks).toBe(60);
  });

  it('says what it waited for when the time is up', async () => {
    await expect(waitFor(() => false, { timeoutMs: 20, description: 'the moon' })).rejects.toThrow(
      'waited 20 ms for the moon',
    );
  });

  it('rejects with what the condition throws', async () => {
    await expect(waitFor(breaks)).rejects.toThrow(RangeError);
  });
});

type Notices = { readonly state: string; readonly warning: number };

function createSource() {
  const listeners = new Set<(notice: Notices['state']) => void>();
  return {
    listeners,
    tell: (notice: string) => {
      for (const listener of listeners) listener(notice);
    },
    on<Name extends keyof Notices>(name: Name, listener: (notice: Notices[Name]) => void): () => void {
      if (name !== 'state') return () => undefined;
      const told = (notice: string): void => Reflect.apply(listener, undefined, [notice]);
      listeners.add(told);
      return () => listeners.delete(told);
    },
  };
}

describe('nextEvent', () => {
  it('resolves to the next notice that fits and stops listening', async () => {
    const source = createSource();
    const open = nextEvent<Notices, 'state'>(source, 'state', { where: (state) => state === 'open' });
    source.tell('dialing');
    source.tell('open');
    source.tell('closed');
    expect(await open).toBe('open');
    expect(source.listeners.size).toBe(0);
  });

  it('stops listening when the time is up', async () => {
    const source = createSource();
    await expect(nextEvent<Notices, 'state'>(source, 'state', { timeoutMs: 10 })).rejects.toThrow(
      'waited 10 ms for the event "state"',
    );
    expect(source.listeners.size).toBe(0);
  });

  it('rejects with what where throws', async () => {
    const source = createSource();
    const event = nextEvent<Notices, 'state'>(source, 'state', { where: breaks });
    source.tell('open');
    await expect(event).rejects.toThrow(RangeError);
  });
});

async function* count(onReturn: () => void = () => undefined): AsyncGenerator<number> {
  try {
    for (let number = 0; number < 5; number += 1) yield number;
  } finally {
    onReturn();
  }
}

describe('collect', () => {
  it('gathers all, or as far as it is told', async () => {
    expect(await collect(count())).toEqual([0, 1, 2, 3, 4]);
    expect(await collect(count(), { count: 2 })).toEqual([0, 1]);
    expect(await collect(count(), { count: 0 })).toEqual([]);
    expect(await collect(count(), { until: (number) => number === 3 })).toEqual([0, 1, 2, 3]);
  });

  it('returns the iterator when it stops early', async () => {
    let returned = 0;
    await collect(
      count(() => (returned += 1)),
      { count: 1 },
    );
    await waitFor(() => returned === 1);
    expect(returned).toBe(1);
  });

  it('says how many values had come when the time is up', async () => {
    await expect(collect(stuck(), { timeoutMs: 20 })).rejects.toThrow(
      'waited 20 ms for an async iterable; 1 values had come',
    );
  });

  it('rejects with what the source throws', async () => {
    await expect(collect(broken())).rejects.toThrow(RangeError);
  });
});

describe('Watch', () => {
  it('wakes only those whose condition holds', async () => {
    const watch = new Watch();
    let size = 0;
    const order: string[] = [];
    const two = watch.until(() => size >= 2).then(() => order.push('two'));
    const one = watch.until(() => size >= 1).then(() => order.push('one'));
    size = 1;
    watch.changed();
    await one;
    size = 2;
    watch.changed();
    await two;
    expect(order).toEqual(['one', 'two']);
  });

  it('gives up when the signal aborts, also before the wait began', async () => {
    const watch = new Watch();
    const controller = new AbortController();
    const wait = watch.until(() => false, controller.signal);
    controller.abort();
    await expect(wait).rejects.toThrow('given up');
    await expect(watch.until(() => true, controller.signal)).rejects.toThrow('given up');
  });
});
