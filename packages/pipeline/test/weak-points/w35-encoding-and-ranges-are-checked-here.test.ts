import type { DeepgramFluxSTTSettingsFields } from '@turnstream/pipeline';
import { DeepgramFluxSTTService, ErrorFrame, STTUpdateSettingsFrame } from '@turnstream/pipeline';
import { connected, waitFor } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { runFlux } from '../support/run-flux.ts';

const outOfRange: readonly DeepgramFluxSTTSettingsFields[] = [
  { eotThreshold: 0.49 },
  { eotThreshold: 1.01 },
  { eagerEotThreshold: 0.29 },
  { eagerEotThreshold: 0.91 },
  { eotTimeoutMs: 499 },
  { eotTimeoutMs: 60_001 },
  { minConfidence: -0.1 },
  { minConfidence: Number.NaN },
];

it('an encoding that frames do not hold is refused at construction', () => {
  const untyped: object = { apiKey: 'any', encoding: 'opus' };
  expect(() => Reflect.construct(DeepgramFluxSTTService, [untyped])).toThrow(TypeError);
});

it('what is out of range is refused at construction by a TypeError that names it', () => {
  for (const settings of outOfRange) {
    const [name = ''] = Object.keys(settings);
    expect(() => new DeepgramFluxSTTService({ apiKey: 'any', settings })).toThrow(`settings.${name} must be`);
  }
});

it('and while running by one error each, which leaves everything as it was', async () => {
  await using run = await runFlux([connected()]);
  await run.heard('connected');
  const before = run.service.settings;
  for (const delta of outOfRange) run.worker.queueFrame(new STTUpdateSettingsFrame({ delta }));
  await waitFor(() => findFrames(run.before.upstream, ErrorFrame).length === outOfRange.length);
  expect(run.service.settings).toEqual(before);
  expect(run.service.isUsable).toBe(true);
  run.speak(0.08);
  await run.server.waitFor((server) => (server.connections[0]?.audioBytes ?? 0) > 0);
  expect(run.server.connections[0]?.texts).toEqual([]);
});
