/** The longest packet that is decoded: 120 ms at the highest rate of libopus. */
export const MAX_OPUS_PACKET_BYTES = 7_680;

/** The longest frame inside a packet (RFC 6716, 3.4, R2). */
const MAX_FRAME_BYTES = 1_275;

/** The longest packet lasts 120 ms (R5), counted in samples of 48 kHz. */
const MAX_PACKET_SAMPLES = 5_760;

/** What a packet holds, or what is wrong with it. */
export type OpusPacket =
  /** `durationMs` is the audio it decodes to. */
  { readonly kind: 'ok'; readonly durationMs: number } | { readonly kind: 'invalid'; readonly reason: string };

/** Frame length of a packet in samples of 48 kHz, by the configuration in its first byte (RFC 6716, table 2). */
function frameSamples(firstByte: number): number {
  const size = (firstByte >> 3) & 3;
  if ((firstByte & 0x80) !== 0) return 120 << size;
  if ((firstByte & 0x60) === 0x60) return (firstByte & 0x08) === 0 ? 480 : 960;
  return size === 3 ? 2_880 : 480 << size;
}

/** A frame length of one or two bytes (3.2.1): the length, and the bytes it took; `undefined` when it is cut off. */
function readLength(packet: Uint8Array, at: number): { readonly length: number; readonly bytes: number } | undefined {
  const first = packet[at];
  if (first === undefined || first < 252) return first === undefined ? undefined : { length: first, bytes: 1 };
  const second = packet[at + 1];
  return second === undefined ? undefined : { length: second * 4 + first, bytes: 2 };
}

function invalid(reason: string): OpusPacket {
  return { kind: 'invalid', reason };
}

/** Takes the padding of a packet of many frames away: the end of its frames and the position of the first. */
function withoutPadding(packet: Uint8Array, padded: boolean): { readonly at: number; readonly end: number } {
  let at = 2;
  let end = packet.byteLength;
  for (let more = padded; more;) {
    const count = packet[at] ?? 0;
    at += 1;
    end -= count === 255 ? 254 : count;
    more = count === 255 && at < packet.byteLength;
  }
  return { at, end };
}

function readManyFrames(packet: Uint8Array): string | undefined {
  const counts = packet[1] ?? 0;
  const frames = counts & 0x3f;
  if (frames === 0) return 'it holds no frames';
  if (frameSamples(packet[0] ?? 0) * frames > MAX_PACKET_SAMPLES) return 'it is longer than 120 ms';
  const padding = withoutPadding(packet, (counts & 0x40) !== 0);
  let left = padding.end - padding.at;
  if (left < 0) return 'its padding is longer than the packet';
  if ((counts & 0x80) === 0) {
    if (left % frames !== 0) return 'its frames are not of one length';
    return left / frames > MAX_FRAME_BYTES ? 'a frame is too long' : undefined;
  }
  let { at } = padding;
  for (let frame = 1; frame < frames; frame += 1) {
    const read = readLength(packet, at);
    if (read === undefined) return 'it ends inside a length';
    at += read.bytes;
    left -= read.bytes + read.length;
    if (left < 0) return 'its frames are longer than the packet';
  }
  return left > MAX_FRAME_BYTES ? 'a frame is too long' : undefined;
}

function readFrames(packet: Uint8Array): string | undefined {
  const body = packet.byteLength - 1;
  switch ((packet[0] ?? 0) & 3) {
    case 0:
      return body > MAX_FRAME_BYTES ? 'a frame is too long' : undefined;
    case 1:
      if (body % 2 !== 0) return 'its two frames are not of one length';
      return body / 2 > MAX_FRAME_BYTES ? 'a frame is too long' : undefined;
    case 2: {
      const first = readLength(packet, 1);
      if (first === undefined) return 'it ends inside a length';
      const second = body - first.bytes - first.length;
      if (second < 0) return 'its frames are longer than the packet';
      return second > MAX_FRAME_BYTES ? 'a frame is too long' : undefined;
    }
    default:
      return body === 0 ? 'it ends before its frame count' : readManyFrames(packet);
  }
}

/**
 * Holds a packet against the rules of RFC 6716, 3.4, which are what libopus goes by: a packet that is `ok` can be decoded.
 * Never throws.
 */
export function readOpusPacket(packet: Uint8Array): OpusPacket {
  const [firstByte] = packet;
  if (firstByte === undefined) return invalid('it is empty');
  if (packet.byteLength > MAX_OPUS_PACKET_BYTES) {
    return invalid(`it has ${packet.byteLength} bytes, at most ${MAX_OPUS_PACKET_BYTES} are decoded`);
  }
  const problem = readFrames(packet);
  if (problem !== undefined) return invalid(problem);
  const code = firstByte & 3;
  const frames = code === 3 ? (packet[1] ?? 0) & 0x3f : Math.min(code + 1, 2);
  return { kind: 'ok', durationMs: (frameSamples(firstByte) * frames) / 48 };
}
