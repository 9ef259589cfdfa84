import type { Attributes, Context, Tracer } from '@opentelemetry/api';
import type { MetricsFrame } from '../frames/service-frames.ts';
import type { TranscriptionFrame } from '../frames/text-frames.ts';
import type { STTService } from '../services/stt-service.ts';
import type { OpenTelemetry } from './open-telemetry.ts';
import { hrTime } from './open-telemetry.ts';
import { modelOf, settingsAttributes } from './settings-attributes.ts';

/** What a service has heard since its last span. */
type Heard = {
  readonly service: STTService;
  text: string;
  lastSegment: string;
  startMs: number | undefined;
  speechEndMs: number | undefined;
  last: TranscriptionFrame | undefined;
  ttfbMs: number | undefined;
  audioSeconds: number;
};

/**
 * A span for each text that is final: from the first word, as the turn's own times say, to the moment of the text. Where
 * a service has no times, from the start that a voice-activity detector gave, else from the first text.
 */
export class SttSpans {
  readonly #api: OpenTelemetry;
  readonly #tracer: Tracer;
  readonly #parent: () => Context;
  readonly #heard = new Map<number, Heard>();
  #voiceStartMs: number | undefined;
  #hasVoiceActivity = false;

  constructor(api: OpenTelemetry, parent: () => Context) {
    this.#api = api;
    this.#tracer = api.trace.getTracer('turnstream');
    this.#parent = parent;
  }

  /** A voice-activity detector heard the user begin. */
  voiceStarted(atMs: number): void {
    this.#hasVoiceActivity = true;
    this.#voiceStartMs = atMs;
  }

  /** A service pushed a final text. */
  transcription(service: STTService, frame: TranscriptionFrame, atMs: number): void {
    const heard = this.#of(service);
    heard.startMs ??= frame.speechStartMs ?? this.#voiceStartMs ?? atMs;
    heard.speechEndMs = frame.speechEndMs ?? heard.speechEndMs;
    heard.text = joined(heard, frame.text);
    heard.lastSegment = frame.text;
    heard.last = frame;
    if (frame.finalized) this.#end(heard, atMs, {});
  }

  /** A service pushed figures about itself. */
  metrics(service: STTService, frame: MetricsFrame): void {
    const heard = this.#of(service);
    for (const data of frame.data) {
      if (data.processor !== service.name) continue;
      if (data.kind === 'ttfb') heard.ttfbMs = data.durationMs;
      else if (data.kind === 'stt-usage') heard.audioSeconds += data.audioSeconds;
    }
  }

  /** The user's turn is over, or the call: what has not become final does not any more. */
  userStopped(atMs: number): void {
    for (const heard of this.#heard.values()) {
      if (heard.last !== undefined) this.#end(heard, atMs, { 'stt.incomplete': true });
    }
    this.#voiceStartMs = undefined;
  }

  #of(service: STTService): Heard {
    const known = this.#heard.get(service.id);
    if (known !== undefined) return known;
    const heard = nothingHeard(service);
    this.#heard.set(service.id, heard);
    return heard;
  }

  #end(heard: Heard, atMs: number, more: Attributes): void {
    const { service, last, ttfbMs, audioSeconds, startMs = atMs, speechEndMs } = heard;
    const attributes: Attributes = {
      'gen_ai.provider.name': service.constructor.name.replace(/STTService$/u, '').toLowerCase(),
      'gen_ai.request.model': modelOf(service),
      'gen_ai.operation.name': 'stt',
      vad_enabled: this.#hasVoiceActivity,
      ...settingsAttributes(service),
      transcript: heard.text,
      is_final: last?.finalized ?? false,
      ...(last?.language === undefined ? {} : { language: last.language }),
      ...(last === undefined || last.userId === '' ? {} : { user_id: last.userId }),
      ...(ttfbMs === undefined ? {} : { 'metrics.ttfb': ttfbMs / 1_000 }),
      ...(audioSeconds === 0 ? {} : { 'metrics.audio_seconds': audioSeconds }),
      ...more,
    };
    const span = this.#tracer.startSpan(
      'stt',
      { kind: this.#api.SpanKind.INTERNAL, startTime: hrTime(startMs), attributes },
      this.#parent(),
    );
    if (speechEndMs !== undefined) span.addEvent('speech_end', hrTime(speechEndMs));
    span.end(hrTime(atMs));
    this.#heard.set(service.id, nothingHeard(service));
    this.#voiceStartMs = undefined;
  }
}

function nothingHeard(service: STTService): Heard {
  return {
    service,
    text: '',
    lastSegment: '',
    startMs: undefined,
    speechEndMs: undefined,
    last: undefined,
    ttfbMs: undefined,
    audioSeconds: 0,
  };
}

/** A text that begins with the one before it replaces it; others are joined. */
function joined({ text, lastSegment }: Heard, next: string): string {
  if (text === '') return next;
  if (next.startsWith(lastSegment)) return text.slice(0, text.length - lastSegment.length) + next;
  return `${text} ${next}`;
}
