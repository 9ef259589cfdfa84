export { buildListenUrl } from './lib/protocol/build-listen-url.ts';
export { LIMITS } from './lib/protocol/limits.ts';
export { describeUnparsable, parseClientMessage } from './lib/protocol/parse-client-message.ts';
export { parseListenUrl } from './lib/protocol/parse-listen-url.ts';
export type { ParsedListenUrl } from './lib/protocol/parse-listen-url.ts';
export { parseServerMessage } from './lib/protocol/parse-server-message.ts';
export type { ParsedMessage } from './lib/protocol/parsed-message.ts';
export { QUERY_NAMES } from './lib/protocol/listen-query.ts';
export { serializeClientMessage } from './lib/protocol/serialize-client-message.ts';
export { serializeServerMessage } from './lib/protocol/serialize-server-message.ts';
export { checkTurnSettings } from './lib/protocol/turn-settings.ts';
export type { CheckedField, CheckedSettings, SettingsProblem } from './lib/protocol/turn-settings.ts';
export { toWireConfidence, toWireSeconds } from './lib/protocol/wire-number.ts';
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
