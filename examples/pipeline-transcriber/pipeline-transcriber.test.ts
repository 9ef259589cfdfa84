import { createSherpaEngine } from '@turnstream/engine/sherpa';
import { createFluxServer } from '@turnstream/server';
import { createScriptedServer, refuse } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { requirement } from '../../test/requirement.ts';
import { transcribe } from './transcribe.ts';

const recording = (name: string): URL => new URL(`../../fixtures/audio/${name}.wav`, import.meta.url);

describe.skipIf(requirement('models').missing)('pipeline-transcriber', () => {
  it('gives the turns of a recording, heard by the local server', async () => {
    const engine = await createSherpaEngine();
    const server = await createFluxServer({ engine });
    try {
      const turns: string[] = [];
      const errors: string[] = [];
      await transcribe(recording('three-turns'), {
        apiKey: 'any',
        url: server.url,
        onTurn: (text) => void turns.push(text),
        onError: (message) => void errors.push(message),
      });
      expect(errors).toEqual([]);
      expect(turns.length).toBeGreaterThanOrEqual(3);
      expect(turns.join(' ').split(' ').length).toBeGreaterThan(15);
    } finally {
      await server.close();
      await engine.close();
    }
  }, 120_000);
});

describe('pipeline-transcriber', () => {
  it('says what is wrong, and ends with the recording', async () => {
    await using server = await createScriptedServer([refuse({ status: 401 })]);
    const errors: string[] = [];
    const wrong = { apiKey: 'wrong', url: server.url, onTurn: () => undefined };
    await transcribe(recording('single-turn'), { ...wrong, onError: (message) => void errors.push(message) });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain('HTTP 401');
  });
});
