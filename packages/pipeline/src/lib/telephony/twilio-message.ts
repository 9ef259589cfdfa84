import type { DtmfButton } from '../frames/transport-frames.ts';

/** What Twilio tells at the start of a media stream. */
export type TwilioStart = {
  readonly streamSid: string;
  readonly callSid: string | undefined;
  readonly accountSid: string | undefined;
  readonly tracks: readonly string[];
  /** The `<Parameter>`s of the TwiML. */
  readonly customParameters: Readonly<Record<string, string>>;
};

/** A message of Twilio's media streams. */
export type TwilioMessage =
  | { readonly event: 'connected'; readonly protocol: string | undefined; readonly version: string | undefined }
  | { readonly event: 'start'; readonly start: TwilioStart }
  | { readonly event: 'media'; readonly track: string; readonly audio: Uint8Array }
  | { readonly event: 'dtmf'; readonly button: DtmfButton }
  | { readonly event: 'mark'; readonly name: string }
  | { readonly event: 'stop' };

/** What came of reading a message. */
export type ParsedTwilioMessage =
  | { readonly kind: 'ok'; readonly message: TwilioMessage }
  | { readonly kind: 'unknown'; readonly event: string }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Largest message: Twilio's own, of 20 ms each, are below 1 KiB. */
export const MAX_TWILIO_MESSAGE_CHARACTERS = 65_536;

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/u;
const BUTTON = /^[0-9*#]$/u;

/** Reads a message of a media stream. Never throws. */
export function parseTwilioMessage(text: string): ParsedTwilioMessage {
  if (text.length > MAX_TWILIO_MESSAGE_CHARACTERS) {
    return invalid(`it has ${text.length} characters; the most is ${MAX_TWILIO_MESSAGE_CHARACTERS}`);
  }
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return invalid('it is no JSON');
  }
  const event = stringField(message, 'event');
  if (event === undefined) return invalid('it has no event');
  switch (event) {
    case 'connected':
      return ok({ event, protocol: stringField(message, 'protocol'), version: stringField(message, 'version') });
    case 'start':
      return readStart(message);
    case 'media':
      return readMedia(field(message, 'media'));
    case 'dtmf': {
      const digit = stringField(field(message, 'dtmf'), 'digit');
      return isButton(digit) ? ok({ event, button: digit }) : invalid(`its dtmf.digit is ${String(digit)}`);
    }
    case 'mark': {
      const name = stringField(field(message, 'mark'), 'name');
      return name === undefined ? invalid('its mark has no name') : ok({ event, name });
    }
    case 'stop':
      return ok({ event });
    default:
      return { kind: 'unknown', event: event.slice(0, 40) };
  }
}

/** Audio to be played to the caller: mu-law at 8 kHz. */
export function twilioMedia(streamSid: string, audio: Uint8Array): string {
  return JSON.stringify({ event: 'media', streamSid, media: { payload: Buffer.from(audio).toString('base64') } });
}

/** Throws away what was sent and is not played yet. Marks sent before come back at once. */
export function twilioClear(streamSid: string): string {
  return JSON.stringify({ event: 'clear', streamSid });
}

function readStart(message: unknown): ParsedTwilioMessage {
  const start = field(message, 'start');
  const streamSid = stringField(start, 'streamSid') ?? stringField(message, 'streamSid');
  if (streamSid === undefined || streamSid === '') return invalid('its start has no streamSid');
  const format = field(start, 'mediaFormat');
  const [encoding, rate, channels] = ['encoding', 'sampleRate', 'channels'].map((name) => field(format, name));
  if (encoding !== 'audio/x-mulaw' || Number(rate) !== 8_000 || Number(channels) !== 1) {
    return invalid(`its audio is ${String(encoding)} at ${String(rate)} Hz; audio/x-mulaw at 8000 Hz, mono, is wanted`);
  }
  const tracks = field(start, 'tracks');
  return ok({
    event: 'start',
    start: {
      streamSid,
      callSid: stringField(start, 'callSid'),
      accountSid: stringField(start, 'accountSid'),
      tracks: Array.isArray(tracks) ? tracks.filter((track) => typeof track === 'string') : [],
      customParameters: stringsOf(field(start, 'customParameters')),
    },
  });
}

function readMedia(media: unknown): ParsedTwilioMessage {
  const payload = stringField(media, 'payload');
  if (payload === undefined) return invalid('its media has no payload');
  if (payload.length % 4 !== 0 || !BASE64.test(payload)) return invalid('its media.payload is no base64');
  const audio = new Uint8Array(Buffer.from(payload, 'base64'));
  return ok({ event: 'media', track: stringField(media, 'track') ?? 'inbound', audio });
}

function stringsOf(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(entries);
}

function isButton(digit: string | undefined): digit is DtmfButton {
  return digit !== undefined && BUTTON.test(digit);
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

function stringField(value: unknown, name: string): string | undefined {
  const found = field(value, name);
  return typeof found === 'string' ? found : undefined;
}

function ok(message: TwilioMessage): ParsedTwilioMessage {
  return { kind: 'ok', message };
}

function invalid(reason: string): ParsedTwilioMessage {
  return { kind: 'invalid', reason };
}
