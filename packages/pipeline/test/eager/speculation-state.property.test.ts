import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { OpenSpeculation, SpeculationInput } from '../../src/lib/aggregators/speculation-state.ts';
import { noSpeculation, speculationExpiresAtMs, stepSpeculation } from '../../src/lib/aggregators/speculation-state.ts';
import { must } from '../support/must.ts';
import { openGate, stepGate } from '../../src/lib/llm/speculation-gate-state.ts';

const rule = { maxAttempts: 3, maxSpeculationMs: 500, isSameText: (one: string, other: string) => one === other };
const conversations = [[], [{ role: 'user', content: 'x' }]] as const;

type Fact =
  | { readonly type: 'turn-started' | 'given-up' }
  | { readonly type: 'predicted' | 'asked'; readonly content: string; readonly conversation: 0 | 1 }
  | { readonly type: 'time'; readonly ms: number };

const content = fc.constantFrom('a', 'b', '');
const conversation = fc.constantFrom<(0 | 1)[]>(0, 0, 0, 1);
const fact: fc.Arbitrary<Fact> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('turn-started' as const, 'given-up' as const) }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('predicted' as const), content, conversation }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('asked' as const), content, conversation }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('time' as const), ms: fc.integer({ min: 0, max: 700 }) }) },
);

function inputOf(next: Fact, id: number, nowMs: number): SpeculationInput {
  switch (next.type) {
    case 'turn-started':
      return { type: 'turn-started' };
    case 'given-up':
      return { type: 'given-up', cause: 'disturbed' };
    case 'time':
      return { type: 'time', nowMs };
    case 'asked':
      return { type: 'asked', content: next.content, messages: conversations[next.conversation] };
    case 'predicted': {
      const messages = conversations[next.conversation];
      const open = { speculationId: id, turnId: 0, attempt: id, content: next.content, messages, rule };
      return { type: 'predicted', prediction: { ...open, startedAtMs: nowMs } };
    }
  }
}

it('each prediction that is followed is settled once, is confirmed only by its own words, and each ask is answered once', () => {
  fc.assert(
    fc.property(fc.array(fact, { maxLength: 60 }), (facts) => {
      let state = noSpeculation;
      let nowMs = 0;
      let callsOfTurn = 0;
      const open = new Map<number, OpenSpeculation>();
      for (const [id, next] of facts.entries()) {
        if (next.type === 'time') nowMs += next.ms;
        const input = inputOf(next, id, nowMs);
        const step = stepSpeculation(state, input);
        state = step.state;
        if (input.type === 'turn-started') callsOfTurn = 0;
        const asked = step.effects.filter(({ type }) => type === 'ask' || type === 'confirm');
        expect(asked).toHaveLength(input.type === 'asked' ? 1 : 0);
        for (const effect of step.effects) {
          if (effect.type === 'ask') continue;
          const { speculationId } = effect.open;
          if (effect.type === 'start') {
            callsOfTurn += 1;
            must(open.size === 0, 'one speculation at a time');
            open.set(speculationId, effect.open);
          } else must(open.delete(speculationId), 'what is settled was open');
          if (effect.type === 'confirm' && input.type === 'asked') {
            must(effect.open.content === input.content, 'confirmed only by its own words');
            must(effect.open.messages === input.messages, 'confirmed only behind its own conversation');
          }
        }
        expect(callsOfTurn).toBeLessThanOrEqual(rule.maxAttempts);
        expect(open.size).toBe(state.phase === 'speculating' ? 1 : 0);
        // Nothing is open for longer than it may be, once the time was told.
        if (next.type === 'time') must(speculationExpiresAtMs(state) > nowMs, 'nothing is open for too long');
      }
      for (const effect of stepSpeculation(state, { type: 'given-up', cause: 'turn-over' }).effects) {
        if (effect.type === 'withdraw') open.delete(effect.open.speculationId);
      }
      expect(open.size).toBe(0);
    }),
    { numRuns: 10_000 },
  );
});

const gateFact = fc.oneof(
  { weight: 5, arbitrary: fc.constant('frame' as const) },
  { weight: 3, arbitrary: fc.constantFrom('start' as const, 'end' as const) },
  { weight: 3, arbitrary: fc.constantFrom('confirm' as const, 'withdraw' as const) },
  { weight: 1, arbitrary: fc.constant('interrupt' as const) },
);

it('the gate: what is in a region gets out after its confirmation and in order, or never', () => {
  fc.assert(
    fc.property(fc.array(gateFact, { maxLength: 80 }), fc.boolean(), (facts, settlesEarly) => {
      let state = openGate;
      let region: number | undefined;
      let starts = 0;
      let frames = 0;
      const settled = new Map<number, 'confirmed' | 'withdrawn'>();
      const cut = new Set<number>();
      const regionOf = new Map<number, number | undefined>();
      let held: number[] = [];
      const out: number[] = [];
      const gone: number[] = [];
      const take = (input: Parameters<typeof stepGate>[1], frame?: number): void => {
        const step = stepGate(state, input, 5);
        state = step.state;
        for (const effect of step.effects) {
          if (effect === 'pass' && frame !== undefined) out.push(frame);
          else if (effect === 'hold' && frame !== undefined) held.push(frame);
          else if (effect === 'drop' && frame !== undefined) gone.push(frame);
          else if (effect === 'release') out.push(...held.splice(0));
          else if (effect === 'discard') gone.push(...held.splice(0));
        }
        for (const each of out) {
          const of = regionOf.get(each);
          if (of !== undefined) must(settled.get(of) === 'confirmed', 'only what was confirmed gets out');
        }
      };
      const settle = (speculationId: number, settlement: 'confirmed' | 'withdrawn'): void => {
        if (settled.has(speculationId)) return;
        settled.set(speculationId, settlement);
        take({ type: 'settled', speculationId, settlement });
      };
      for (const next of facts) {
        if (next === 'start' && region === undefined) {
          region = starts;
          starts += 1;
          if (settlesEarly) settle(region, starts % 2 === 0 ? 'confirmed' : 'withdrawn');
          take({ type: 'started', speculationId: region, settlement: settled.get(region) });
        } else if (next === 'end' && region !== undefined) {
          settle(region, 'withdrawn');
          take({ type: 'ended', speculationId: region });
          region = undefined;
        } else if (next === 'confirm' && region !== undefined) settle(region, 'confirmed');
        else if (next === 'withdraw' && region !== undefined) settle(region, 'withdrawn');
        else if (next === 'interrupt') {
          if (region !== undefined) cut.add(region);
          take({ type: 'interrupted' });
        } else if (next === 'frame') {
          regionOf.set(frames, region);
          take({ type: 'frame' }, frames);
          frames += 1;
        }
      }
      if (region !== undefined) {
        settle(region, 'withdrawn');
        take({ type: 'ended', speculationId: region });
      }
      expect(held).toEqual([]);
      expect(out).toEqual(out.toSorted((one, other) => one - other));
      expect([...out, ...gone].toSorted((one, other) => one - other)).toEqual([...regionOf.keys()]);
      // Outside of regions all gets out, and so does what was confirmed and not cut or over the limit.
      for (const [frame, of] of regionOf)
        if (of === undefined) must(out.includes(frame), 'all gets out that is in no region');
    }),
    { numRuns: 10_000 },
  );
});
