/** The kinds of message a Flux server sends, by the names of the Python enumeration. */
export const FluxMessageType = {
  RECEIVE_CONNECTED: 'Connected',
  RECEIVE_FATAL_ERROR: 'Error',
  TURN_INFO: 'TurnInfo',
  CONFIGURE_SUCCESS: 'ConfigureSuccess',
  CONFIGURE_FAILURE: 'ConfigureFailure',
  WARNING: 'Warning',
} as const;

/** One of the values of {@link FluxMessageType}. */
export type FluxMessageType = (typeof FluxMessageType)[keyof typeof FluxMessageType];
