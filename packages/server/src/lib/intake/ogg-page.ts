/** One page of an Ogg stream (RFC 3533, 6). */
export type OggPage = {
  readonly serial: number;
  readonly sequence: number;
  readonly continued: boolean;
  readonly first: boolean;
  /** The pieces of packets, in order; all but the last end their packet, the last only where `endsPacket`. */
  readonly pieces: readonly Uint8Array[];
  readonly endsPacket: boolean;
  readonly byteLength: number;
};

/** What came of reading one. */
export type ReadOggPage =
  | { readonly kind: 'ok'; readonly page: OggPage }
  | { readonly kind: 'needs-more' }
  | { readonly kind: 'invalid'; readonly reason: string };

const HEADER_BYTES = 27;
const MARK = [0x4f, 0x67, 0x67, 0x53] as const;
const CHECKSUM_AT = 22;

/** Remainders of the page checksum: polynomial 04c11db7, high bit first. Made when the first page is read. */
let remainders: Uint32Array | undefined;

function makeRemainders(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte << 24;
    for (let bit = 0; bit < 8; bit += 1) {
      remainder = (remainder << 1) ^ ((remainder & 0x8000_0000) === 0 ? 0 : 0x04c1_1db7);
    }
    return remainder;
  });
}

/** The checksum of a page, its own field counted as zeros. */
function checksumOf(page: Uint8Array): number {
  remainders ??= makeRemainders();
  let sum = 0;
  for (let at = 0; at < page.byteLength; at += 1) {
    const byte = at >= CHECKSUM_AT && at < CHECKSUM_AT + 4 ? 0 : (page[at] ?? 0);
    sum = (sum << 8) ^ (remainders[((sum >>> 24) ^ byte) & 0xff] ?? 0);
  }
  return sum >>> 0;
}

function cutPieces(lengths: Uint8Array, body: Uint8Array): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let start = 0;
  let end = 0;
  for (const [index, length] of lengths.entries()) {
    end += length;
    if (length < 255 || index === lengths.byteLength - 1) {
      pieces.push(body.subarray(start, end));
      start = end;
    }
  }
  return pieces;
}

/** Reads the page at the start of the bytes. Never throws; a page has at most 65 307 bytes, so it never needs more than that. */
export function readOggPage(bytes: Uint8Array): ReadOggPage {
  if (MARK.some((byte, at) => at < bytes.byteLength && bytes[at] !== byte)) {
    return { kind: 'invalid', reason: 'a page does not begin with OggS' };
  }
  if (bytes.byteLength < HEADER_BYTES) return { kind: 'needs-more' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint8(4) !== 0) return { kind: 'invalid', reason: `its Ogg version is ${view.getUint8(4)}, not 0` };
  const bodyAt = HEADER_BYTES + view.getUint8(26);
  if (bytes.byteLength < bodyAt) return { kind: 'needs-more' };
  const lengths = bytes.subarray(HEADER_BYTES, bodyAt);
  const byteLength = lengths.reduce((sum, length) => sum + length, bodyAt);
  if (bytes.byteLength < byteLength) return { kind: 'needs-more' };
  if (checksumOf(bytes.subarray(0, byteLength)) !== view.getUint32(CHECKSUM_AT, true)) {
    return { kind: 'invalid', reason: 'the checksum of a page is wrong' };
  }
  const flags = view.getUint8(5);
  return {
    kind: 'ok',
    page: {
      serial: view.getUint32(14, true),
      sequence: view.getUint32(18, true),
      continued: (flags & 1) !== 0,
      first: (flags & 2) !== 0,
      pieces: cutPieces(lengths, bytes.subarray(bodyAt, byteLength)),
      endsPacket: (lengths.at(-1) ?? 0) < 255,
      byteLength,
    },
  };
}
