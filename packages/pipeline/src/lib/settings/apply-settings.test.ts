import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applySettings, isSameValue } from './apply-settings.ts';

type Store = {
  readonly model: string;
  readonly threshold: number | null;
  readonly terms: readonly string[];
  readonly extra: Readonly<Record<string, unknown>>;
};
const store: Store = { model: 'one', threshold: 0.5, terms: ['a', 'b'], extra: { colour: 'red' } };

describe('a change of settings', () => {
  it('sets what is given and says what it was before', () => {
    const { store: next, changed } = applySettings(store, { model: 'two', threshold: null });
    expect(next).toEqual({ ...store, model: 'two', threshold: null });
    expect(changed).toEqual({ model: 'one', threshold: 0.5 });
  });

  it('leaves what is undefined or absent', () => {
    expect(applySettings(store, { model: undefined })).toEqual({ store, changed: {} });
  });

  it('takes null for a value', () => {
    expect(applySettings({ ...store, threshold: null }, { threshold: null }).changed).toEqual({});
    expect(applySettings(store, { threshold: null }).changed).toEqual({ threshold: 0.5 });
  });

  it('compares lists and maps by what is in them', () => {
    const equal = { terms: ['a', 'b'], extra: { colour: 'red' } };
    expect(applySettings(store, equal).changed).toEqual({});
    expect(applySettings(store, { terms: ['b', 'a'] }).changed).toEqual({ terms: ['a', 'b'] });
  });

  it('ignores names that the store does not have', () => {
    const delta: object = Object.assign(JSON.parse('{"__proto__": {"model": "evil"}, "constructor": 1, "unknown": 2}'));
    expect(applySettings(store, delta)).toEqual({ store, changed: {} });
  });

  it('undone by its own old values gives the store back', () => {
    const delta = fc.record(
      { model: fc.string(), threshold: fc.option(fc.double({ noNaN: true })), terms: fc.array(fc.string()) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(delta, (change) => {
        const { store: next, changed } = applySettings(store, change);
        expect(applySettings(next, changed).store).toEqual(store);
      }),
    );
  });
});

describe('equal values', () => {
  it('are equal by content whatever they are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(isSameValue(value, structuredClone(value))).toBe(true);
      }),
    );
  });

  it('tell a list from a map, and an absent field from an undefined one', () => {
    expect(isSameValue([], {})).toBe(false);
    expect(isSameValue({ a: undefined }, { b: undefined })).toBe(false);
    expect(isSameValue(null, {})).toBe(false);
    expect(isSameValue(Number.NaN, Number.NaN)).toBe(true);
  });
});
