import { ENGINE_STEP_SAMPLES } from '@turnstream/engine';
import type { EngineStep, SpeechStream } from '@turnstream/engine';
import { describe, expect, it } from 'vitest';
import { RecognisedStream } from '../src/lib/stream/recognised-stream.ts';
import { CountingRecogniser, loudAndQuiet, loudnessActivity } from './scripted-recognition.ts';

async function steps(stream: SpeechStream, samples: Float32Array): Promise<EngineStep[]> {
  const made: EngineStep[] = [];
  for (let start = 0; start < samples.length; start += ENGINE_STEP_SAMPLES) {
    made.push(await stream.step(samples.subarray(start, start + ENGINE_STEP_SAMPLES)));
  }
  return made;
}

function open(recogniser: CountingRecogniser = new CountingRecogniser()): RecognisedStream {
  return new RecognisedStream({ recogniser, voiceActivity: loudnessActivity(), languages: ['en'] });
}

const silentStep = new Float32Array(ENGINE_STEP_SAMPLES);

describe('RecognisedStream', () => {
  it('shows growing text while somebody speaks and all of it by 0.2 s of silence', async () => {
    const made = await steps(open(), loudAndQuiet(1, 2, 1));
    const shown = [...new Set(made.map((step) => step.transcript))];
    expect(shown).toEqual(
      ['', 'w1', 'w1 w2', 'w1 w2 w3', 'w1 w2 w3 w4', 'w1 w2 w3 w4 w5.'].filter((text) => shown.includes(text)),
    );
    expect(shown.length).toBeGreaterThan(4);
    const after = made.find((step) => step.audioEndSeconds >= 3.2);
    expect(after).toMatchObject({ transcript: 'w1 w2 w3 w4 w5.', speech: false });
  });

  it('keeps words and transcript in step, with times inside the speech', async () => {
    for (const step of await steps(open(), loudAndQuiet(1, 2, 1.2, 3, 3, 2, 0.5))) {
      expect(step.words.map((word) => word.text).join(' ')).toBe(step.transcript);
      const times = step.words.flatMap((word) => [word.startSeconds, word.endSeconds]);
      expect(times).toEqual(times.toSorted((left, right) => left - right));
      expect(times.every((time) => time >= 0.9 && time <= step.audioEndSeconds)).toBe(true);
    }
  });

  it('tells silence and confidence by audio time', async () => {
    const made = await steps(open(), loudAndQuiet(1, 1, 2));
    expect(made[3]).toMatchObject({ speech: false, silenceSeconds: 0.32, endOfTurnConfidence: 0.36 });
    expect(made[20]).toMatchObject({ speech: true, silenceSeconds: 0, endOfTurnConfidence: 0.02 });
    const last = made.at(-1);
    expect(last?.silenceSeconds).toBeCloseTo(2, 1);
    expect(last?.endOfTurnConfidence).toBeCloseTo(0.94, 1);
  });

  it('gives the same steps however long a decode takes', async () => {
    const samples = loudAndQuiet(0.5, 3, 0.7, 1, 1, 16, 1);
    const quick = await steps(open(), samples);
    let turn = 0;
    const slow = new CountingRecogniser(async () => {
      turn += 1;
      for (let wait = 0; wait < turn % 5; wait += 1) await new Promise(setImmediate);
    });
    expect(await steps(open(slow), samples)).toEqual(quick);
  });

  it('decodes in a long turn a bounded stretch each time, and keeps the settled text', async () => {
    const recogniser = new CountingRecogniser();
    const made = await steps(open(recogniser), loudAndQuiet(0.5, 120, 1));
    expect(Math.max(...recogniser.requests.map(({ samples }) => samples.length))).toBeLessThan(15 * 16_000);
    const decoded = recogniser.requests.reduce((sum, { samples }) => sum + samples.length, 0) / 16_000;
    expect(decoded / 120).toBeLessThan(15);
    expect(made.at(-1)?.words.length).toBeGreaterThan(270);
    const counts = made.map((step) => step.words.length);
    expect(counts.every((count, index) => count >= (counts[index - 1] ?? 0) - 2)).toBe(true);
  });

  it('begins an empty turn after endTurn, without hearing the old audio again', async () => {
    const recogniser = new CountingRecogniser();
    const stream = open(recogniser);
    await steps(stream, loudAndQuiet(1, 2, 0.6));
    stream.endTurn();
    const asked = recogniser.requests.length;
    const [first, ...rest] = await steps(stream, loudAndQuiet(1, 1, 1));
    expect(first).toMatchObject({ transcript: '', words: [], languages: [] });
    expect(rest.at(-1)).toMatchObject({ transcript: 'w1 w2.', languages: ['en'] });
    for (const { samples } of recogniser.requests.slice(asked)) expect(samples.length).toBeLessThan(1.6 * 16_000);
  });

  it('ends a turn in the middle of speech, whose rest belongs to the next', async () => {
    const stream = open();
    await steps(stream, loudAndQuiet(0.48, 2));
    stream.endTurn();
    expect((await steps(stream, loudAndQuiet(0, 1.2, 0.5))).at(-1)?.transcript).toBe('w1 w2 w3.');
  });

  it('flushes the words that were not decoded yet', async () => {
    const stream = open();
    const before = (await steps(stream, loudAndQuiet(0.48, 2))).at(-1);
    const flushed = await stream.flush();
    expect(before?.words.length).toBeLessThan(5);
    expect(flushed).toMatchObject({ transcript: 'w1 w2 w3 w4 w5.', audioEndSeconds: before?.audioEndSeconds });
    expect(await stream.flush()).toEqual(flushed);
  });

  it('has nothing to flush at its start', async () => {
    expect(await open().flush()).toMatchObject({ transcript: '', audioEndSeconds: 0, words: [] });
  });

  it('refuses another length, a second call at a time, and calls after close', async () => {
    const stream = open();
    await expect(stream.step(new Float32Array(3))).rejects.toThrow('samples: a step is exactly 1280 samples, not 3');
    const first = stream.step(silentStep);
    await expect(stream.step(silentStep)).rejects.toThrow('busy');
    await first;
    stream.close();
    stream.close();
    await expect(stream.step(silentStep)).rejects.toThrow('closed');
    await expect(stream.flush()).rejects.toThrow('closed');
  });

  it('rejects a step that is under way when it is closed, and gives its parts back once', async () => {
    const waiting: (() => void)[] = [];
    let released = 0;
    const recogniser = new CountingRecogniser(async () => new Promise<void>((resolve) => waiting.push(resolve)));
    const stream = new RecognisedStream({ recogniser, voiceActivity: loudnessActivity(() => (released += 1)) });
    const samples = loudAndQuiet(0, 0.4);
    let pending: Promise<EngineStep> | undefined;
    for (let start = 0; waiting.length === 0; start += ENGINE_STEP_SAMPLES) {
      pending = stream.step(samples.subarray(start, start + ENGINE_STEP_SAMPLES));
      await new Promise(setImmediate);
    }
    stream.close();
    expect(released).toBe(0);
    for (const finish of waiting) finish();
    await expect(pending).rejects.toThrow('closed during a step');
    expect(released).toBe(1);
  });

  it('takes an end of turn that comes during a step after that step', async () => {
    const stream = open();
    const made = await steps(stream, loudAndQuiet(0.48, 0.8));
    const step = stream.step(silentStep);
    stream.endTurn();
    expect((await step).transcript).toContain(made.at(-1)?.transcript);
    expect((await stream.step(silentStep)).transcript).toBe('');
  });

  it('passes on what the recogniser threw', async () => {
    const recogniser = new CountingRecogniser(async () => {
      throw new Error('out of memory');
    });
    await expect(steps(open(recogniser), loudAndQuiet(0, 2))).rejects.toThrow('out of memory');
  });
});
