import type { Frame, MetricsData, STTServiceOptions } from '@turnstream/pipeline';
import {
  EndFrame,
  InputAudioRawFrame,
  InterruptionFrame,
  MetricsFrame,
  STTMetadataFrame,
  STTMuteFrame,
  STTService,
  STTUpdateSettingsFrame,
  TranscriptionFrame,
  UserAudioRawFrame,
  VADUserStartedSpeakingFrame,
  VADUserStoppedSpeakingFrame,
} from '@turnstream/pipeline';
import { FakeClock, waitFor } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import { recordingLogger } from '../support/recording-logger.ts';
import { runProcessors } from '../support/run-processors.ts';

const at = (ms: number): number => 1_000_000 + ms;

/** Keeps what it is given; the test speaks for the provider. */
class KeepingService extends STTService {
  readonly audio: Uint8Array[] = [];
  readonly deltas: object[] = [];

  override canGenerateMetrics(): boolean {
    return true;
  }

  override updateSettings(delta: object): void {
    this.deltas.push(delta);
  }

  says(text: string, finalized = true): void {
    this.pushFrame(new TranscriptionFrame({ text, userId: this.userId, timestamp: '', finalized }));
  }

  /** What was billed so far. */
  bill(): void {
    this.emitSttUsageMetrics();
  }

  protected override runStt(bytes: Uint8Array): void {
    this.audio.push(bytes);
  }
}

async function runKeeping(options: STTServiceOptions = {}, params: object = {}) {
  const clock = new FakeClock();
  const { logger, lines } = recordingLogger();
  const service = new KeepingService(options);
  const wallTimeMs = (): number => at(clock.now());
  const run = await runProcessors([service], { clock, logger, wallTimeMs, params });
  return { ...run, clock, service, lines };
}

function audio(seconds: number): InputAudioRawFrame {
  return new InputAudioRawFrame({ audio: new Uint8Array(seconds * 32_000), sampleRate: 16_000 });
}

function figures(frames: readonly Frame[], kind: MetricsData['kind']): number[] {
  return findFrames(frames, MetricsFrame)
    .flatMap((frame): readonly MetricsData[] => frame.data)
    .flatMap((data) => {
      if (data.kind !== kind) return [];
      return 'audioSeconds' in data ? [data.audioSeconds] : 'durationMs' in data ? [data.durationMs] : [];
    });
}

describe('usage', () => {
  it('of 1.0 s and 0.5 s is one figure of 1.5 s at the end, behind the metadata and the audio', async () => {
    await using run = await runKeeping({}, { enableUsageMetrics: true });
    for (const frame of [audio(1), audio(0.5), new EndFrame()]) run.worker.queueFrame(frame);
    await run.ended;
    expect(figures(run.after.downstream, 'stt-usage')).toEqual([1.5]);
    const names = run.after.downstreamNames.filter((name, index, all) => name !== all[index - 1]);
    expect(names.slice(-3)).toEqual(['STTMetadataFrame', 'InputAudioRawFrame', 'MetricsFrame']);
  });

  it('is off by default, and forgotten all the same', async () => {
    await using run = await runKeeping();
    run.worker.queueFrame(audio(1));
    await waitFor(() => run.service.audio.length === 1);
    run.service.bill();
    run.worker.queueFrame(new EndFrame());
    await run.ended;
    expect(figures(run.after.downstream, 'stt-usage')).toEqual([]);
  });

  it('is told in increments', async () => {
    await using run = await runKeeping({}, { enableUsageMetrics: true });
    for (let times = 1; times <= 2; times += 1) {
      run.worker.queueFrame(audio(0.5));
      await waitFor(() => run.service.audio.length === times);
      run.service.bill();
      run.service.bill();
    }
    run.worker.queueFrame(new EndFrame());
    await run.ended;
    expect(figures(run.after.downstream, 'stt-usage')).toEqual([0.5, 0.5]);
  });
});

describe('latency by a local voice-activity detector', () => {
  const measured = { enableMetrics: true, sendInitialEmptyMetrics: false };
  const stopped = new VADUserStoppedSpeakingFrame({ stopSeconds: 0.2, timestampMs: at(200) });

  async function listening(options: STTServiceOptions = {}, params: object = measured) {
    const run = await runKeeping(options, params);
    run.worker.queueFrame(new VADUserStartedSpeakingFrame());
    run.worker.queueFrame(stopped);
    await waitFor(() => run.after.downstream.includes(stopped));
    return run;
  }

  it('runs from the end of the voice to the finalized text', async () => {
    await using run = await listening();
    run.clock.advance(350);
    run.service.says('Hello.');
    expect(figures(run.after.downstream, 'ttfb')).toEqual([350]);
  });

  it('Pipecat #3822: without a finalized text runs to when the last one came, not to when the wait for it was over', async () => {
    await using run = await listening({ sttTtfbTimeoutMs: 1_000 });
    run.clock.advance(300);
    run.service.says('Hello', false);
    run.clock.advance(200);
    run.service.says('Hello there', false);
    run.clock.advance(400);
    expect(figures(run.after.downstream, 'ttfb')).toEqual([]);
    run.clock.advance(100);
    await nextTurnOfTheLoop();
    expect(figures(run.after.downstream, 'ttfb')).toEqual([500]);
  });

  it('is given up without any text, and the next one is measured', async () => {
    await using run = await listening({ sttTtfbTimeoutMs: 1_000 });
    run.clock.advance(1_000);
    run.service.says('Too late.');
    expect(figures(run.after.downstream, 'ttfb')).toEqual([]);
  });

  for (const frame of [new VADUserStartedSpeakingFrame(), new InterruptionFrame()]) {
    it(`is given up by a ${frame.constructor.name}`, async () => {
      await using run = await listening();
      run.worker.queueFrame(frame);
      await waitFor(() => run.after.downstream.includes(frame));
      run.service.says('Hello.');
      expect(figures(run.after.downstream, 'ttfb')).toEqual([]);
    });
  }

  it('is not measured where the detector does not say how long it took', async () => {
    await using run = await runKeeping({}, measured);
    const frame = new VADUserStoppedSpeakingFrame({ stopSeconds: 0 });
    run.worker.queueFrame(frame);
    await waitFor(() => run.after.downstream.includes(frame));
    run.service.says('Hello.');
    expect(figures(run.after.downstream, 'ttfb')).toEqual([]);
  });

  it('that would be negative is refused with a warning', async () => {
    await using run = await runKeeping({}, measured);
    const frame = new VADUserStoppedSpeakingFrame({ stopSeconds: 0.1, timestampMs: at(9_000) });
    run.worker.queueFrame(frame);
    await waitFor(() => run.after.downstream.includes(frame));
    run.service.says('Hello.');
    expect(figures(run.after.downstream, 'ttfb')).toEqual([]);
    expect(run.lines.filter((line) => line.startsWith('warn') && line.includes('latency'))).toHaveLength(1);
  });

  it('is not told where metrics are off', async () => {
    await using run = await listening({}, {});
    run.service.says('Hello.');
    expect(figures(run.after.downstream, 'ttfb')).toEqual([]);
  });
});

describe('what a service says about itself', () => {
  it('is the time to the final text that was given, both ways', async () => {
    await using run = await runKeeping({ ttfsP99LatencyMs: 350 });
    for (const frames of [run.after.downstream, run.before.upstream]) {
      await waitFor(() => findFrames(frames, STTMetadataFrame).length === 1);
      expect(findFrames(frames, STTMetadataFrame)[0]?.ttfsP99LatencyMs).toBe(350);
    }
    expect(run.lines.filter((line) => line.includes('ttfsP99LatencyMs'))).toEqual([]);
  });

  it('is one second where none was given, with a warning', async () => {
    await using run = await runKeeping();
    await waitFor(() => findFrames(run.after.downstream, STTMetadataFrame).length === 1);
    expect(findFrames(run.after.downstream, STTMetadataFrame)[0]?.ttfsP99LatencyMs).toBe(1_000);
    expect(run.lines.filter((line) => line.startsWith('warn') && line.includes('ttfsP99LatencyMs'))).toHaveLength(1);
  });
});

describe('audio', () => {
  it('is dropped while muted and while unusable, and travels on in both cases', async () => {
    await using run = await runKeeping();
    run.worker.queueFrame(new STTMuteFrame({ mute: true }));
    run.worker.queueFrame(audio(0.02));
    await waitFor(() => findFrames(run.after.downstream, InputAudioRawFrame).length === 1);
    run.worker.queueFrame(new STTMuteFrame({ mute: false }));
    run.service.setUsable(false);
    run.worker.queueFrame(audio(0.02));
    await waitFor(() => findFrames(run.after.downstream, InputAudioRawFrame).length === 2);
    expect(run.service.audio).toEqual([]);
    run.service.setUsable(true);
    run.worker.queueFrame(audio(0.02));
    await waitFor(() => run.service.audio.length === 1);
    expect(findFrames(run.after.downstream, STTMuteFrame)).toEqual([]);
  });

  it('says whose it is, and audio without a user is of nobody', async () => {
    await using run = await runKeeping();
    run.worker.queueFrame(new UserAudioRawFrame({ audio: new Uint8Array(640), sampleRate: 16_000, userId: 'ada' }));
    await waitFor(() => run.service.audio.length === 1);
    run.service.says('One.');
    run.worker.queueFrame(audio(0.02));
    await waitFor(() => run.service.audio.length === 2);
    run.service.says('Two.');
    expect(findFrames(run.after.downstream, TranscriptionFrame).map((frame) => frame.userId)).toEqual(['ada', '']);
  });
});

describe('STTUpdateSettingsFrame', () => {
  it('as the map that was given before deltas is taken with a warning; a delta wins over it', async () => {
    await using run = await runKeeping();
    run.worker.queueFrame(new STTUpdateSettingsFrame({ settings: { language: 'fr' } }));
    run.worker.queueFrame(new STTUpdateSettingsFrame({ delta: { language: 'de' }, settings: { language: 'fr' } }));
    await waitFor(() => run.service.deltas.length === 2);
    expect(run.service.deltas).toEqual([{ language: 'fr' }, { language: 'de' }]);
    expect(run.lines.filter((line) => line.startsWith('warn') && line.includes('deprecated'))).toHaveLength(1);
  });
});

describe('options that cannot be used', () => {
  for (const [options, message] of [
    [{ sttTtfbTimeoutMs: 0 }, 'sttTtfbTimeoutMs must be a number of milliseconds above 0, got 0'],
    [{ ttfsP99LatencyMs: -1 }, 'ttfsP99LatencyMs must be a number of milliseconds of at least 0, got -1'],
    [{ sampleRate: 16_000.5 }, 'sampleRate must be a whole number of Hz above 0, got 16000.5'],
  ] as const) {
    it(`are named: ${message}`, () => {
      expect(() => new KeepingService(options)).toThrow(new TypeError(message));
    });
  }
});
