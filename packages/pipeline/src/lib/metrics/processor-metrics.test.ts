import { describe, expect, it } from 'vitest';
import { recordingLogger } from '../../../test/support/recording-logger.ts';
import { ProcessorMetrics } from './processor-metrics.ts';

const { logger, lines } = recordingLogger();
const owner = { name: 'someone', logger };

describe('the metrics of a processor', () => {
  it('are the time between begin and end', () => {
    const metrics = new ProcessorMetrics();
    metrics.startTtfb(1_000, false);
    expect(metrics.ttfbMs(1_200)).toBe(200);
    expect(metrics.stopTtfb(1_250, owner, 'a-model')).toEqual({
      kind: 'ttfb',
      processor: 'someone',
      model: 'a-model',
      durationMs: 250,
    });
    expect(metrics.ttfbMs(9_999)).toBe(250);
    metrics.startProcessing(0);
    expect(metrics.stopProcessing(30, owner, undefined)).toMatchObject({ kind: 'processing', durationMs: 30 });
  });

  it('are none when nothing was begun, or it was begun and given up', () => {
    const metrics = new ProcessorMetrics();
    expect(metrics.stopTtfb(1, owner, undefined)).toBeUndefined();
    metrics.startTtfb(0, false);
    metrics.abandonTtfb();
    expect(metrics.stopTtfb(1, owner, undefined)).toBeUndefined();
    expect(metrics.ttfbMs(1)).toBeUndefined();
  });

  it('are never negative: such a measurement is closed with a warning', () => {
    const metrics = new ProcessorMetrics();
    metrics.startTtfb(100, false);
    expect(metrics.stopTtfb(99, owner, undefined)).toBeUndefined();
    expect(metrics.stopTtfb(200, owner, undefined)).toBeUndefined();
    expect(lines).toEqual(['warn: someone: a ttfb measurement ends before it begins; there is no figure']);
  });

  it('are only the first where only that is wanted', () => {
    const metrics = new ProcessorMetrics();
    metrics.startTtfb(0, true);
    expect(metrics.stopTtfb(5, owner, undefined)).toMatchObject({ durationMs: 5 });
    metrics.startTtfb(10, true);
    expect(metrics.stopTtfb(20, owner, undefined)).toBeUndefined();
    metrics.startTtfb(10, false);
    expect(metrics.stopTtfb(20, owner, undefined)).toMatchObject({ durationMs: 10 });
  });
});
