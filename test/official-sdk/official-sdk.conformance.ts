import { createFluxServer } from '@turnstream/server';
import { waitFor } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';

import { describeConformance } from '../../packages/server/test/conformance/conformance-suite.ts';
import { createScriptedEngine } from '../../packages/server/test/scripted-engine.ts';
import { createOfficialConformanceClient } from './official-conformance-client.ts';

const PARAMETERS = { model: 'flux-general-en', encoding: 'linear16', sampleRateHz: 16_000 } as const;

describeConformance(createOfficialConformanceClient('any'));

describe('a server with keys', () => {
  it('R2: takes the key as the official client shows it', async () => {
    await using server = await createFluxServer({ engine: createScriptedEngine(), keys: ['the-key'] });
    await using connection = await createOfficialConformanceClient('the-key').dial(server.url, PARAMETERS);
    await waitFor(() => connection.messages.length === 1);
    expect(connection.messages[0]).toMatchObject({ type: 'Connected', sequence_id: 0 });
  });

  it('R2 R7: refuses another key of the official client', async () => {
    await using server = await createFluxServer({ engine: createScriptedEngine(), keys: ['the-key'] });
    const refused = createOfficialConformanceClient('another-key').dial(server.url, PARAMETERS);
    await expect(refused).rejects.toThrow('401');
    expect(server.sessionCount).toBe(0);
  });
});
