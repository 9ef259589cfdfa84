import { ControlFrame, SystemFrame } from './frame.ts';

/** An answer that the model is asked for before the turn is over. */
export type Speculation = {
  /** Unique in the process. */
  readonly speculationId: number;
  /** The turn that it answers. */
  readonly turnId: number;
  /** The prediction of that turn that it answers. */
  readonly attempt: number;
};

/** From here on, in order, what the model makes is for a prediction: it is held back by a SpeculationGate. */
export class SpeculationStartedFrame extends ControlFrame {
  readonly speculation: Speculation;

  constructor(fields: { readonly speculation: Speculation }) {
    super();
    this.speculation = fields.speculation;
  }

  override get uninterruptible(): boolean {
    return true;
  }
}

/** The turn has ended with the words of the prediction: what was made for it may get out. Ahead of data. */
export class SpeculationConfirmedFrame extends SystemFrame {
  readonly speculation: Speculation;

  constructor(fields: { readonly speculation: Speculation }) {
    super();
    this.speculation = fields.speculation;
  }
}

/** Nothing that was made for this prediction may get out, and the model need not go on. Ahead of data. */
export class SpeculationWithdrawnFrame extends SystemFrame {
  readonly speculation: Speculation;

  constructor(fields: { readonly speculation: Speculation }) {
    super();
    this.speculation = fields.speculation;
  }
}

/** Behind here, in order, the model makes nothing more for the prediction. Follows its confirmation or withdrawal. */
export class SpeculationEndedFrame extends ControlFrame {
  readonly speculation: Speculation;

  constructor(fields: { readonly speculation: Speculation }) {
    super();
    this.speculation = fields.speculation;
  }

  override get uninterruptible(): boolean {
    return true;
  }
}

/** Goes upstream at the start: a gate is in place, so the model may be asked before the turn is over. */
export class SpeculationGateReadyFrame extends SystemFrame {}
