/** What a Flux server says about a turn, by the names of the Python enumeration. */
export const FluxEventType = {
  START_OF_TURN: 'StartOfTurn',
  TURN_RESUMED: 'TurnResumed',
  END_OF_TURN: 'EndOfTurn',
  EAGER_END_OF_TURN: 'EagerEndOfTurn',
  UPDATE: 'Update',
} as const;

/** One of the values of {@link FluxEventType}. */
export type FluxEventType = (typeof FluxEventType)[keyof typeof FluxEventType];
