import type { Respond } from '@turnstream/pipeline';
import {
  EndFrame,
  ErrorFrame,
  InterruptionFrame,
  LLMContext,
  LLMContextFrame,
  LLMProcessor,
  LLMTextFrame,
  TextFrame,
} from '@turnstream/pipeline';
import { createDeferred } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import type { RunningPipeline } from '../support/run-processors.ts';
import { runProcessors } from '../support/run-processors.ts';

const ask = (content: string): LLMContextFrame =>
  new LLMContextFrame({ context: new LLMContext([{ role: 'user', content }]) });

function running(respond: Respond): Promise<RunningPipeline> {
  return runProcessors([new LLMProcessor({ respond, model: 'small' })], { params: { enableMetrics: true } });
}

const silent: Respond = async function* () {};

async function settle(): Promise<void> {
  for (let times = 0; times < 4; times += 1) await nextTurnOfTheLoop();
}

describe('LLMProcessor', () => {
  it('turns a conversation into a start, texts and an end, in order with what is around', async () => {
    await using run = await running(async function* (messages) {
      yield `You said ${String(messages.at(-1)?.content)}`;
      await nextTurnOfTheLoop();
      yield ', did you?';
    });
    run.worker.queueFrame(ask('yes'));
    run.worker.queueFrame(new TextFrame({ text: 'behind' }));
    run.worker.queueFrame(new EndFrame());
    await run.ended;
    expect(run.after.downstreamNames.filter((name) => name !== 'MetricsFrame')).toEqual([
      'LLMFullResponseStartFrame',
      'LLMTextFrame',
      'LLMTextFrame',
      'LLMFullResponseEndFrame',
      'TextFrame',
    ]);
    const texts = findFrames(run.after.downstream, LLMTextFrame).map(({ text }) => text);
    expect(texts.join('')).toBe('You said yes, did you?');
    expect(run.after.downstreamNames).toContain('MetricsFrame');
  });

  it('takes a promise of an iterable too', async () => {
    await using run = await running(async () =>
      (async function* () {
        yield 'later';
      })(),
    );
    run.worker.queueFrame(ask('now'));
    await settle();
    expect(findFrames(run.after.downstream, LLMTextFrame).map(({ text }) => text)).toEqual(['later']);
  });

  it('an interruption aborts the answer, drops those that wait, and lets nothing more out', async () => {
    const signals: AbortSignal[] = [];
    const going = createDeferred();
    await using run = await running(async function* (_messages, { signal }) {
      signals.push(signal);
      yield 'one';
      await going.promise;
      yield 'two';
    });
    run.worker.queueFrame(ask('a'));
    run.worker.queueFrame(ask('b'));
    await settle();
    run.worker.queueFrame(new InterruptionFrame());
    await settle();
    going.resolve();
    await settle();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(findFrames(run.after.downstream, LLMTextFrame).map(({ text }) => text)).toEqual(['one']);
    run.worker.queueFrame(ask('c'));
    await settle();
    expect(signals).toHaveLength(2);
  });

  it.each<[string, Respond]>([
    [
      'throws',
      () => {
        throw new Error('no such model');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no such model'))],
    [
      'breaks off',
      async function* () {
        yield 'half';
        throw new Error('no such model');
      },
    ],
  ])('a model that %s is one ErrorFrame and an end, and the next is answered', async (_how, failing) => {
    let calls = 0;
    await using run = await running((messages, call) => {
      calls += 1;
      if (calls === 1) return failing(messages, call);
      return (async function* () {
        yield 'fine';
      })();
    });
    run.worker.queueFrame(ask('a'));
    run.worker.queueFrame(ask('b'));
    await settle();
    const errors = findFrames(run.before.upstream, ErrorFrame);
    expect(errors.map(({ error }) => error)).toEqual(['The language model failed: no such model']);
    expect(findFrames(run.after.downstream, LLMTextFrame).at(-1)?.text).toBe('fine');
    expect(run.after.downstreamNames.filter((name) => name === 'LLMFullResponseEndFrame')).toHaveLength(2);
  });

  it('committed resolves at once where the turn is over', async () => {
    let done = false;
    await using run = await running(async function* (_messages, { committed, speculation }) {
      await committed;
      done = speculation === undefined;
      yield 'done';
    });
    run.worker.queueFrame(ask('a'));
    await settle();
    expect(done).toBe(true);
  });

  it('refuses a limit that is none', () => {
    expect(() => new LLMProcessor({ respond: silent, maxHeldChunks: 0 })).toThrow(
      new TypeError('maxHeldChunks must be a whole number above 0, got 0'),
    );
  });
});
