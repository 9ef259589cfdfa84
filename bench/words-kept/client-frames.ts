/**
 * Reads what a WebSocket client sends: the upgrade request, then its frames, unmasked. RFC 6455, section 5.2.
 * Frames may be cut anywhere between two reads.
 */
export class ClientFrames {
  readonly #take: (payload: Buffer) => void;
  #upgraded = false;
  #waiting: Buffer = Buffer.alloc(0);

  /** @param take given the payload of each binary frame */
  constructor(take: (payload: Buffer) => void) {
    this.#take = take;
  }

  /** The next bytes. @throws Error for what a client that neither compresses nor fragments would not send */
  push(bytes: Buffer): void {
    this.#waiting = this.#waiting.length === 0 ? bytes : Buffer.concat([this.#waiting, bytes]);
    if (!this.#upgraded) {
      const end = this.#waiting.indexOf('\r\n\r\n');
      if (end === -1) return;
      this.#upgraded = true;
      this.#waiting = this.#waiting.subarray(end + 4);
    }
    for (let size = this.#readFrame(); size > 0; size = this.#readFrame()) this.#waiting = this.#waiting.subarray(size);
  }

  /** Reads one frame; 0 when it is not whole yet. */
  #readFrame(): number {
    const bytes = this.#waiting;
    if (bytes.length < 6) return 0;
    const first = bytes.readUInt8(0);
    const second = bytes.readUInt8(1);
    if ((first & 0xf0) !== 0x80 || (second & 0x80) === 0) throw new Error(`an unexpected frame begins with ${first}`);
    const short = second & 0x7f;
    const lengthBytes = short === 127 ? 8 : short === 126 ? 2 : 0;
    const start = 2 + lengthBytes + 4;
    if (bytes.length < start) return 0;
    const length =
      lengthBytes === 8 ? Number(bytes.readBigUInt64BE(2)) : lengthBytes === 2 ? bytes.readUInt16BE(2) : short;
    if (bytes.length < start + length) return 0;
    if ((first & 0x0f) === 2) {
      const payload = Buffer.from(bytes.subarray(start, start + length));
      for (let index = 0; index < length; index += 1)
        payload[index] = (payload[index] ?? 0) ^ (bytes[start - 4 + (index & 3)] ?? 0);
      this.#take(payload);
    }
    return start + length;
  }
}
