import { describe, expect, it } from 'vitest';
import type { LatencyEffect, LatencyInput } from './user-bot-latency.ts';
import { initialLatency, userBotLatency } from './user-bot-latency.ts';

function follow(...inputs: readonly LatencyInput[]): LatencyEffect[] {
  let state = initialLatency;
  return inputs.flatMap((input) => {
    const step = userBotLatency(state, input);
    state = step.state;
    return step.effects;
  });
}

function measured(...inputs: readonly LatencyInput[]): object[] {
  return follow(...inputs).flatMap((effect) => (effect.type === 'measured' ? [effect.latency] : []));
}

function ttfb(startMs: number): LatencyInput {
  return { type: 'part', part: { kind: 'ttfb', processor: 'a', startMs, durationMs: 100 } };
}

const said: LatencyInput = { type: 'user-started' };

describe('the latency from the user to the bot', () => {
  it('goes from the end of speech to the first text and to the first sound, once each', () => {
    expect(
      measured(
        said,
        { type: 'speech-ended', atMs: 1_000, from: 'turn-times' },
        { type: 'turn-stopped', atMs: 1_300 },
        { type: 'answered', by: 'text', atMs: 1_700 },
        { type: 'answered', by: 'text', atMs: 1_750 },
        { type: 'answered', by: 'speech', atMs: 2_000 },
        { type: 'answered', by: 'speech', atMs: 2_500 },
      ),
    ).toEqual([
      { to: 'text', latencyMs: 700, from: 'turn-times', speechEndMs: 1_000 },
      { to: 'speech', latencyMs: 1_000, from: 'turn-times', speechEndMs: 1_000 },
    ]);
  });

  it('believes a voice-activity detector before the times of the turn, and those before the announcement', () => {
    const answered: LatencyInput = { type: 'answered', by: 'speech', atMs: 2_000 };
    const voice: LatencyInput = { type: 'speech-ended', atMs: 900, from: 'voice-activity' };
    const times: LatencyInput = { type: 'speech-ended', atMs: 1_000, from: 'turn-times' };
    const stop: LatencyInput = { type: 'turn-stopped', atMs: 1_500 };
    expect(measured(voice, times, stop, answered)).toMatchObject([{ latencyMs: 1_100, from: 'voice-activity' }]);
    expect(measured(times, voice, answered)).toMatchObject([{ latencyMs: 1_100 }]);
    expect(measured(stop, times, answered)).toMatchObject([{ latencyMs: 1_000, from: 'turn-times' }]);
    expect(measured(stop, answered)).toMatchObject([{ latencyMs: 500, from: 'announcement' }]);
  });

  it('is none for a bot that speaks unasked, or after the user went on', () => {
    const end: LatencyInput = { type: 'speech-ended', atMs: 1_000, from: 'turn-times' };
    expect(measured({ type: 'answered', by: 'speech', atMs: 5 })).toEqual([]);
    expect(measured(said, end, said, { type: 'answered', by: 'speech', atMs: 2_000 })).toEqual([]);
  });

  it('comes with its parts in order of time, of this turn only', () => {
    const effects = follow(
      ttfb(1),
      said,
      ttfb(1_600),
      { type: 'speech-ended', atMs: 1_000, from: 'turn-times' },
      { type: 'turn-stopped', atMs: 1_400 },
      { type: 'turn-stopped', atMs: 1_500 },
      { type: 'answered', by: 'speech', atMs: 2_000 },
    );
    const breakdown = effects.find((effect) => effect.type === 'breakdown');
    expect(breakdown?.parts.map(({ kind, startMs, durationMs }) => ({ kind, startMs, durationMs }))).toEqual([
      { kind: 'user-turn', startMs: 1_000, durationMs: 500 },
      { kind: 'answer', startMs: 1_000, durationMs: 1_000 },
      { kind: 'ttfb', startMs: 1_600, durationMs: 100 },
    ]);
  });

  it('keeps no more than a hundred parts', () => {
    const part: LatencyInput = { type: 'part', part: { kind: 'ttfb', startMs: 0, durationMs: 1 } };
    const effects = follow(
      { type: 'speech-ended', atMs: 0, from: 'turn-times' },
      ...Array.from({ length: 500 }, () => part),
      { type: 'answered', by: 'text', atMs: 10 },
    );
    expect(effects.find((effect) => effect.type === 'breakdown')?.parts).toHaveLength(101);
  });
});
