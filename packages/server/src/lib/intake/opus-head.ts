/** What stands ahead of the packets of an Opus stream (RFC 7845, 5.1). */
export type OpusHead = {
  /** 1 or 2; two are mixed. */
  readonly channelCount: number;
  /** Samples of 48 kHz at the start that are not audio. */
  readonly preSkipSamples: number;
  /** What the samples are to be multiplied with. */
  readonly gain: number;
};

/** The head of a stream without one. */
export const NO_OPUS_HEAD: OpusHead = { channelCount: 1, preSkipSamples: 0, gain: 1 };

/** What came of reading one. */
export type ReadOpusHead =
  | { readonly kind: 'ok'; readonly head: OpusHead }
  | { readonly kind: 'invalid'; readonly reason: string };

const MARK = 'OpusHead';
const HEAD_BYTES = 19;

/** Whether a packet begins with these characters. */
export function beginsWith(packet: Uint8Array, mark: string): boolean {
  return packet.byteLength >= mark.length && String.fromCharCode(...packet.subarray(0, mark.length)) === mark;
}

/** Reads the identification header of an Opus stream. Never throws. */
export function readOpusHead(packet: Uint8Array): ReadOpusHead {
  if (!beginsWith(packet, MARK)) return { kind: 'invalid', reason: 'it does not begin with an Opus header' };
  if (packet.byteLength < HEAD_BYTES) return { kind: 'invalid', reason: 'its Opus header is cut off' };
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const channelCount = view.getUint8(9);
  const mappingFamily = view.getUint8(18);
  if (view.getUint8(8) > 15) {
    return { kind: 'invalid', reason: `its Opus header is of version ${view.getUint8(8)}, which is not known` };
  }
  if (mappingFamily !== 0 || channelCount < 1 || channelCount > 2) {
    return { kind: 'invalid', reason: `it has ${channelCount} channels, one or two can be heard` };
  }
  const gain = 10 ** (view.getInt16(16, true) / (20 * 256));
  return { kind: 'ok', head: { channelCount, preSkipSamples: view.getUint16(10, true), gain } };
}
