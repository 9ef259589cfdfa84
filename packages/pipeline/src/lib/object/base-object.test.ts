import type { Logger } from '@turnstream/flux';
import { describe, expect, it } from 'vitest';
import { BaseObject } from './base-object.ts';

type Events = { readonly said: readonly [text: string]; readonly heard: readonly [text: string] };

class Speaker extends BaseObject<Events> {
  readonly lines: string[] = [];
  readonly emit = this.declareEvents<Events>({ said: 'sync', heard: 'background' });

  override get logger(): Logger {
    const keep = (message: string): void => {
      this.lines.push(message);
    };
    return { debug: keep, info: keep, warn: keep, error: keep };
  }

  again(): void {
    this.declareEvents<Pick<Events, 'said'>>({ said: 'sync' });
  }
}

describe('names', () => {
  it('count per class, and a given name is kept', () => {
    class Counted extends BaseObject<Events> {}
    expect([new Counted().name, new Counted().name, new Counted('mine').name, String(new Counted())]).toEqual([
      'Counted#0',
      'Counted#1',
      'mine',
      'Counted#2',
    ]);
  });

  it('stand beside ids that increase over all classes', () => {
    const ids = [new Speaker().id, new BaseObject<Events>().id, new Speaker().id];
    expect(ids.toSorted((one, other) => one - other)).toEqual(ids);
    expect(new Set(ids).size).toBe(3);
  });
});

describe('handlers', () => {
  it('are called in order of registration, with the object first', () => {
    const speaker = new Speaker();
    const calls: unknown[] = [];
    speaker.on('said', (emitter, text) => void calls.push(['first', emitter, text]));
    speaker.addEventHandler('said', (emitter, text) => void calls.push(['second', emitter, text]));
    speaker.emit('said', 'hello');
    expect(calls).toEqual([
      ['first', speaker, 'hello'],
      ['second', speaker, 'hello'],
    ]);
  });

  it('are called no more once removed', () => {
    const speaker = new Speaker();
    const calls: string[] = [];
    const handler = (): void => void calls.push('removed');
    const stop = speaker.on('said', () => void calls.push('stopped'));
    speaker.addEventHandler('said', handler);
    stop();
    speaker.removeEventHandler('said', handler);
    speaker.removeEventHandler('said', handler);
    speaker.emit('said', 'hello');
    expect(calls).toEqual([]);
  });

  it('that throw or reject are logged with the event and harm nobody else', async () => {
    const speaker = new Speaker('speaker');
    const calls: string[] = [];
    speaker.on('said', () => {
      throw new Error('thrown');
    });
    speaker.on('heard', () => Promise.reject(new Error('rejected')));
    speaker.on('said', () => void calls.push('said'));
    speaker.on('heard', () => void calls.push('heard'));
    speaker.emit('said', 'hello');
    speaker.emit('heard', 'hello');
    await speaker.cleanup();
    expect(calls).toEqual(['said', 'heard']);
    expect(speaker.lines).toEqual(["speaker: a handler of 'said' failed", "speaker: a handler of 'heard' failed"]);
  });

  it('of a background event run later, and cleanup waits for them', async () => {
    const speaker = new Speaker();
    const order: string[] = [];
    speaker.on('heard', async () => {
      order.push('begun');
      await new Promise((resolve) => setImmediate(resolve));
      order.push('ended');
    });
    speaker.emit('heard', 'hello');
    order.push('emitted');
    await speaker.cleanup();
    expect(order).toEqual(['emitted', 'begun', 'ended']);
  });

  it('of an event that was never declared are refused with a warning, and emitting it does nothing', () => {
    const speaker = new Speaker('speaker');
    const untyped: BaseObject<Record<string, readonly []>> = Object.assign(speaker);
    untyped.on('shouted', () => undefined);
    expect(speaker.lines).toEqual(["speaker: no event 'shouted'; it has heard, said"]);
  });

  it('stay when an event is declared twice; that only warns', () => {
    const speaker = new Speaker('speaker');
    let calls = 0;
    speaker.on('said', () => {
      calls += 1;
    });
    speaker.again();
    speaker.emit('said', 'hello');
    expect(calls).toBe(1);
    expect(speaker.lines).toEqual(["speaker: event 'said' is declared twice"]);
  });
});
