import { decodeSamples, type RawEncoding } from '@turnstream/audio';

/** Speech peaks above this, about -40 dBFS; room noise in a call seldom does. */
const QUIET_PEAK = 0.01;

/** Whether a chunk of audio is quiet throughout, so that it may be left out while a session catches up. */
export function isQuietAudio(encoding: RawEncoding, bytes: Uint8Array): boolean {
  return decodeSamples(encoding, bytes).every((sample) => sample < QUIET_PEAK && sample > -QUIET_PEAK);
}
