export { FakeClock } from './lib/clock/fake-clock.ts';
export type { FakeClockOptions } from './lib/clock/fake-clock.ts';
export type { MemoryConnection, MemoryConnectionState, MemorySent } from './lib/memory-transport/memory-connection.ts';
export { createMemoryTransport } from './lib/memory-transport/memory-transport.ts';
export type { MemoryTransport, MemoryTransportOptions } from './lib/memory-transport/memory-transport.ts';
export { runTest } from './lib/pipeline/run-test.ts';
export type { RunTestOptions, RunTestResult, RunTestStep, SeenFrames } from './lib/pipeline/run-test.ts';
export { SleepFrame } from './lib/pipeline/sleep-frame.ts';
export { ignoreUpgrade, refuse, upgrade } from './lib/scripted-server/answer-steps.ts';
export type { RefuseOptions, UpgradeOptions } from './lib/scripted-server/answer-steps.ts';
export type {
  ConnectionEnd,
  ConnectionRecord,
  ReceivedMessage,
  ScriptState,
  SentMessage,
} from './lib/scripted-server/connection-record.ts';
export {
  close,
  hangUp,
  ignorePings,
  repeat,
  reset,
  run,
  silence,
  startReading,
  stopReading,
  whenever,
} from './lib/scripted-server/connection-steps.ts';
export type { CloseOptions } from './lib/scripted-server/connection-steps.ts';
export { blackHole, cutAfter, lose, reorder, sendBytes } from './lib/scripted-server/fault-steps.ts';
export type { CutAfterOptions } from './lib/scripted-server/fault-steps.ts';
export type { BreakingWay } from './lib/scripted-server/faulty-wire.ts';
export {
  configureFailure,
  configureSuccess,
  connected,
  fatalError,
  replayRecording,
  reply,
  sendBinary,
  sendText,
  turnInfo,
  warning,
} from './lib/scripted-server/message-steps.ts';
export type { ScriptedConnection, WaitForTextOptions } from './lib/scripted-server/scripted-connection.ts';
export { createScriptedServer } from './lib/scripted-server/scripted-server.ts';
export type { ScriptedServer, ScriptedServerOptions } from './lib/scripted-server/scripted-server.ts';
export type { BodyEnd, ConnectionScript, ServerStep } from './lib/scripted-server/step.ts';
export { awaitAudio, awaitText, hold, pause } from './lib/scripted-server/waiting-steps.ts';
export type { AwaitAudioOptions } from './lib/scripted-server/waiting-steps.ts';
export type {
  ConfigureSuccessFields,
  MessageFields,
  SettingsInForce,
  TurnInfoFields,
} from './lib/scripted-server/wire-state.ts';
export { collect } from './lib/waiting/collect.ts';
export type { CollectOptions } from './lib/waiting/collect.ts';
export { createDeferred } from './lib/waiting/deferred.ts';
export type { Deferred } from './lib/waiting/deferred.ts';
export { nextEvent } from './lib/waiting/next-event.ts';
export type { NextEventOptions, NoticeSource } from './lib/waiting/next-event.ts';
export { waitFor } from './lib/waiting/wait-for.ts';
export type { Falsy } from './lib/waiting/wait-for.ts';
export type { WaitOptions } from './lib/waiting/wait-options.ts';
