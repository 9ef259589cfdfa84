/** A number of the wire format: seven bits a byte, low ones first. */
function readNumber(bytes: Uint8Array, at: number): { readonly value: number; readonly next: number } | undefined {
  let value = 0;
  for (let index = 0; index < 10; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, next: at + index + 1 };
  }
  return undefined;
}

type Field = { readonly number: number; readonly content: Uint8Array };

/** The fields of a protocol-buffer message; `undefined` when it is none. */
function readFields(bytes: Uint8Array): readonly Field[] | undefined {
  const fields: Field[] = [];
  for (let at = 0; at < bytes.byteLength;) {
    const tag = readNumber(bytes, at);
    if (tag === undefined) return undefined;
    const kind = tag.value % 8;
    const length = kind === 2 ? readNumber(bytes, tag.next) : undefined;
    const number = kind === 0 ? readNumber(bytes, tag.next) : undefined;
    const start = length?.next ?? tag.next;
    const ends: Readonly<Record<number, number | undefined>> = {
      0: number?.next,
      1: start + 8,
      2: length === undefined ? undefined : start + length.value,
      5: start + 4,
    };
    const end = ends[kind];
    if (end === undefined || end > bytes.byteLength) return undefined;
    fields.push({ number: Math.floor(tag.value / 8), content: bytes.subarray(start, end) });
    at = end;
  }
  return fields;
}

const PIECE = 1;
const TEXT = 1;
const SCORE = 2;

/**
 * The vocabulary of a SentencePiece model as sherpa-onnx takes it to cut words to expect into tokens: one `piece score` a line.
 * `undefined` when the bytes are no such model. Never throws.
 */
export function bpeVocabulary(model: Uint8Array): string | undefined {
  const pieces = readFields(model)?.filter(({ number }) => number === PIECE);
  if (pieces === undefined || pieces.length === 0) return undefined;
  const lines: string[] = [];
  for (const { content } of pieces) {
    const fields = readFields(content);
    const text = fields?.find(({ number }) => number === TEXT)?.content;
    const score = fields?.find(({ number }) => number === SCORE)?.content;
    if (text === undefined) return undefined;
    const value = score?.byteLength === 4 ? new DataView(score.buffer, score.byteOffset, 4).getFloat32(0, true) : 0;
    lines.push(`${new TextDecoder().decode(text)} ${value}\n`);
  }
  return lines.join('');
}
