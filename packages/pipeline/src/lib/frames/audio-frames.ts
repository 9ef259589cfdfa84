import type { Frame } from './frame.ts';
import { DataFrame, SystemFrame } from './frame.ts';

/** What every audio frame carries. */
export type AudioFields = {
  /** 16-bit little-endian PCM. Not copied: do not change it afterwards. */
  readonly audio: Uint8Array;
  /** In Hz. */
  readonly sampleRate: number;
  /** Default 1. */
  readonly numChannels?: number | undefined;
};

/** A frame with 16-bit little-endian PCM in it. */
export type AudioRawFrame = Frame & {
  readonly audio: Uint8Array;
  /** In Hz. */
  readonly sampleRate: number;
  readonly numChannels: number;
  /** Samples per channel; an incomplete last one does not count. */
  readonly numFrames: number;
};

/** Audio from the user. A system frame: it is never dropped by an interruption and waits for no data. */
export class InputAudioRawFrame extends SystemFrame implements AudioRawFrame {
  // Assigned and not defined, as in `Frame`: there are fifty a second.
  declare readonly audio: Uint8Array;
  declare readonly sampleRate: number;
  declare readonly numChannels: number;

  constructor(fields: AudioFields) {
    super();
    this.audio = fields.audio;
    this.sampleRate = fields.sampleRate;
    this.numChannels = fields.numChannels ?? 1;
  }

  override get isStreamed(): boolean {
    return true;
  }

  /** Samples per channel. */
  get numFrames(): number {
    return Math.floor(this.audio.byteLength / (this.numChannels * 2));
  }
}

/** Audio from one named user. */
export class UserAudioRawFrame extends InputAudioRawFrame {
  /** Whose voice it is; empty when unknown. */
  readonly userId: string;

  constructor(fields: AudioFields & { readonly userId?: string | undefined }) {
    super(fields);
    this.userId = fields.userId ?? '';
  }
}

/** Audio for the user, in order with other data. */
export class OutputAudioRawFrame extends DataFrame implements AudioRawFrame {
  readonly audio: Uint8Array;
  readonly sampleRate: number;
  readonly numChannels: number;

  constructor(fields: AudioFields) {
    super();
    this.audio = fields.audio;
    this.sampleRate = fields.sampleRate;
    this.numChannels = fields.numChannels ?? 1;
  }

  /** Samples per channel. */
  get numFrames(): number {
    return Math.floor(this.audio.byteLength / (this.numChannels * 2));
  }
}

/** Audio for the user that a voice made of text. */
export class TTSAudioRawFrame extends OutputAudioRawFrame {}
