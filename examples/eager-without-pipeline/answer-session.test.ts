import { readFileSync } from 'node:fs';
import { encodeSamples, readWav } from '@turnstream/audio';
import { createSherpaEngine } from '@turnstream/engine/sherpa';
import { listen, turnPresets } from '@turnstream/flux';
import { createFluxServer } from '@turnstream/server';
import { describe, expect, it } from 'vitest';
import { requirement } from '../../test/requirement.ts';
import { answerSession, type Model } from './answer-session.ts';

// Says back what it was told, a word at a time.
const echo: Model = async function* (prompt) {
  for (const word of prompt.split(' ')) yield word;
};

describe.skipIf(requirement('models').missing)('eager answers, against the local server', () => {
  it('each turn of a recording is answered once, from its prediction', async () => {
    const wav = readWav(readFileSync(new URL('../../fixtures/audio/three-turns.wav', import.meta.url)));
    if (wav.kind === 'invalid') throw new Error(wav.reason);
    const bytes = encodeSamples('linear16', wav.audio.channels[0] ?? new Float32Array());
    const engine = await createSherpaEngine();
    const server = await createFluxServer({ engine });
    // Faster than it was spoken: the server holds the session back.
    const session = listen({ apiKey: 'local', url: server.url, resume: { rate: Infinity }, ...turnPresets.balanced });
    const ends: string[] = [];
    const watching = (async (): Promise<void> => {
      for await (const event of session.events) if (event.type === 'turn-end') ends.push(event.transcript);
    })();
    const spoken: string[] = [];
    const answering = answerSession(session, echo, (text) => void spoken.push(text));
    const writer = session.audio.getWriter();
    await writer.write(bytes);
    await writer.write(new Uint8Array(64_000));
    await writer.close();
    await watching;
    const counters = await answering;
    await server.close();
    await engine.close();
    expect(ends).toHaveLength(3);
    expect(spoken.join(' ')).toBe(ends.join(' '));
    expect(counters).toMatchObject({ answers: 3, interruptions: 0 });
    expect(counters.hits).toBeGreaterThan(0);
  });
});
