import { InputAudioRawFrame, OutputAudioRawFrame } from '../frames/audio-frames.ts';
import { ClientConnectedFrame } from '../frames/client-frames.ts';
import { InterruptionFrame } from '../frames/flow-frames.ts';
import type { Frame } from '../frames/frame.ts';
import {
  InputDTMFFrame,
  InputTransportMessageFrame,
  OutputTransportMessageFrame,
  OutputTransportMessageUrgentFrame,
} from '../frames/transport-frames.ts';
import { encodePcm, PcmConverter } from '../sources/pcm-converter.ts';
import type { Deserialized, FrameSerializer, FrameSerializerSetup } from './frame-serializer.ts';
import { TwilioHangUp, type TwilioHangUpOptions } from './twilio-hang-up.ts';
import type { TwilioMessage, TwilioStart } from './twilio-message.ts';
import { parseTwilioMessage, twilioClear, twilioMedia } from './twilio-message.ts';

const TWILIO_RATE_HZ = 8_000;

/** Options of the serializer. */
export type TwilioFrameSerializerOptions = {
  /** Hangs the call up when the pipeline ends. Default: Twilio goes on behind the `<Connect>` of its TwiML. */
  readonly autoHangUp?: TwilioHangUpOptions | undefined;
};

/**
 * The messages of Twilio's media streams: mu-law at 8 kHz in JSON.
 *
 * In: the caller's audio at the pipeline's rate, keys, and `mark` messages as InputTransportMessageFrame. Out: audio as
 * `media`, an interruption as `clear`, and transport messages as they are, with the stream's id filled in: send
 * `{ event: 'mark', mark: { name } }` to hear when the audio before it was played.
 */
export class TwilioFrameSerializer implements FrameSerializer {
  readonly #hangUp: TwilioHangUp | undefined;
  #start: TwilioStart | undefined;
  #setup: FrameSerializerSetup | undefined;
  #inward: PcmConverter | undefined;
  #outward: PcmConverter | undefined;

  /** @throws TypeError naming the option that cannot be used */
  constructor(options: TwilioFrameSerializerOptions = {}) {
    this.#hangUp = options.autoHangUp === undefined ? undefined : new TwilioHangUp(options.autoHangUp);
  }

  /** What Twilio told about the call; `undefined` before its `start` message. */
  get start(): TwilioStart | undefined {
    return this.#start;
  }

  async setup(setup: FrameSerializerSetup): Promise<void> {
    const { audioInSampleRate, audioOutSampleRate } = setup;
    const mono = { channelCount: 1 };
    [this.#inward, this.#outward] = await Promise.all([
      PcmConverter.create({ ...mono, encoding: 'mulaw', inputRateHz: TWILIO_RATE_HZ, outputRateHz: audioInSampleRate }),
      PcmConverter.create({
        ...mono,
        encoding: 'linear16',
        inputRateHz: audioOutSampleRate,
        outputRateHz: TWILIO_RATE_HZ,
      }),
    ]);
    this.#setup = setup;
  }

  deserialize(message: string | Uint8Array): Deserialized {
    if (typeof message !== 'string') return { kind: 'invalid', reason: 'it is binary; Twilio sends text' };
    const parsed = parseTwilioMessage(message);
    switch (parsed.kind) {
      case 'invalid':
        return parsed;
      case 'unknown':
        return frames();
      case 'ok':
        return this.#take(parsed.message);
    }
  }

  serialize(frame: Frame): string | undefined {
    if (frame instanceof OutputTransportMessageFrame || frame instanceof OutputTransportMessageUrgentFrame) {
      return this.#fillIn(frame.message);
    }
    const streamSid = this.#start?.streamSid;
    if (streamSid === undefined) return undefined;
    if (frame instanceof InterruptionFrame) return twilioClear(streamSid);
    if (frame instanceof OutputAudioRawFrame) return this.#media(streamSid, frame);
    return undefined;
  }

  /** Hangs up, where that was asked for. */
  async end(signal: AbortSignal): Promise<void> {
    await this.#hangUp?.hangUp(this.#start?.callSid, signal);
  }

  dispose(): void {
    this.#inward?.dispose();
    this.#outward?.dispose();
    this.#inward = undefined;
    this.#outward = undefined;
  }

  #take(message: TwilioMessage): Deserialized {
    switch (message.event) {
      case 'connected':
        return frames();
      case 'start':
        if (this.#start !== undefined) return { kind: 'invalid', reason: 'it is a second start' };
        this.#start = message.start;
        return frames(new ClientConnectedFrame());
      case 'media':
        // The other track is what we play ourselves.
        return message.track === 'inbound' ? this.#hear(message.audio) : frames();
      case 'dtmf':
        return frames(new InputDTMFFrame({ button: message.button }));
      case 'mark':
        return frames(new InputTransportMessageFrame({ message }));
      case 'stop':
        return { kind: 'end', reason: 'Twilio stopped the stream' };
    }
  }

  #hear(bytes: Uint8Array): Deserialized {
    const audio = this.#inward?.convert(bytes);
    // The resampler looks ahead, so it may have nothing to give yet.
    if (audio === undefined || audio.byteLength === 0 || this.#setup === undefined) return frames();
    return frames(new InputAudioRawFrame({ audio, sampleRate: this.#setup.audioInSampleRate }));
  }

  #media(streamSid: string, frame: OutputAudioRawFrame): string | undefined {
    const { audio, sampleRate, numChannels } = frame;
    const wanted = this.#setup?.audioOutSampleRate;
    if (sampleRate !== wanted || numChannels !== 1) {
      throw new TypeError(
        `Audio at ${sampleRate} Hz with ${numChannels} channels cannot be played: the pipeline was set up for ${wanted} Hz, mono. Resample it, or set audioOutSampleRate.`,
      );
    }
    if (audio.byteLength % 2 !== 0) {
      throw new TypeError(`Audio of ${audio.byteLength} bytes cannot be played: 16-bit samples take an even number.`);
    }
    const pcm = this.#outward?.convert(audio);
    return pcm === undefined || pcm.byteLength === 0 ? undefined : twilioMedia(streamSid, encodePcm('mulaw', pcm));
  }

  #fillIn(message: unknown): string {
    if (typeof message !== 'object' || message === null || Array.isArray(message)) return JSON.stringify(message);
    return JSON.stringify({ streamSid: this.#start?.streamSid, ...message });
  }
}

function frames(...made: readonly Frame[]): Deserialized {
  return { kind: 'frames', frames: made };
}
