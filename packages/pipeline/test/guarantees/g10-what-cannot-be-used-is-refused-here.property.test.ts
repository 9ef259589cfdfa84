import { DeepgramFluxSTTService, ErrorFrame } from '@turnstream/pipeline';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { runMemoryFlux } from '../support/run-memory-flux.ts';

const limits = {
  eotThreshold: { least: 0.5, most: 1 },
  eagerEotThreshold: { least: 0.3, most: 0.9 },
  eotTimeoutMs: { least: 500, most: 60_000 },
  minConfidence: { least: 0, most: 1 },
} as const;
const name = fc.constantFrom('eotThreshold', 'eagerEotThreshold', 'eotTimeoutMs', 'minConfidence');
const number = fc.oneof(
  fc.double({ min: -2, max: 2 }),
  fc.integer({ min: -100, max: 100_000 }),
  fc.constantFrom(Number.NaN, Infinity),
);

/** The value a service took, or by which name it refused it. */
function whatBecomesOf(settings: object, setting: keyof typeof limits): unknown {
  try {
    return new DeepgramFluxSTTService({ apiKey: 'any', settings }).settings[setting];
  } catch (error) {
    const message = error instanceof TypeError ? error.message : String(error);
    return `refused by the name ${message.split(' ')[0]}`;
  }
}

it('a number is taken where it is in its range, and refused by its name otherwise: at construction', () => {
  fc.assert(
    fc.property(name, number, (setting, value) => {
      const { least, most } = limits[setting];
      const fits = value >= least && value <= most && (setting !== 'eotTimeoutMs' || Number.isInteger(value));
      // Above the end-of-turn threshold in force an eager one is refused as well.
      const settings = setting === 'eagerEotThreshold' ? { eotThreshold: 1, [setting]: value } : { [setting]: value };
      expect(whatBecomesOf(settings, setting)).toBe(fits ? value : `refused by the name settings.${setting}`);
    }),
    { numRuns: 300 },
  );
});

it('and while running, where nothing reaches the server and the settings stay', async () => {
  await using flux = await runMemoryFlux();
  const connection = await flux.connect();
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(name, number, async (setting, value) => {
      const { least, most } = limits[setting];
      if (value >= least && value <= most) return;
      const before = flux.service.settings;
      flux.service.updateSettings({ [setting]: value });
      refused += 1;
      expect(flux.service.settings).toEqual(before);
      expect(findFrames(flux.before.upstream, ErrorFrame)).toHaveLength(refused);
    }),
    { numRuns: 60 },
  );
  expect(refused).toBeGreaterThan(10);
  expect(connection.texts).toEqual([]);
  expect(flux.service.isUsable).toBe(true);
});
