import { readFileSync, readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { readWav } from '@turnstream/audio';
import { ENGINE_STEP_SAMPLES, ensureModels } from '@turnstream/engine';
import type { EngineStep, SpeechEngine, SpeechStream } from '@turnstream/engine';
import { createSherpaEngine } from '@turnstream/engine/sherpa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirement } from '../../../test/requirement.ts';

const recordings = requirement('recordings');

let engine: SpeechEngine;

beforeAll(async () => {
  // Fetched once (27 MB) where they are not in the cache yet.
  await ensureModels();
  engine = await createSherpaEngine({ partialCadence: 'frequent' });
}, 180_000);
afterAll(async () => engine.close());

function readSamples(path: string): Float32Array {
  const read = readWav(readFileSync(path));
  if (read.kind === 'invalid') throw new Error(`${path}: ${read.reason}`);
  if (read.audio.sampleRateHz !== 16_000) throw new Error(`${path} has ${read.audio.sampleRateHz} Hz`);
  return read.audio.channels[0] ?? new Float32Array();
}

const fixture = (name: string): Float32Array =>
  readSamples(fileURLToPath(new URL(`../../../fixtures/audio/${name}.wav`, import.meta.url)));
const recording = (name: string): Float32Array => readSamples(`${recordings.path}/${name}.wav`);

/** Plays audio and a little silence through a stream. */
async function play(stream: SpeechStream, audio: Float32Array, silenceSeconds = 1): Promise<EngineStep[]> {
  const samples = new Float32Array(Math.ceil((audio.length / 16_000 + silenceSeconds) / 0.08) * ENGINE_STEP_SAMPLES);
  samples.set(audio);
  const steps: EngineStep[] = [];
  for (let start = 0; start < samples.length; start += ENGINE_STEP_SAMPLES) {
    steps.push(await stream.step(samples.subarray(start, start + ENGINE_STEP_SAMPLES)));
  }
  return steps;
}

const STEPS_PER_SECOND = Math.ceil(16_000 / ENGINE_STEP_SAMPLES);

async function transcribe(audio: Float32Array): Promise<EngineStep[]> {
  const stream = engine.openStream();
  try {
    return await play(stream, audio);
  } finally {
    stream.close();
  }
}

const plain = (text: string | undefined): string => (text ?? '').toLowerCase().replaceAll(/[^a-z ]/g, '');

const isLoud = (sample: number): boolean => Math.abs(sample) > 0.02;

function joined(...parts: readonly Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

/** How often at most one to six words stand in a text one behind the other. */
function longestRepetition(text: string | undefined): number {
  const words = plain(text).split(' ');
  let most = 1;
  for (let unit = 1; unit <= 6; unit += 1) {
    let same = 0;
    for (let index = unit; index < words.length; index += 1) {
      same = words[index] === words[index - unit] ? same + 1 : 0;
      most = Math.max(most, 1 + Math.floor(same / unit));
    }
  }
  return most;
}

describe('the sherpa engine', { timeout: 60_000 }, () => {
  it('hears a sentence, word by word and then as a whole', async () => {
    const steps = await transcribe(fixture('single-turn'));
    const texts = [...new Set(steps.map((step) => step.transcript))].filter((text) => text !== '');
    expect(texts.length).toBeGreaterThan(4);
    expect(plain(texts.at(-1)).split(' ').length).toBeGreaterThan(4);
    expect(steps.at(-1)?.endOfTurnConfidence).toBeGreaterThan(0.7);
    expect(steps.at(-1)?.languages).toEqual(['en']);
  });

  it('gives the same steps every time, alone or beside other streams', async () => {
    const audio = fixture('pause-in-sentence');
    const alone = await transcribe(audio);
    const beside = await Promise.all([transcribe(audio), transcribe(fixture('single-turn')), transcribe(audio)]);
    expect(beside[0]).toEqual(alone);
    expect(beside[2]).toEqual(alone);
  });

  it('gives a reused detector no memory of the stream before', async () => {
    const audio = fixture('single-turn');
    const first = await transcribe(audio);
    await transcribe(fixture('fillers'));
    expect(await transcribe(audio)).toEqual(first);
  });

  it('has the last words at 0.2 s of silence, before the turn can end', async () => {
    const steps = await transcribe(fixture('single-turn'));
    const end = steps.findLastIndex((step) => step.speech);
    const atPause = steps.slice(end).find((step) => step.silenceSeconds >= 0.2);
    expect(atPause?.transcript).toBe(steps.at(-1)?.transcript);
    // A whole sentence: over sooner than the silence alone says, and not yet at the default threshold.
    expect(atPause?.endOfTurnConfidence).toBeGreaterThan(0.4);
    expect(atPause?.endOfTurnConfidence).toBeLessThan(0.7);
  });

  it('says nothing about silence, noise and digital zeros', async () => {
    const noise = Float32Array.from({ length: 48_000 }, (_, index) => Math.sin(index * index) * 0.01);
    for (const audio of [new Float32Array(48_000), noise]) {
      const steps = await transcribe(audio);
      expect(steps.every((step) => step.transcript === '' && !step.speech)).toBe(true);
      expect(Math.max(...steps.map((step) => step.endOfTurnConfidence))).toBe(0.36);
    }
  });

  it('does not hold up the event loop while it decodes', async () => {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const steps = await transcribe(fixture('single-turn'));
    delay.disable();
    expect(steps.length).toBeGreaterThan(10);
    // Voice activity runs on the loop: about 3 ms for a second of audio.
    expect(delay.percentile(90) / 1e6).toBeLessThan(50);
  });

  it('refuses options out of range, and streams after close', async () => {
    await expect(createSherpaEngine({ maxConcurrentDecodes: 0 })).rejects.toThrow('maxConcurrentDecodes: 0');
    const other = await createSherpaEngine();
    const stream = other.openStream();
    await other.close();
    await other.close();
    expect(() => other.openStream()).toThrow('closed');
    await expect(stream.step(new Float32Array(ENGINE_STEP_SAMPLES))).rejects.toThrow('closed');
  });

  it('says how to get models that are not there', async () => {
    await expect(createSherpaEngine({ modelsFolder: '/nowhere' })).rejects.toThrow('npx turnstream models pull');
  });
});

describe.skipIf(recordings.missing)('the sherpa engine on real recordings', { timeout: 120_000 }, () => {
  it.each([
    'gen_silence_digital_4s',
    'gen_brown_-30dB_4s',
    'gen_white_-40dB_4s',
    'noise_dtmf',
    'noise_esc10_dog',
    'noise_leopard_empty',
    'noise_moh_morning_coffee_8k',
    'noise_robin',
    'noise_stp_background',
  ])('hears no words in %s', async (name) => {
    expect((await transcribe(recording(name))).filter((step) => step.transcript !== '')).toEqual([]);
  });

  it('hears a sentence with pauses in it as one turn, written as one sentence', async () => {
    const steps = await transcribe(recording('en_jfk'));
    const { transcript = '', words = [] } = steps.at(-1) ?? {};
    expect(plain(transcript)).toContain('what your country can do for you ask what you can do for your country');
    expect(transcript.slice(0, -1)).not.toMatch(/[.?!]/);
    expect(words[0]?.startSeconds).toBeCloseTo(0.35, 0);
    expect(words.at(-1)?.endSeconds).toBeCloseTo(10.6, 0);
  });

  it('has words for each of the short commands', async () => {
    const commands = readdirSync(recordings.path).filter((name) => /^cmd_.*\.wav$/u.test(name));
    expect(commands.length).toBeGreaterThan(10);
    const unheard: string[] = [];
    for (const name of commands) {
      const steps = await transcribe(recording(name.slice(0, -'.wav'.length)));
      if (steps.every(({ transcript }) => transcript === '')) unheard.push(name);
    }
    expect(unheard).toEqual([]);
  });

  it.each<[string, (speech: Float32Array) => Float32Array]>([
    ['that was far too loud', (speech) => speech.map((sample) => Math.max(-1, Math.min(1, sample * 30)))],
    ['that is faint', (speech) => speech.map((sample) => sample * 0.02)],
    ['with an offset', (speech) => speech.map((sample) => sample * 0.5 + 0.3)],
    ['upside down', (speech) => speech.map((sample) => -sample)],
    ['between tones', (speech) => joined(recording('noise_dtmf'), speech, recording('noise_dtmf'))],
    ['behind 20 s of digital silence', (speech) => joined(new Float32Array(20 * 16_000), speech)],
  ])('hears speech %s without saying anything over and over', async (_what, changed) => {
    const steps = await transcribe(changed(recording('en_jfk')));
    expect(longestRepetition(steps.at(-1)?.transcript)).toBeLessThan(3);
    const { length } = plain(steps.at(-1)?.transcript).split(' ');
    expect(length).toBeGreaterThan(16);
    expect(length).toBeLessThan(26);
  });

  it('hears the same speech three times over as often as it was said, with pauses and without', async () => {
    const speech = recording('cmd_whats_the_weather_like');
    const voiced = speech.subarray(speech.findIndex(isLoud), speech.findLastIndex(isLoud));
    for (const between of [new Float32Array(0), new Float32Array(8_000)]) {
      const steps = await transcribe(joined(voiced, between, voiced, between, voiced));
      const said = plain(steps.at(-1)?.transcript).match(/weather/gu) ?? [];
      expect(said).toHaveLength(3);
    }
  });

  it('keeps up with a minute of speech in one turn at a bounded cost', async () => {
    const speech = recording('en_asr-reference');
    const minute = new Float32Array(60 * 16_000);
    for (let start = 0; start < minute.length; start += speech.length) {
      minute.set(speech.subarray(0, Math.min(speech.length, minute.length - start)), start);
    }
    const steps = await transcribe(minute);
    const counts = steps.map((step) => step.words.length);
    expect(counts.at(-1)).toBeGreaterThan(120);
    expect(longestRepetition(steps.at(-1)?.transcript)).toBeLessThan(3);
    // Text may be revised, and how much a revision takes away for a step depends on the processor's arithmetic: 9 words on one
    // machine, no more than 5 on others. What was said is there again within a second.
    const most = counts.map((_count, index) => Math.max(0, ...counts.slice(0, index)));
    const again = counts.map((_count, index) => Math.max(...counts.slice(index, index + STEPS_PER_SECOND)));
    expect(Math.min(...counts.map((count, index) => count - (most[index] ?? 0)))).toBeGreaterThan(-15);
    expect(Math.min(...again.map((count, index) => count - (most[index] ?? 0)))).toBeGreaterThan(-6);
  });
});
