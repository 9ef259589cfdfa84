export { ParallelPipeline } from './lib/pipeline/parallel-pipeline.ts';
export { Pipeline } from './lib/pipeline/pipeline.ts';
export type { PipelineOptions } from './lib/pipeline/pipeline.ts';
export { PipelineRunner } from './lib/pipeline/pipeline-runner.ts';
export type { PipelineRunnerEvents, PipelineRunnerOptions } from './lib/pipeline/pipeline-runner.ts';
export { PipelineWorker } from './lib/pipeline/pipeline-worker.ts';
export type {
  PipelineParams,
  PipelineWorkerEvents,
  PipelineWorkerOptions,
  ProcessorUnusablePolicy,
} from './lib/pipeline/pipeline-worker-options.ts';
export type { WorkerOutcome } from './lib/pipeline/worker-state.ts';

export type { FrameDirection } from './lib/processor/frame-direction.ts';
export type {
  FrameObserver,
  FrameProcessed,
  FramePushed,
  FrameWatch,
  ObserverSetup,
  ProcessorSetUp,
} from './lib/processor/frame-observer.ts';
export { FrameProcessor } from './lib/processor/frame-processor.ts';
export type {
  FrameCallback,
  FrameProcessorEvents,
  FrameProcessorOptions,
  PushErrorOptions,
} from './lib/processor/frame-processor-options.ts';
export type { FrameProcessorSetup } from './lib/processor/frame-processor-setup.ts';
export type { SpanContextCarrier, TracingContext } from './lib/processor/tracing-context.ts';
export type { WorkerHandle } from './lib/processor/worker-handle.ts';
export type { HandlerScope } from './lib/processor/handler-scope.ts';

export type { EventEmit, EventHandler } from './lib/object/base-object.ts';
export { BaseObject } from './lib/object/base-object.ts';
export type { EventMap, EventMode } from './lib/object/event-registry.ts';

export type { ErrorCategory } from './lib/errors/error-category.ts';

export { ControlFrame, DataFrame, Frame, SystemFrame } from './lib/frames/frame.ts';
export type { FrameClass, FrameFamily, FrameOwner } from './lib/frames/frame.ts';
export {
  InputAudioRawFrame,
  OutputAudioRawFrame,
  TTSAudioRawFrame,
  UserAudioRawFrame,
} from './lib/frames/audio-frames.ts';
export type { AudioFields, AudioRawFrame } from './lib/frames/audio-frames.ts';
export { ErrorFrame } from './lib/frames/error-frame.ts';
export type { ErrorFields } from './lib/frames/error-frame.ts';
export {
  FrameProcessorPauseFrame,
  FrameProcessorPauseUrgentFrame,
  FrameProcessorResumeFrame,
  FrameProcessorResumeUrgentFrame,
  InterruptionFrame,
} from './lib/frames/flow-frames.ts';
export type { PauseFields } from './lib/frames/flow-frames.ts';
export {
  CancelFrame,
  CancelWorkerFrame,
  EndFrame,
  EndWorkerFrame,
  InterruptionWorkerFrame,
  StartFrame,
  StopFrame,
  StopWorkerFrame,
} from './lib/frames/lifecycle-frames.ts';
export type { ReasonFields } from './lib/frames/lifecycle-frames.ts';
export {
  MetricsFrame,
  ServiceMetadataFrame,
  STTMetadataFrame,
  STTMuteFrame,
  STTUpdateSettingsFrame,
} from './lib/frames/service-frames.ts';
export type { ServiceMetadataFields } from './lib/frames/service-frames.ts';
export {
  InterimTranscriptionFrame,
  TextFrame,
  TranscriptionFrame,
  TranslationFrame,
} from './lib/frames/text-frames.ts';
export type { TranscriptionFields } from './lib/frames/text-frames.ts';
export {
  ProposedUserStartedSpeakingFrame,
  ProposedUserStoppedSpeakingFrame,
  UserIdleTimeoutUpdateFrame,
  UserMuteStartedFrame,
  UserMuteStoppedFrame,
  UserStartedSpeakingFrame,
  UserStoppedSpeakingFrame,
  UserTurnInferenceCompletedFrame,
} from './lib/frames/user-turn-frames.ts';
export type { ProposedStartFields, UserTurnFields } from './lib/frames/user-turn-frames.ts';
export {
  UserSpeakingFrame,
  VADUserStartedSpeakingFrame,
  VADUserStoppedSpeakingFrame,
} from './lib/frames/voice-activity-frames.ts';
export { BotSpeakingFrame, BotStartedSpeakingFrame, BotStoppedSpeakingFrame } from './lib/frames/bot-frames.ts';
export { FunctionCallResultFrame, FunctionCallsStartedFrame } from './lib/frames/function-call-frames.ts';
export {
  LLMContextFrame,
  LLMMessagesAppendFrame,
  LLMMessagesTransformFrame,
  LLMMessagesUpdateFrame,
  LLMRunFrame,
} from './lib/frames/context-frames.ts';
export { LLMFullResponseEndFrame, LLMFullResponseStartFrame, LLMTextFrame } from './lib/frames/llm-frames.ts';
export {
  EagerTranscriptionConfirmedFrame,
  EagerTranscriptionFrame,
  EagerTranscriptionWithdrawnFrame,
} from './lib/frames/eager-frames.ts';
export type { EagerTranscriptionFields, EagerWithdrawalCause } from './lib/frames/eager-frames.ts';
export {
  SpeculationConfirmedFrame,
  SpeculationEndedFrame,
  SpeculationGateReadyFrame,
  SpeculationStartedFrame,
  SpeculationWithdrawnFrame,
} from './lib/frames/speculation-frames.ts';
export type { Speculation } from './lib/frames/speculation-frames.ts';
export { LLMContext } from './lib/context/llm-context.ts';
export type { LLMMessage } from './lib/context/llm-context.ts';
export { BotConnectedFrame, ClientConnectedFrame } from './lib/frames/client-frames.ts';
export {
  InputDTMFFrame,
  InputTransportMessageFrame,
  OutputTransportMessageFrame,
  OutputTransportMessageUrgentFrame,
} from './lib/frames/transport-frames.ts';
export type { DtmfButton } from './lib/frames/transport-frames.ts';
export { HeartbeatFrame, PipelineFlushFrame } from './lib/frames/worker-frames.ts';

export type { MetricsData } from './lib/metrics/metrics-data.ts';
export { ProcessorMetrics } from './lib/metrics/processor-metrics.ts';
export type { MetricsOwner } from './lib/metrics/processor-metrics.ts';
export { DebugLogObserver } from './lib/observers/debug-log-observer.ts';
export { MetricsLogObserver } from './lib/observers/metrics-log-observer.ts';
export { StartupTimingObserver } from './lib/observers/startup-timing-observer.ts';
export type {
  ProcessorStartup,
  StartupTiming,
  StartupTimingEvents,
  StartupTimingOptions,
  TransportTiming,
} from './lib/observers/startup-timing-observer.ts';
export { TranscriptionLogObserver } from './lib/observers/transcription-log-observer.ts';
export { TurnTrackingObserver } from './lib/observers/turn-tracking-observer.ts';
export type { TurnTrackingEvents, TurnTrackingOptions } from './lib/observers/turn-tracking-observer.ts';
export type { LatencyPart, SpeechEndSource, UserBotLatency } from './lib/observers/user-bot-latency.ts';
export { UserBotLatencyObserver } from './lib/observers/user-bot-latency-observer.ts';
export type { UserBotLatencyEvents } from './lib/observers/user-bot-latency-observer.ts';

export { ExternalUserTurnStrategies } from './lib/turns/external-user-turn-strategies.ts';
export { UserTurnStrategies } from './lib/turns/user-turn-strategies.ts';
export type { UserTurnStrategiesFields } from './lib/turns/user-turn-strategies.ts';
export { deferred } from './lib/turns/deferred.ts';
export { ExternalUserTurnCompletionStopStrategy } from './lib/turns/external-user-turn-completion-stop-strategy.ts';
export { ExternalUserTurnStartStrategy } from './lib/turns/external-user-turn-start-strategy.ts';
export { ExternalUserTurnStopStrategy } from './lib/turns/external-user-turn-stop-strategy.ts';
export { ConfirmBeforeCutUserTurnStartStrategy } from './lib/turns/confirm-before-cut-user-turn-start-strategy.ts';
export { EagerUserTurnStopStrategy } from './lib/turns/eager-user-turn-stop-strategy.ts';
export type { EagerUserTurnOptions } from './lib/turns/eager-user-turn-stop-strategy.ts';
export { EagerUserTurnStrategies } from './lib/turns/eager-user-turn-strategies.ts';
export { IgnoreNoiseUserTurnStartStrategy } from './lib/turns/ignore-noise-user-turn-start-strategy.ts';
export type { PredictionRule, UserTurnPrediction } from './lib/turns/user-turn-prediction.ts';
export { MinWordsUserTurnStartStrategy } from './lib/turns/min-words-user-turn-start-strategy.ts';
export { SpeechTimeoutUserTurnStopStrategy } from './lib/turns/speech-timeout-user-turn-stop-strategy.ts';
export { TranscriptionUserTurnStartStrategy } from './lib/turns/transcription-user-turn-start-strategy.ts';
export { VADUserTurnStartStrategy } from './lib/turns/vad-user-turn-start-strategy.ts';
export { UserTurnProcessor } from './lib/turns/user-turn-processor.ts';
export type { UserTurnProcessorEvents, UserTurnProcessorOptions } from './lib/turns/user-turn-processor.ts';
export { UserTurnStartStrategy } from './lib/turns/user-turn-start-strategy.ts';
export type {
  UserTurnStart,
  UserTurnStartHost,
  UserTurnStartStrategyOptions,
} from './lib/turns/user-turn-start-strategy.ts';
export type { UserTurnCloseReason } from './lib/turns/user-turn-state.ts';
export { UserTurnStopStrategy } from './lib/turns/user-turn-stop-strategy.ts';
export type { UserTurnStop, UserTurnStopHost } from './lib/turns/user-turn-stop-strategy.ts';
export type { ProcessFrameResult, RunningStrategy, UserTurnHost } from './lib/turns/user-turn-strategy.ts';

export { AlwaysUserMuteStrategy } from './lib/mute/always-user-mute-strategy.ts';
export { FirstSpeechUserMuteStrategy } from './lib/mute/first-speech-user-mute-strategy.ts';
export { FunctionCallUserMuteStrategy } from './lib/mute/function-call-user-mute-strategy.ts';
export { MuteUntilFirstBotCompleteUserMuteStrategy } from './lib/mute/mute-until-first-bot-complete-user-mute-strategy.ts';
export { UserMuteStrategy } from './lib/mute/user-mute-strategy.ts';
export type { RunningMuteStrategy } from './lib/mute/user-mute-strategy.ts';

export { LLMProcessor } from './lib/llm/llm-processor.ts';
export type { LLMProcessorOptions } from './lib/llm/llm-processor.ts';
export type { Respond, RespondCall } from './lib/llm/respond.ts';
export { SpeculationGate } from './lib/llm/speculation-gate.ts';
export type { SpeculationGateOptions } from './lib/llm/speculation-gate.ts';

export { LLMAssistantAggregator } from './lib/aggregators/llm-assistant-aggregator.ts';
export type { AssistantTurnMessage, LLMAssistantAggregatorEvents } from './lib/aggregators/llm-assistant-aggregator.ts';
export { LLMContextAggregatorPair } from './lib/aggregators/llm-context-aggregator-pair.ts';
export type { LLMContextAggregatorPairOptions } from './lib/aggregators/llm-context-aggregator-pair.ts';
export type { SpeculationCause } from './lib/aggregators/speculation-state.ts';
export { LLMUserAggregator } from './lib/aggregators/llm-user-aggregator.ts';
export type {
  LLMUserAggregatorEvents,
  LLMUserAggregatorOptions,
} from './lib/aggregators/llm-user-aggregator-options.ts';
export type { UserTurnMessage } from './lib/aggregators/user-turn-draft.ts';

export { AIService } from './lib/services/ai-service.ts';
export { STTService } from './lib/services/stt-service.ts';
export type { STTServiceEvents, STTServiceOptions } from './lib/services/stt-service.ts';
export { Language } from './lib/transcriptions/language.ts';
export { isLanguage, resolveLanguage } from './lib/transcriptions/resolve-language.ts';
export type { ResolvedLanguage } from './lib/transcriptions/resolve-language.ts';

export { DeepgramFluxSTTService } from './lib/deepgram/flux/deepgram-flux-stt-service.ts';
export type { DeepgramFluxSTTEvents } from './lib/deepgram/flux/deepgram-flux-stt-service.ts';
export { InputParams } from './lib/deepgram/flux/deepgram-flux-stt-options.ts';
export type { DeepgramFluxSTTOptions, InputParamsFields } from './lib/deepgram/flux/deepgram-flux-stt-options.ts';
export { DeepgramFluxSTTSettings } from './lib/deepgram/flux/deepgram-flux-stt-settings.ts';
export type {
  DeepgramFluxSTTSettingsFields,
  DeepgramFluxSTTSettingsStore,
} from './lib/deepgram/flux/deepgram-flux-stt-settings.ts';
export { FluxEventType } from './lib/deepgram/flux/flux-event-type.ts';
export { FluxMessageType } from './lib/deepgram/flux/flux-message-type.ts';

export { AudioSource } from './lib/sources/audio-source.ts';
export type { AudioInput, AudioSourceOptions } from './lib/sources/audio-source.ts';
export type { Drain } from './lib/sources/playing-pace.ts';
export { openWav } from './lib/sources/open-wav.ts';
export type { WavInput } from './lib/sources/open-wav.ts';

export type { Deserialized, FrameSerializer, FrameSerializerSetup } from './lib/telephony/frame-serializer.ts';
export type { ServerSocket } from './lib/telephony/server-socket.ts';
export { TwilioFrameSerializer } from './lib/telephony/twilio-frame-serializer.ts';
export type { TwilioFrameSerializerOptions } from './lib/telephony/twilio-frame-serializer.ts';
export type { HangUpFetch, TwilioHangUpOptions } from './lib/telephony/twilio-hang-up.ts';
export type { TwilioStart } from './lib/telephony/twilio-message.ts';
export type { WebSocketInput, WebSocketInputEvents } from './lib/telephony/web-socket-input.ts';
export type { WebSocketOutput } from './lib/telephony/web-socket-output.ts';
export { WebSocketTransport } from './lib/telephony/web-socket-transport.ts';
export type { WebSocketTransportOptions } from './lib/telephony/web-socket-transport.ts';
