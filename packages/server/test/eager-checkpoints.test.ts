import { createFluxServer } from '@turnstream/server';
import { describe, expect, it } from 'vitest';

import { RAW_QUERY, dialRaw } from './raw-client.ts';
import { createScriptedEngine } from './scripted-engine.ts';

/** Two pauses in one turn, with enough confidence for a prediction from their first step on. */
const CUES = [
  { at: 0.4, text: 'well', confidence: 0.02, speech: true },
  { at: 0.8, confidence: 0.6, speech: false },
  { at: 1.2, text: 'well then', confidence: 0.02, speech: true },
  { at: 1.6, confidence: 0.6, speech: false },
];

/** When predictions were made, in seconds of audio. */
async function predictions(eagerCheckpointsSeconds?: readonly number[]): Promise<readonly number[]> {
  const engine = createScriptedEngine({ cues: CUES });
  await using server = await createFluxServer({ engine, ...(eagerCheckpointsSeconds && { eagerCheckpointsSeconds }) });
  await using client = await dialRaw(server.url, `${RAW_QUERY}&eager_eot_threshold=0.5`);
  client.sendSilence(2.4);
  await client.finish();
  return client.messages.flatMap((message) =>
    message.type === 'TurnInfo' && message.event === 'EagerEndOfTurn'
      ? [Math.round(message.audio_window_end * 100) / 100]
      : [],
  );
}

describe('eagerCheckpointsSeconds', () => {
  it('makes the prediction after a wrong one wait for its silence', async () => {
    expect(await predictions([0, 0.4])).toEqual([0.8, 1.92]);
  });

  it('holds for the first prediction too', async () => {
    expect(await predictions([0.24, 0.24])).toEqual([0.96, 1.76]);
  });

  it('is not there by default: confidence is enough', async () => {
    expect(await predictions()).toEqual([0.8, 1.6]);
  });
});
