import type { CallerStream } from './caller-stream.ts';
import { between } from './between.ts';

/** Where drops are placed. */
export type Placement =
  | 'none'
  | 'random'
  | 'mid-word'
  | 'in a pause'
  | 'after the last word'
  | 'between eager and end'
  | 'during replay';

/** The placements that have a row each. */
export const PLACED: readonly Placement[] = [
  'mid-word',
  'in a pause',
  'after the last word',
  'between eager and end',
  'during replay',
];

/** What decides about a drop. */
export type Moment = {
  readonly atSeconds: number;
  /** How far the audio has gone to the server, in seconds of the stream. */
  readonly positionSeconds: number;
  readonly connected: boolean;
  readonly turnOpen: boolean;
  readonly eagerOpen: boolean;
  readonly replaying: boolean;
  readonly connectedForSeconds: number;
};

/** Decides when to drop. One for each call. */
export class DropPlan {
  readonly #placement: Placement;
  readonly #stream: CallerStream;
  readonly #random: () => number;
  #notBefore: number;
  #interrupted = false;

  constructor(placement: Placement, stream: CallerStream, random: () => number) {
    this.#placement = placement;
    this.#stream = stream;
    this.#random = random;
    this.#notBefore = this.#pause();
  }

  /**
   * Whether to drop now, and as what. During a replay there must be one first: the drop that makes it is told as `random`,
   * and counts for the row as any other.
   */
  next(moment: Moment): boolean {
    if (this.#placement === 'none' || !moment.connected || moment.atSeconds < this.#notBefore) return false;
    if (!this.#fits(moment)) return false;
    this.#interrupted = this.#placement === 'during replay' && !this.#interrupted;
    this.#notBefore = moment.atSeconds + (this.#interrupted ? 0 : this.#pause());
    return true;
  }

  #pause(): number {
    if (this.#placement === 'random') return between(this.#random, 20, 40);
    return this.#placement === 'during replay' ? between(this.#random, 20, 30) : between(this.#random, 10, 20);
  }

  #fits({ positionSeconds, turnOpen, eagerOpen, replaying, connectedForSeconds }: Moment): boolean {
    const speech = this.#speechAround(positionSeconds);
    switch (this.#placement) {
      case 'none':
        return false;
      case 'random':
        return true;
      case 'mid-word':
        return turnOpen && !replaying && speech.before && speech.after;
      case 'in a pause':
        return turnOpen && !eagerOpen && !replaying && speech.quietBefore && this.#insideClip(positionSeconds);
      case 'after the last word':
        return turnOpen && !eagerOpen && !replaying && speech.quietBefore && !this.#insideClip(positionSeconds);
      case 'between eager and end':
        return eagerOpen;
      case 'during replay':
        return this.#interrupted
          ? replaying && connectedForSeconds > 0.3
          : turnOpen && !replaying && speech.before && speech.after;
    }
  }

  #speechAround(seconds: number): { readonly before: boolean; readonly after: boolean; readonly quietBefore: boolean } {
    const piece = Math.floor(seconds * 50);
    const { speech } = this.#stream;
    return {
      before: speech.slice(Math.max(0, piece - 4), piece).every(Boolean),
      after: speech.slice(piece, piece + 4).every(Boolean),
      quietBefore: !speech.slice(Math.max(0, piece - 8), piece).some(Boolean),
    };
  }

  #insideClip(seconds: number): boolean {
    return this.#stream.clips.some(({ speechFrom, speechTo }) => speechFrom < seconds && seconds < speechTo);
  }
}
