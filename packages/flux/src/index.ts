export { listen } from './lib/listen.ts';
export { respondToTurns } from './lib/respond/respond-to-turns.ts';
export { sameWords } from './lib/turns/same-words.ts';
export type { Respond, RespondOptions, TurnRequest } from './lib/respond/respond-options.ts';
export type { Answer, AnswerEnd, Responder, ResponseCounters } from './lib/respond/responder.ts';
export { FLUX_ERROR_CODES, FluxError } from './lib/errors.ts';
export type { FluxErrorCode, FluxErrorFields } from './lib/errors.ts';
export type {
  Clock,
  ConnectionOptions,
  ListenOptions,
  Logger,
  ResumeOptions,
  SessionSettings,
  SettingsDelta,
  TurnSettings,
} from './lib/session/listen-options.ts';
export type {
  ConfigureResult,
  ForceEndTurnOptions,
  Session,
  SessionMetric,
  SessionNotices,
  SessionState,
  SessionStatus,
  SessionWarning,
  Usage,
} from './lib/session/session.ts';
export type {
  RetractionCause,
  TurnEagerEvent,
  TurnEndEvent,
  TurnEndReason,
  TurnEvent,
  TurnResumedEvent,
  TurnStartEvent,
  TurnUpdateEvent,
  TurnWord,
} from './lib/session/turn-event.ts';
export { turnPresets } from './lib/session/turn-presets.ts';
export type { TurnPreset } from './lib/session/turn-presets.ts';
export type {
  DialFailure,
  FluxTransport,
  TransportClose,
  TransportConnection,
  TransportHandlers,
} from './lib/transport/transport.ts';
export { webSocketTransport } from './lib/web-socket/web-socket-transport.ts';
export type { OpenWebSocket, UpgradeResponse, WebSocketDial, WebSocketLike } from './lib/web-socket/web-socket-like.ts';
export type { Credential } from './lib/transport/credential.ts';
