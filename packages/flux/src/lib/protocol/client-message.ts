import type { WireThresholds } from './server-message.ts';

/** Changes settings of the running stream. What is left out keeps its value. */
export type ConfigureMessage = {
  readonly type: 'Configure';
  readonly thresholds?: WireThresholds;
  /** Replaces the list; `[]` clears it. */
  readonly keyterms?: readonly string[];
  /** Multilingual model only. Replaces the list; `[]` clears it. */
  readonly language_hints?: readonly string[];
  readonly numerals?: boolean;
};

/** Ends the open turn now, with the text of its last message. */
export type ForceEndTurnMessage = { readonly type: 'ForceEndTurn' };

/** No more audio: decode what arrived, then close. Does not end the open turn. */
export type CloseStreamMessage = { readonly type: 'CloseStream' };

/** Every text message a Flux client sends. Audio travels as binary messages. */
export type ClientMessage = ConfigureMessage | ForceEndTurnMessage | CloseStreamMessage;
