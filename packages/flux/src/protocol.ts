export type {
  ConfigureFailureMessage,
  ConfigureSuccessMessage,
  ConnectedMessage,
  ErrorMessage,
  ServerMessage,
  TurnInfoEvent,
  TurnInfoMessage,
  WarningMessage,
  WireThresholds,
  WireWord,
} from './lib/protocol/server-message.ts';
export type {
  ClientMessage,
  CloseStreamMessage,
  ConfigureMessage,
  ForceEndTurnMessage,
} from './lib/protocol/client-message.ts';
export type { FluxEncoding, FluxModel, FluxRedaction, ListenParameters } from './lib/protocol/listen-parameters.ts';
