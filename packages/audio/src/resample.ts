export { createResampler } from './lib/resampler.ts';
export type { Resampler, ResamplerOptions } from './lib/resampler.ts';
