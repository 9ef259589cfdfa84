import type { ServerMessage } from '@turnstream/flux/protocol';
import { describe, expect, it } from 'vitest';

import { findBreaches } from '../turn-machine/wire-rules.ts';
import type { ConformanceClient } from './conformance-client.ts';
import { playScenario, summarize } from './play-scenario.ts';
import { CONFORMANCE_CASES } from './scenarios.ts';

function withoutId(messages: readonly ServerMessage[]): readonly ServerMessage[] {
  return messages.map((message) => ({ ...message, request_id: '' }));
}

/** Holds the server to the rules of docs/protocol.md, as a client shows it. */
export function describeConformance(client: ConformanceClient): void {
  describe(`the server, through ${client.name}`, () => {
    it.each(CONFORMANCE_CASES)('$rules: $shows', async ({ scenario, expected }) => {
      const messages = await playScenario(client, scenario);
      expect(summarize(messages)).toEqual(expected);
      expect(findBreaches(messages)).toEqual([]);
      expect(new Set(messages.flatMap((message) => ('request_id' in message ? [message.request_id] : []))).size).toBe(
        1,
      );
    });

    it('R52 R53 R54 R56: a Configure is taken whole or refused whole, and acknowledged with all that is in force', async () => {
      const messages = await playScenario(client, {
        engine: {},
        parameters: { eotThreshold: 0.8 },
        acts: [
          { hear: 0.24 },
          { configure: { thresholds: { eager_eot_threshold: 0.6 }, keyterms: ['Ann', 'Bob'] } },
          { configure: { thresholds: { eot_timeout_ms: 900 }, keyterms: [] } },
        ],
      });
      expect(messages.filter(({ type }) => type === 'ConfigureSuccess')).toMatchObject([
        {
          thresholds: { eot_threshold: 0.8, eager_eot_threshold: 0.6, eot_timeout_ms: 5_000 },
          keyterms: ['Ann', 'Bob'],
          profanity_filter: false,
        },
        { thresholds: { eot_threshold: 0.8, eager_eot_threshold: 0.6, eot_timeout_ms: 900 }, keyterms: [] },
      ]);
      expect(messages.find(({ type }) => type === 'ConfigureSuccess')).not.toHaveProperty('numerals');
    });

    it('R84: a word has its text, its confidence and its times', async () => {
      const messages = await playScenario(client, {
        engine: { cues: [{ at: 0.24, speech: true, text: 'Hello there.' }] },
        acts: [{ hear: 0.24 }],
      });
      expect(messages.at(-1)).toHaveProperty('words', [
        { word: 'Hello', confidence: 0.9, start: 0, end: 0.08 },
        { word: 'there.', confidence: 0.9, start: 0.08, end: 0.16 },
      ]);
    });

    it('R120: every stream starts over', async () => {
      const scenario = {
        engine: {
          cues: [
            { at: 0.08, speech: true, text: 'Yes.' },
            { at: 0.16, speech: false, confidence: 0.9 },
          ],
        },
        acts: [{ hear: 0.16 }],
      };
      const first = await playScenario(client, scenario);
      expect(withoutId(await playScenario(client, scenario))).toEqual(withoutId(first));
    });
  });
}
