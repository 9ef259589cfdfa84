import type { Context, Span, Tracer } from '@opentelemetry/api';
import type { FrameClass } from '../frames/frame.ts';
import { isFrameOf } from '../frames/frame.ts';
import { CancelFrame, EndFrame, StartFrame } from '../frames/lifecycle-frames.ts';
import { MetricsFrame } from '../frames/service-frames.ts';
import { TranscriptionFrame } from '../frames/text-frames.ts';
import { UserStoppedSpeakingFrame } from '../frames/user-turn-frames.ts';
import { VADUserStartedSpeakingFrame } from '../frames/voice-activity-frames.ts';
import { TurnTrackingObserver } from '../observers/turn-tracking-observer.ts';
import { UserBotLatencyObserver } from '../observers/user-bot-latency-observer.ts';
import type { FrameObserver, FramePushed, ObserverSetup } from '../processor/frame-observer.ts';
import type { TracingContext } from '../processor/tracing-context.ts';
import { STTService } from '../services/stt-service.ts';
import type { OpenTelemetry } from './open-telemetry.ts';
import { hrTime } from './open-telemetry.ts';
import { SttSpans } from './stt-spans.ts';

/** What the spans of a worker say about the conversation. */
export type TraceOptions = {
  /** Default: a new UUID. */
  readonly conversationId?: string | undefined;
  readonly additionalSpanAttributes: Readonly<Record<string, string | number | boolean>>;
};

/**
 * Makes the spans of one worker: `conversation`, in it a `turn` for each turn of the conversation, in that an `stt` for
 * each final text.
 */
export class TraceObserver implements FrameObserver, TracingContext {
  readonly frameClasses: readonly FrameClass[];
  readonly #api: OpenTelemetry;
  readonly #options: TraceOptions;
  readonly #tracer: Tracer;
  readonly #conversationId: string;
  readonly #around: Context;
  readonly #turns = new TurnTrackingObserver();
  readonly #latency = new UserBotLatencyObserver();
  readonly #stt: SttSpans;
  #setup: ObserverSetup | undefined;
  #conversation: { readonly span: Span; readonly context: Context } | undefined;
  #turn: { readonly span: Span; readonly context: Context } | undefined;
  #lastTurn: Context | undefined;
  #ending = false;

  constructor(api: OpenTelemetry, options: TraceOptions) {
    this.#api = api;
    this.#options = options;
    this.#tracer = api.trace.getTracer('turnstream.turn');
    this.#conversationId = options.conversationId ?? crypto.randomUUID();
    // Whoever runs the worker inside a span of its own finds the conversation there.
    this.#around = api.context.active();
    this.#stt = new SttSpans(api, () => this.turn ?? this.conversation ?? this.#around);
    this.frameClasses = [
      ...new Set([
        ...this.#turns.frameClasses,
        ...this.#latency.frameClasses,
        TranscriptionFrame,
        MetricsFrame,
        VADUserStartedSpeakingFrame,
      ]),
    ];
    this.#turns.on('turnStarted', (_turns, turn, atNs) => this.#turnStarted(turn, atNs));
    this.#turns.on('turnEnded', (_turns, _turn, durationMs, wasInterrupted, atNs) =>
      this.#turnEnded(durationMs, wasInterrupted, atNs),
    );
    this.#latency.on('latencyMeasured', (_latency, { to, latencyMs }) => {
      if (to === 'speech') this.#turn?.span.setAttribute('turn.user_bot_latency_seconds', latencyMs / 1_000);
      else this.#turn?.span.setAttribute('turn.user_text_latency_seconds', latencyMs / 1_000);
    });
  }

  get conversation(): Context | undefined {
    return this.#conversation?.context;
  }

  get turn(): Context | undefined {
    return this.#turn?.context ?? this.#lastTurn;
  }

  setUp(setup: ObserverSetup): void {
    this.#setup = setup;
    this.#turns.setUp(setup);
    this.#latency.setUp(setup);
  }

  onPushFrame(pushed: FramePushed): void {
    const { frame, source, timestampNs } = pushed;
    const atMs = this.#timeMs(timestampNs);
    if (frame instanceof StartFrame) this.#begin(atMs);
    if (frame instanceof EndFrame || frame instanceof CancelFrame) this.#ending = true;
    if (isFrameOf(frame, this.#turns.frameClasses)) this.#turns.onPushFrame(pushed);
    if (isFrameOf(frame, this.#latency.frameClasses)) this.#latency.onPushFrame(pushed);
    if (frame instanceof VADUserStartedSpeakingFrame) {
      this.#stt.voiceStarted(frame.timestampMs - frame.startSeconds * 1_000);
    } else if (frame instanceof UserStoppedSpeakingFrame) {
      this.#stt.userStopped(atMs);
    } else if (source instanceof STTService) {
      if (frame instanceof TranscriptionFrame) this.#stt.transcription(source, frame, atMs);
      else if (frame instanceof MetricsFrame) this.#stt.metrics(source, frame);
    }
  }

  cleanUp(): void {
    if (this.#setup === undefined) return;
    this.#turns.cleanUp();
    const atMs = this.#setup.wallTimeMs();
    this.#stt.userStopped(atMs);
    this.#turn?.span.end(hrTime(atMs));
    this.#turn = undefined;
    this.#conversation?.span.end(hrTime(atMs));
    this.#conversation = undefined;
  }

  #begin(atMs: number): void {
    if (this.#conversation !== undefined) return;
    const span = this.#tracer.startSpan(
      'conversation',
      {
        startTime: hrTime(atMs),
        attributes: {
          ...this.#options.additionalSpanAttributes,
          'conversation.id': this.#conversationId,
          'conversation.type': 'voice',
        },
      },
      this.#around,
    );
    this.#conversation = { span, context: this.#api.trace.setSpan(this.#around, span) };
  }

  #turnStarted(turn: number, atNs: number): void {
    const parent = this.conversation ?? this.#around;
    const span = this.#tracer.startSpan(
      'turn',
      {
        startTime: hrTime(this.#timeMs(atNs)),
        attributes: {
          'turn.number': turn,
          'turn.type': 'conversation',
          'conversation.id': this.#conversationId,
        },
      },
      parent,
    );
    this.#turn = { span, context: this.#api.trace.setSpan(parent, span) };
    this.#lastTurn = undefined;
  }

  #turnEnded(durationMs: number, wasInterrupted: boolean, atNs: number): void {
    const turn = this.#turn;
    if (turn === undefined) return;
    turn.span.setAttributes({
      'turn.duration_seconds': durationMs / 1_000,
      'turn.was_interrupted': wasInterrupted,
      ...(this.#ending ? { 'turn.ended_by_conversation_end': true } : {}),
    });
    turn.span.end(hrTime(this.#timeMs(atNs)));
    this.#turn = undefined;
    // The last words of a call come after its EndFrame was sent, and belong to this turn.
    this.#lastTurn = this.#ending ? turn.context : undefined;
  }

  #timeMs(timestampNs: number): number {
    return this.#setup?.wallTimeMsOf(timestampNs) ?? 0;
  }
}
