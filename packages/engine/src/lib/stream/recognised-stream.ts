import { ENGINE_SAMPLE_RATE_HZ, ENGINE_STEP_SAMPLES } from '../engine.ts';
import type { EngineStep, SpeechStream } from '../engine.ts';
import type { Recogniser, RecognitionPurpose } from '../recognition/recogniser.ts';
import type { VoiceActivity } from '../recognition/voice-activity.ts';
import { NO_TEXT, hasLostWords, turnWords, withCut, withDecode, withSettled } from '../text/turn-text.ts';
import type { TurnText } from '../text/turn-text.ts';
import { NO_LOOK, isLookDue } from '../turn/acoustic/turn-model.ts';
import type { AcousticLook, TurnModel } from '../turn/acoustic/turn-model.ts';
import { NEW_TURN, detectTurn, nextTurn } from '../turn/turn-detector.ts';
import type { TurnDetector, TurnDetectorState } from '../turn/turn-detector.ts';
import { AudioTail } from './audio-tail.ts';
import { stretchesOf } from './gather-speech.ts';
import { SEGMENT_RULES } from './segment-rules.ts';
import type { SegmentRules } from './segment-rules.ts';
import { QUIET, isCovered, segmentSpeech } from './segmenter.ts';
import type { HeardWindow, Segment, SegmenterEffect, SegmenterInput, SegmenterState } from './segmenter.ts';
import { advanceRun } from './voiced-run.ts';
import type { VoicedRun } from './voiced-run.ts';

/** What a stream is made of. */
export type RecognisedStreamParts = {
  readonly recogniser: Recogniser;
  readonly voiceActivity: VoiceActivity;
  /** Default: silence alone. */
  readonly detector?: TurnDetector;
  /** Default: none; the detector is told nothing of how the turn sounds. */
  readonly turnModel?: TurnModel;
  readonly rules?: SegmentRules;
  readonly languages?: readonly string[];
  readonly onClose?: () => void;
};

/** Audio kept while nobody speaks: voice activity is told late, and a segment begins a little before it. */
const KEPT_IN_SILENCE = ENGINE_SAMPLE_RATE_HZ;

/** A stream over a recogniser of whole stretches and a voice-activity detector. */
export class RecognisedStream implements SpeechStream {
  readonly #parts: RecognisedStreamParts;
  readonly #rules: SegmentRules;
  readonly #audio = new AudioTail();
  #segmenter: SegmenterState = QUIET;
  #run: VoicedRun | undefined;
  #heardTo = 0;
  #text: TurnText = NO_TEXT;
  #detector: TurnDetectorState = NEW_TURN;
  #look: AcousticLook = NO_LOOK;
  #turnStart = 0;
  #lastStep: EngineStep;
  #busy = false;
  #turnEnds = false;
  #closed = false;

  constructor(parts: RecognisedStreamParts) {
    this.#parts = parts;
    this.#rules = parts.rules ?? SEGMENT_RULES;
    this.#lastStep = this.#observe(0);
  }

  async step(samples: Float32Array): Promise<EngineStep> {
    if (samples.length !== ENGINE_STEP_SAMPLES) {
      throw new TypeError(`samples: a step is exactly ${ENGINE_STEP_SAMPLES} samples, not ${samples.length}`);
    }
    return this.#exclusively(async () => {
      this.#audio.append(samples);
      const { end } = this.#audio;
      await this.#advance({ kind: 'step', end, windows: this.#hear(end) });
      await this.#listenForEnd(end);
      this.#audio.dropBefore(this.#firstNeeded(end));
      this.#lastStep = this.#observe(end);
      return this.#lastStep;
    });
  }

  async flush(): Promise<EngineStep> {
    return this.#exclusively(async () => {
      // The second time is for words that the first decode lost.
      for (let pass = 0; pass < 2; pass += 1) await this.#advance({ kind: 'flush', end: this.#audio.end });
      this.#lastStep = this.#withText(this.#lastStep);
      return this.#lastStep;
    });
  }

  endTurn(): void {
    if (this.#busy) {
      this.#turnEnds = true;
      return;
    }
    const { state } = segmentSpeech(this.#segmenter, { kind: 'end-turn', end: this.#audio.end }, this.#rules);
    this.#segmenter = state;
    this.#text = NO_TEXT;
    this.#detector = nextTurn(this.#detector);
    this.#look = NO_LOOK;
    this.#turnStart = this.#audio.end;
  }

  configure(): void {
    // Neither keyterms nor language hints mean anything to this recogniser.
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (!this.#busy) this.#parts.voiceActivity.release();
    this.#parts.onClose?.();
  }

  async #exclusively(work: () => Promise<EngineStep>): Promise<EngineStep> {
    if (this.#closed) throw new Error('The speech stream is closed.');
    if (this.#busy) throw new Error('The speech stream is busy; wait for the last step before the next.');
    this.#busy = true;
    try {
      return await work();
    } finally {
      this.#busy = false;
      if (this.#turnEnds) {
        this.#turnEnds = false;
        this.endTurn();
      }
      if (this.#closed) this.#parts.voiceActivity.release();
    }
  }

  #hear(end: number): readonly HeardWindow[] {
    const { voiceActivity } = this.#parts;
    const { windowSamples, attackWindows, releaseWindows } = voiceActivity;
    const delay = { attackSamples: attackWindows * windowSamples, releaseSamples: releaseWindows * windowSamples };
    const windows: HeardWindow[] = [];
    for (; this.#heardTo + windowSamples <= end; this.#heardTo += windowSamples) {
      const span = { start: this.#heardTo, end: this.#heardTo + windowSamples };
      const samples = this.#audio.slice(span.start, span.end);
      this.#run = advanceRun(this.#run, voiceActivity.hear(samples), span, delay);
      windows.push({ end: span.end, power: meanSquare(samples), run: this.#run });
    }
    return windows;
  }

  async #advance(input: SegmenterInput): Promise<void> {
    const { state, effects } = segmentSpeech(this.#segmenter, input, this.#rules);
    this.#segmenter = state;
    for (const effect of effects) await this.#perform(effect);
  }

  async #perform(effect: SegmenterEffect): Promise<void> {
    switch (effect.kind) {
      case 'decode':
        await this.#decode(effect);
        return;
      case 'settle':
        this.#text = withSettled(this.#text, effect.text);
        return;
      case 'cut':
        await this.#cut(effect);
        return;
      case 'clear':
        this.#text = NO_TEXT;
    }
  }

  async #cut({ first, place }: SegmenterEffect & { kind: 'cut' }): Promise<void> {
    const decoded = await this.#recognise(first, 'final', place);
    this.#text = withCut(this.#text, place, decoded, first.voiced);
  }

  async #decode({ segment, purpose, to }: SegmenterEffect & { kind: 'decode' }): Promise<void> {
    const decoded = await this.#recognise(segment, purpose, to);
    const lost = hasLostWords(this.#text, decoded);
    if (!lost) this.#text = withDecode(this.#text, decoded, purpose, segment.voiced);
    if (purpose === 'final' && (lost || decoded !== '')) await this.#advance({ kind: 'decoded', lost });
  }

  async #recognise(segment: Segment, purpose: RecognitionPurpose, to: number): Promise<string> {
    const stretches = stretchesOf(segment.start, to, segment.voiced, this.#rules.longestGap);
    const samples = joined(stretches.map(({ start, end }) => this.#audio.slice(start, end)));
    const speech = {
      start: (segment.voiced[0]?.start ?? segment.start) - segment.start,
      end: samples.length - (to - Math.min(segment.voiced.at(-1)?.end ?? to, to)),
    };
    const decoded = await this.#parts.recogniser.decode({ samples, speech, purpose });
    if (this.#closed) throw new Error('The speech stream was closed during a step.');
    return decoded;
  }

  /** Asks the acoustic model, where there is one and it is time. */
  async #listenForEnd(end: number): Promise<void> {
    const { turnModel } = this.#parts;
    if (turnModel === undefined) return;
    if (this.#run?.ongoing === true || this.#segmenter.kind === 'quiet') {
      if (this.#run?.ongoing === true) this.#look = NO_LOOK;
      return;
    }
    if (!isLookDue(this.#look, this.#silenceSeconds(end))) return;
    const start = Math.max(this.#turnStart, end - turnModel.windowSeconds * ENGINE_SAMPLE_RATE_HZ);
    const score = await turnModel.score(this.#audio.slice(start, end));
    if (this.#closed) throw new Error('The speech stream was closed during a step.');
    this.#look = { looks: this.#look.looks + 1, score };
  }

  #firstNeeded(end: number): number {
    const forText = this.#segmenter.kind === 'open' ? this.#segmenter.segment.start : end - KEPT_IN_SILENCE;
    const window = this.#parts.turnModel?.windowSeconds ?? 0;
    return Math.min(forText, end - window * ENGINE_SAMPLE_RATE_HZ);
  }

  #silenceSeconds(end: number): number {
    return this.#run?.ongoing === true ? 0 : (end - (this.#run?.end ?? 0)) / ENGINE_SAMPLE_RATE_HZ;
  }

  #observe(end: number): EngineStep {
    const speech = this.#run?.ongoing === true;
    const silenceSeconds = this.#silenceSeconds(end);
    const step = this.#withText({
      audioEndSeconds: end / ENGINE_SAMPLE_RATE_HZ,
      speech,
      silenceSeconds,
      transcript: '',
      words: [],
      endOfTurnConfidence: 0,
      languages: this.#parts.languages ?? [],
    });
    const detect = this.#parts.detector ?? detectTurn;
    const { state, confidence } = detect(this.#detector, {
      ...step,
      covered: isCovered(this.#segmenter),
      acousticScore: this.#look.score,
    });
    this.#detector = state;
    return { ...step, endOfTurnConfidence: confidence };
  }

  #withText(step: EngineStep): EngineStep {
    const words = turnWords(this.#text);
    return {
      ...step,
      words,
      transcript: words.map((word) => word.text).join(' '),
      languages: words.length === 0 ? [] : (this.#parts.languages ?? []),
    };
  }
}

function meanSquare(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return sum / samples.length;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}
