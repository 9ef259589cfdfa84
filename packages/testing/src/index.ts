export { FakeClock } from './lib/clock/fake-clock.ts';
export type { FakeClockOptions } from './lib/clock/fake-clock.ts';
export type { MemoryConnection, MemoryConnectionState, MemorySent } from './lib/memory-transport/memory-connection.ts';
export { createMemoryTransport } from './lib/memory-transport/memory-transport.ts';
export type { MemoryTransport, MemoryTransportOptions } from './lib/memory-transport/memory-transport.ts';
export { runTest } from './lib/pipeline/run-test.ts';
export type { RunTestOptions, RunTestResult, RunTestStep, SeenFrames } from './lib/pipeline/run-test.ts';
export { SleepFrame } from './lib/pipeline/sleep-frame.ts';
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
  ignoreUpgrade,
  refuse,
  repeat,
  reset,
  run,
  silence,
  startReading,
  stopReading,
  whenever,
} from './lib/scripted-server/connection-steps.ts';
export type { CloseOptions, RefuseOptions } from './lib/scripted-server/connection-steps.ts';
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
export type { ConnectionScript, ServerStep } from './lib/scripted-server/step.ts';
export { awaitAudio, awaitText, hold, pause } from './lib/scripted-server/waiting-steps.ts';
export type { AwaitAudioOptions } from './lib/scripted-server/waiting-steps.ts';
export type { ConfigureSuccessFields, MessageFields, TurnInfoFields } from './lib/scripted-server/wire-state.ts';
export { collect } from './lib/waiting/collect.ts';
export type { CollectOptions } from './lib/waiting/collect.ts';
export { createDeferred } from './lib/waiting/deferred.ts';
export type { Deferred } from './lib/waiting/deferred.ts';
export { nextEvent } from './lib/waiting/next-event.ts';
export type { NextEventOptions, NoticeSource } from './lib/waiting/next-event.ts';
export { waitFor } from './lib/waiting/wait-for.ts';
export type { Falsy } from './lib/waiting/wait-for.ts';
export type { WaitOptions } from './lib/waiting/wait-options.ts';
