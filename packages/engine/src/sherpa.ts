export { createSherpaEngine } from './lib/sherpa/create-sherpa-engine.ts';
export type { SherpaEngineOptions } from './lib/sherpa/create-sherpa-engine.ts';
export { SherpaMissingError } from './lib/sherpa/sherpa-module.ts';
export type { PartialCadence } from './lib/sherpa/partial-cadence.ts';
