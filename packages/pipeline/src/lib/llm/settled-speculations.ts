import type { Frame } from '../frames/frame.ts';
import type { Speculation } from '../frames/speculation-frames.ts';
import {
  SpeculationConfirmedFrame,
  SpeculationEndedFrame,
  SpeculationWithdrawnFrame,
} from '../frames/speculation-frames.ts';

/** What became of a speculation. */
export type Settlement = 'confirmed' | 'withdrawn';

/** More are not in a pipeline at once: each is forgotten when its end comes by, in order. */
const maxKept = 256;

/** Settlements go ahead of data, so they may come before what they speak of; here they are kept until it has passed. */
export class SettledSpeculations {
  readonly #settled = new Map<number, Settlement>();

  /** What is known of a speculation; `undefined`: it is open. */
  of({ speculationId }: Speculation): Settlement | undefined {
    return this.#settled.get(speculationId);
  }

  /** A frame came by. Returns the settlement it tells of. */
  notice(frame: Frame): Settlement | undefined {
    if (frame instanceof SpeculationEndedFrame) this.#settled.delete(frame.speculation.speculationId);
    if (frame instanceof SpeculationConfirmedFrame) return this.#keep(frame.speculation, 'confirmed');
    return frame instanceof SpeculationWithdrawnFrame ? this.#keep(frame.speculation, 'withdrawn') : undefined;
  }

  #keep({ speculationId }: Speculation, settlement: Settlement): Settlement {
    this.#settled.set(speculationId, settlement);
    const [oldest] = this.#settled.keys();
    if (this.#settled.size > maxKept && oldest !== undefined) this.#settled.delete(oldest);
    return settlement;
  }
}
