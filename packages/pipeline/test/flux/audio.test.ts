import type { MetricsData } from '@turnstream/pipeline';
import { EndFrame, ErrorFrame, InputAudioRawFrame, MetricsFrame, STTMuteFrame } from '@turnstream/pipeline';
import { awaitAudio, awaitText, close, connected, refuse, silence, turnInfo, waitFor } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { runFlux } from '../support/run-flux.ts';

function usageOf(frames: Parameters<typeof findFrames>[0]): number[] {
  return findFrames(frames, MetricsFrame)
    .flatMap((frame): readonly MetricsData[] => frame.data)
    .flatMap((data) => (data.kind === 'stt-usage' ? [data.audioSeconds] : []));
}

function loudAudio(): InputAudioRawFrame {
  return new InputAudioRawFrame({ audio: new Uint8Array(2_560).fill(7), sampleRate: 16_000 });
}

describe('audio', () => {
  it('travels on behind the service', async () => {
    await using run = await runFlux([connected()]);
    run.speak(0.1);
    await waitFor(() => findFrames(run.after.downstream, InputAudioRawFrame).length === 5);
    expect(run.after.downstreamNames.filter((name) => name === 'InputAudioRawFrame')).toHaveLength(5);
  });

  it('stays in the service where that is wanted', async () => {
    await using run = await runFlux([connected()], { audioPassthrough: false });
    run.speak(0.2);
    await run.server.waitFor((server) => (server.connections[0]?.audioBytes ?? 0) > 0);
    expect(findFrames(run.after.downstream, InputAudioRawFrame)).toEqual([]);
  });

  it('reaches the server byte for byte', async () => {
    await using run = await runFlux([connected(), awaitText('CloseStream'), close()]);
    const audio = Uint8Array.from({ length: 6_400 }, (_, index) => index % 251);
    for (let start = 0; start < audio.byteLength; start += 640) {
      run.worker.queueFrame(new InputAudioRawFrame({ audio: audio.subarray(start, start + 640), sampleRate: 16_000 }));
    }
    run.worker.queueFrame(new EndFrame());
    await run.ended;
    expect([...(run.server.connections[0]?.audio ?? [])]).toEqual([...audio]);
  });

  it('is described to the server by the rate of the pipeline, or of the option', async () => {
    await using plain = await runFlux([connected()], { worker: { params: { audioInSampleRate: 8_000 } } });
    await using own = await runFlux([connected()], { sampleRate: 24_000 });
    await plain.heard('connected');
    await own.heard('connected');
    expect(plain.server.connections[0]?.query.get('sample_rate')).toBe('8000');
    expect(own.server.connections[0]?.query.get('sample_rate')).toBe('24000');
  });

  for (const [what, frame, text] of [
    ['at another rate', { audio: new Uint8Array(640), sampleRate: 8_000 }, 'at 8000 Hz'],
    ['in stereo', { audio: new Uint8Array(640), sampleRate: 16_000, numChannels: 2 }, '2 channels'],
    ['with an odd byte', { audio: new Uint8Array(641), sampleRate: 16_000 }, '641 bytes'],
    ['of 10 MB in one frame', { audio: new Uint8Array(10_000_000), sampleRate: 16_000 }, '10000000 bytes'],
    ['without a sample', { audio: new Uint8Array(0), sampleRate: 16_000 }, 'without a sample'],
  ] as const) {
    it(`w24: ${what} is refused by one error, and good audio after it is heard`, async () => {
      await using run = await runFlux([connected()]);
      await run.heard('connected');
      for (let times = 0; times < 3; times += 1) run.worker.queueFrame(new InputAudioRawFrame(frame));
      run.speak(0.2);
      await run.server.waitFor((server) => (server.connections[0]?.audioBytes ?? 0) === 6_400);
      const errors = findFrames(run.before.upstream, ErrorFrame);
      expect(errors).toHaveLength(1);
      expect(errors[0]?.error).toContain(text);
      expect(run.service.isUsable).toBe(true);
    });
  }
});

describe('STTMuteFrame', () => {
  it('keeps audio from the server, lets it travel on, and is consumed', async () => {
    await using run = await runFlux([connected(), silence()]);
    await run.heard('connected');
    run.worker.queueFrame(new STTMuteFrame({ mute: true }));
    run.speak(0.2);
    await waitFor(() => findFrames(run.after.downstream, InputAudioRawFrame).length === 10);
    run.worker.queueFrame(new STTMuteFrame({ mute: false }));
    run.speak(0.08);
    await run.server.waitFor((server) => (server.connections[0]?.audioBytes ?? 0) > 0);
    expect(run.server.connections[0]?.audioBytes).toBe(2_560);
    expect(findFrames(run.after.downstream, STTMuteFrame)).toEqual([]);
  });

  it('outlives a session that failed: the next one is as deaf', async () => {
    await using run = await runFlux([[refuse({ status: 400 })], [connected()]]);
    await waitFor(() => !run.service.isUsable);
    run.worker.queueFrame(new STTMuteFrame({ mute: true }));
    await waitFor(() => run.service.isMuted);
    run.service.updateSettings({ keyterm: ['turnstream'] });
    await run.heard('connected');
    run.speak(0.4);
    run.worker.queueFrame(new EndFrame());
    await run.ended;
    expect(run.server.connections[1]?.audioBytes).toBe(0);
  });

  it('gives an open turn silence in place of speech, so that it can end', async () => {
    await using run = await runFlux([
      connected(),
      awaitAudio({ seconds: 0.08 }),
      turnInfo({ event: 'StartOfTurn', transcript: 'Hello' }),
      awaitAudio({ seconds: 0.16 }),
      turnInfo({ event: 'EndOfTurn', transcript: 'Hello.' }),
    ]);
    run.worker.queueFrame(loudAudio());
    await run.heard('startOfTurn');
    run.worker.queueFrame(new STTMuteFrame({ mute: true }));
    for (let times = 0; times < 4; times += 1) run.worker.queueFrame(loudAudio());
    await run.heard('endOfTurn');
    const heard = run.server.connections[0]?.audio ?? new Uint8Array();
    expect(heard.subarray(0, 2_560).every((byte) => byte === 7)).toBe(true);
    expect(heard.subarray(2_560).every((byte) => byte === 0)).toBe(true);
  });
});

describe('usage metrics', () => {
  const oneTurn = [
    connected(),
    awaitAudio({ seconds: 0.16 }),
    turnInfo({ event: 'StartOfTurn', transcript: 'Hi' }),
    turnInfo({ event: 'EndOfTurn', transcript: 'Hi.' }),
    awaitText('CloseStream'),
    close(),
  ];

  it('say at each final text and at the end what was handed to the server since, and add up to all of it', async () => {
    await using run = await runFlux(oneTurn, { worker: { params: { enableUsageMetrics: true } } });
    run.speak(0.16);
    await run.heard('endOfTurn');
    run.speak(0.24);
    run.worker.queueFrame(new EndFrame());
    await run.ended;
    const usage = usageOf(run.after.downstream);
    expect(usage).toHaveLength(2);
    expect(usage[0]).toBeCloseTo(0.16, 5);
    expect(usage.reduce((sum, seconds) => sum + seconds)).toBeCloseTo(
      run.server.connections[0]?.audioSeconds ?? Number.NaN,
      5,
    );
    const names = run.after.downstreamNames.filter((name) => name !== 'InputAudioRawFrame');
    expect(names.indexOf('MetricsFrame')).toBe(names.indexOf('TranscriptionFrame') - 1);
  });

  it('are off by default', async () => {
    await using run = await runFlux(oneTurn);
    run.speak(0.16);
    await run.heard('endOfTurn');
    expect(findFrames(run.after.downstream, MetricsFrame)).toEqual([]);
  });
});
