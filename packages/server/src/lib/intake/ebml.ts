/** The head of an EBML element (RFC 8794): what it is and how long. */
export type ElementHead = {
  readonly id: number;
  /** Bytes of its content; absent where the writer did not know it, as in live streams. */
  readonly contentBytes?: number;
  readonly headBytes: number;
};

/** What came of reading one. */
export type ReadElementHead =
  | { readonly kind: 'ok'; readonly element: ElementHead }
  | { readonly kind: 'needs-more' }
  | { readonly kind: 'invalid'; readonly reason: string };

/** A number of one to eight bytes, whose first byte says how many. */
type VariableInteger = { readonly value: number; readonly bytes: number; readonly unknown: boolean };

const MAX_ID_BYTES = 4;
const MAX_SIZE_BYTES = 8;

/** How many bytes a number has, by the leading zeros of the first; more than 8 for a first byte of 0. */
function byteLengthOf(firstByte: number): number {
  return Math.clz32(firstByte) - 23;
}

/** Reads a number whose first byte is there; `undefined` when the rest is not. */
export function readVariableInteger(bytes: Uint8Array, at: number): VariableInteger | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  const length = byteLengthOf(first);
  if (at + length > bytes.byteLength) return undefined;
  const mask = 0xff >> length;
  let value = first & mask;
  let unknown = value === mask;
  for (let index = 1; index < length; index += 1) {
    const byte = bytes[at + index] ?? 0;
    value = value * 256 + byte;
    unknown &&= byte === 0xff;
  }
  return { value, bytes: length, unknown };
}

/** Reads the head of the element at the start of the bytes. Never throws; it has at most 12 bytes. */
export function readElementHead(bytes: Uint8Array): ReadElementHead {
  const [first] = bytes;
  if (first === undefined) return { kind: 'needs-more' };
  const idBytes = byteLengthOf(first);
  if (idBytes > MAX_ID_BYTES) return { kind: 'invalid', reason: 'an element has no valid name' };
  const second = bytes[idBytes];
  if (second === undefined) return { kind: 'needs-more' };
  if (byteLengthOf(second) > MAX_SIZE_BYTES) return { kind: 'invalid', reason: 'an element has no valid length' };
  const size = readVariableInteger(bytes, idBytes);
  if (size === undefined) return { kind: 'needs-more' };
  let id = 0;
  for (let at = 0; at < idBytes; at += 1) id = id * 256 + (bytes[at] ?? 0);
  return {
    kind: 'ok',
    element: {
      id,
      headBytes: idBytes + size.bytes,
      ...(!size.unknown && { contentBytes: size.value }),
    },
  };
}

/** The whole number an element holds: big-endian, of any length. */
export function readUnsigned(content: Uint8Array): number {
  return content.reduce((value, byte) => value * 256 + byte, 0);
}
