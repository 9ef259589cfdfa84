import { decodeSamples } from '@turnstream/audio';
import type { SpeechEngine, SpeechStream } from '@turnstream/engine';
import type { ActiveSettings } from '../../packages/server/src/lib/turn-machine/active-settings.ts';
import type { StreamFacts } from '../../packages/server/src/lib/turn-machine/turn-machine-state.ts';
import { openTurnMachine, turnMachine } from '../../packages/server/src/lib/turn-machine/turn-machine.ts';
import { SAMPLE_RATE_HZ } from './caller-stream.ts';

const STEP_SAMPLES = 1_280;
const FACTS: StreamFacts = {
  requestId: 'bench',
  model: 'flux-general-en',
  engineName: 'bench',
  honoursKeyterms: false,
  eagerCheckpointsSeconds: [],
};

/** As in a call of the bench. */
const SETTINGS: ActiveSettings = {
  eotThreshold: 0.7,
  eagerEotThreshold: 0.5,
  eotTimeoutMs: 5_000,
  keyterms: [],
  languageHints: [],
  numerals: undefined,
};

type Machine = ReturnType<typeof openTurnMachine>['state'];

/**
 * The text of all turns of some audio, as the local server hears it, without a client and without a network. At each of the
 * `beginnings` (seconds) the server is exchanged for one that has heard nothing; every sample is heard once.
 */
export async function hearDirectly(
  engine: SpeechEngine,
  bytes: Buffer,
  beginnings: readonly number[] = [],
): Promise<string> {
  const samples = decodeSamples('linear16', bytes);
  const places = [0, ...beginnings.map((seconds) => Math.round(seconds * SAMPLE_RATE_HZ)), samples.length];
  const cuts = [...new Set(places)].toSorted((one, other) => one - other);
  const texts: string[] = [];
  for (const [index, from] of cuts.slice(0, -1).entries()) {
    texts.push(...(await hearPiece(engine, samples.subarray(from, cuts[index + 1]))));
  }
  return texts.join(' ');
}

async function hearPiece(engine: SpeechEngine, samples: Float32Array): Promise<readonly string[]> {
  const speech = engine.openStream({ model: FACTS.model, keyterms: [], languageHints: [] });
  const texts: string[] = [];
  let { state } = openTurnMachine(FACTS, SETTINGS);
  for (let start = 0; start + STEP_SAMPLES <= samples.length; start += STEP_SAMPLES) {
    state = await hearStep(speech, samples.slice(start, start + STEP_SAMPLES), state, texts);
  }
  // A turn that is cut ends with all that is known of it.
  const { transcript } = await speech.flush();
  if (transcript !== '') texts.push(transcript);
  speech.close();
  return texts;
}

async function hearStep(
  speech: SpeechStream,
  samples: Float32Array,
  before: Machine,
  texts: string[],
): Promise<Machine> {
  const { state, effects } = turnMachine(before, { type: 'step', step: await speech.step(samples) });
  for (const effect of effects) {
    if (effect.type === 'end-turn') speech.endTurn();
    if (effect.type !== 'send' || effect.message.type !== 'TurnInfo') continue;
    if (effect.message.event === 'EndOfTurn') texts.push(effect.message.transcript);
  }
  return state;
}
