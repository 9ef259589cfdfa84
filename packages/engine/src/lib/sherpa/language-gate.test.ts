import { array, assert, asyncProperty, constantFrom, integer, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LanguageGate } from './language-gate.ts';

const waitTurns = async (turns: number): Promise<void> => {
  for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
};

describe('LanguageGate', () => {
  it('has one language inside at a time, and lets everybody in', async () => {
    const passes = array(
      record({
        language: constantFrom('', 'en', 'de'),
        turns: integer({ min: 0, max: 4 }),
        after: integer({ min: 0, max: 4 }),
      }),
      { minLength: 1, maxLength: 20 },
    );
    await assert(
      asyncProperty(passes, async (taken) => {
        let set = '';
        const gate = new LanguageGate('', (language) => (set = language));
        const inside: string[] = [];
        const done = await Promise.all(
          taken.map(async ({ language, turns, after }) => {
            await waitTurns(after);
            return gate.pass(language, async () => {
              inside.push(language);
              expect(new Set(inside)).toEqual(new Set([language]));
              expect(set).toBe(language);
              await waitTurns(turns);
              expect(set).toBe(language);
              inside.splice(inside.indexOf(language), 1);
              return language;
            });
          }),
        );
        expect(done).toEqual(taken.map(({ language }) => language));
      }),
      { numRuns: 100 },
    );
  });

  it('goes on after work that failed', async () => {
    const gate = new LanguageGate('', () => undefined);
    await expect(gate.pass('en', async () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await gate.pass('de', async () => 'heard')).toBe('heard');
  });
});
