/** One RIFF chunk, padded to an even length. */
export function riffChunk(id: string, body: readonly number[]): number[] {
  return [...ascii(id), ...uint32(body.length), ...body, ...(body.length % 2 === 1 ? [0] : [])];
}

/** A RIFF file of the given chunks; `riffLength` overrides the announced length. */
export function riffFile(chunks: readonly (readonly number[])[], riffLength?: number): Uint8Array {
  const body = [...ascii('WAVE'), ...chunks.flat()];
  return Uint8Array.from([...ascii('RIFF'), ...uint32(riffLength ?? body.length), ...body]);
}

/** The body of a fmt chunk. */
export function formatBody(code: number, channelCount: number, sampleRateHz: number, bits: number): number[] {
  const frameBytes = (bits / 8) * channelCount;
  return [
    ...uint16(code),
    ...uint16(channelCount),
    ...uint32(sampleRateHz),
    ...uint32(sampleRateHz * frameBytes),
    ...uint16(frameBytes),
    ...uint16(bits),
  ];
}

/** The body of an extensible fmt chunk around a plain code. */
export function extensibleBody(code: number, channelCount: number, sampleRateHz: number, bits: number): number[] {
  const guidTail = [0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71];
  return [
    ...formatBody(0xfffe, channelCount, sampleRateHz, bits),
    ...uint16(22),
    ...uint16(bits),
    ...uint32(0),
    ...uint16(code),
    ...guidTail,
  ];
}

/** A data chunk whose announced length is not what follows. */
export function dataChunk(announced: number, body: readonly number[]): number[] {
  return [...ascii('data'), ...uint32(announced), ...body];
}

function ascii(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}

function uint16(value: number): number[] {
  return [value % 256, Math.floor(value / 256)];
}

function uint32(value: number): number[] {
  return [...uint16(value % 65_536), ...uint16(Math.floor(value / 65_536))];
}
