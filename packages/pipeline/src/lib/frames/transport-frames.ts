import { DataFrame, SystemFrame } from './frame.ts';

/** A message from whoever is at the other end of a transport. */
export class InputTransportMessageFrame extends SystemFrame {
  readonly message: unknown;

  constructor(fields: { readonly message: unknown }) {
    super();
    this.message = fields.message;
  }
}

/** A message for whoever is at the other end of a transport, in order with other data. */
export class OutputTransportMessageFrame extends DataFrame {
  readonly message: unknown;

  constructor(fields: { readonly message: unknown }) {
    super();
    this.message = fields.message;
  }
}

/** The same, ahead of data. */
export class OutputTransportMessageUrgentFrame extends SystemFrame {
  readonly message: unknown;

  constructor(fields: { readonly message: unknown }) {
    super();
    this.message = fields.message;
  }
}

/** A key of a telephone. */
export type DtmfButton = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '*' | '#';

/** The user pressed a key. */
export class InputDTMFFrame extends SystemFrame {
  readonly button: DtmfButton;

  constructor(fields: { readonly button: DtmfButton }) {
    super();
    this.button = fields.button;
  }
}
