import type { RawEncoding } from '@turnstream/audio';

/** Speech peaks at this or above, about -40 dBFS; room noise in a call seldom does. */
const QUIET_PEAK = 0.01;
const QUIET_PEAK_16_BIT = QUIET_PEAK * 32_768;

/** The last code of G.711 whose sample is below the peak, counted from silence: 324 and 312 of 32 768. */
const LAST_QUIET_CODE = { mulaw: 28, alaw: 19 };

/**
 * Whether a chunk of audio is quiet throughout, so that it may be left out while a session catches up.
 * Reads the bytes as they are: decoding them would take tables into every browser.
 */
export function isQuietAudio(encoding: RawEncoding, bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (encoding) {
    case 'mulaw':
      return bytes.every((byte) => (~byte & 0x7f) <= LAST_QUIET_CODE.mulaw);
    case 'alaw':
      return bytes.every((byte) => ((byte ^ 0x55) & 0x7f) <= LAST_QUIET_CODE.alaw);
    case 'linear16':
      for (let at = 0; at + 2 <= bytes.byteLength; at += 2) {
        if (Math.abs(view.getInt16(at, true)) >= QUIET_PEAK_16_BIT) return false;
      }
      return true;
    case 'linear32':
      for (let at = 0; at + 4 <= bytes.byteLength; at += 4) {
        if (Math.abs(view.getFloat32(at, true)) >= QUIET_PEAK) return false;
      }
      return true;
  }
}
