import { describe, expect, it } from 'vitest';
import { cadenceAt } from './partial-cadence.ts';
import { StreamMeter } from './stream-meter.ts';

describe('StreamMeter', () => {
  it('has room for few at a dense cadence, for some more at a sparse one, then for none until one leaves', () => {
    const rules = { expectedCores: { normal: 0.25, high: 0.125 }, highFromCores: 1, fullFromCores: 1.5 };
    const meter = new StreamMeter(rules, () => 0);
    const opened: { readonly cadence: string; readonly leave: () => void }[] = [];
    while (meter.load !== 'full') {
      const cadence = cadenceAt(meter.load, 'adaptive');
      opened.push({ cadence, ...meter.join(cadence === 'frequent' ? 'normal' : 'high') });
    }
    expect(opened.map(({ cadence }) => cadence).join(' ')).toBe(
      'frequent frequent frequent frequent sparse sparse sparse sparse',
    );
    opened[0]?.leave();
    opened[0]?.leave();
    expect(meter.load).not.toBe('full');
  });

  it('takes no work of a stream that has left', () => {
    const rules = { expectedCores: { normal: 0.2, high: 0.1 }, highFromCores: 0.4, fullFromCores: 0.5 };
    const meter = new StreamMeter(rules, () => 0);
    const { work, leave } = meter.join('normal');
    leave();
    work(1_000_000);
    expect(meter.load).toBe('normal');
  });

  it('has one cadence for all where it is pinned', () => {
    expect(cadenceAt('full', 'frequent')).toBe('frequent');
    expect(cadenceAt('normal', 'sparse')).toBe('sparse');
  });
});
