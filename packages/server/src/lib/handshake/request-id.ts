import type { ServerClock } from '../server-clock.ts';

const HEX_GROUP_ENDS = [8, 12, 16, 20, 32] as const;

/** Makes a request id as the service does: a UUID of version 7, which sorts by its time (RFC 9562, 5.7). */
export function createRequestId(clock: Pick<ServerClock, 'epochNow' | 'fillRandom'>): string {
  const bytes = new Uint8Array(16);
  clock.fillRandom(bytes);
  const view = new DataView(bytes.buffer);
  const epochMs = clock.epochNow();
  view.setUint32(0, Math.floor(epochMs / 0x1_0000));
  view.setUint16(4, epochMs % 0x1_0000);
  view.setUint16(6, 0x7000 | (view.getUint16(6) & 0x0fff));
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return HEX_GROUP_ENDS.map((end, index) => hex.slice(HEX_GROUP_ENDS[index - 1] ?? 0, end)).join('-');
}
