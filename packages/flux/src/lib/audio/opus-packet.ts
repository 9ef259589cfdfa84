/** Samples at 48 kHz of one frame, by the configuration number in the first byte. RFC 6716, section 3.1, table 2. */
const SILK_FRAMES = [480, 960, 1_920, 2_880] as const;
const HYBRID_FRAMES = [480, 960] as const;
const CELT_FRAMES = [120, 240, 480, 960] as const;

/** One packet of 20 ms of silence. */
export const OPUS_SILENCE: Uint8Array<ArrayBuffer> = Uint8Array.of(0xf8, 0xff, 0xfe);

/** Samples at 48 kHz of {@link OPUS_SILENCE}. */
export const OPUS_SILENCE_SAMPLES = 960;

/** Samples at 48 kHz that an Opus packet decodes to; 0 for what is no packet. */
export function opusPacketSamples(packet: Uint8Array): number {
  const first = packet[0];
  if (first === undefined) return 0;
  return frameSamples(first >> 3) * frameCount(first & 3, packet[1]);
}

function frameSamples(configuration: number): number {
  if (configuration < 12) return SILK_FRAMES[configuration % 4] ?? 0;
  if (configuration < 16) return HYBRID_FRAMES[configuration % 2] ?? 0;
  return CELT_FRAMES[configuration % 4] ?? 0;
}

function frameCount(code: number, second: number | undefined): number {
  if (code === 0) return 1;
  return code === 3 ? (second ?? 0) & 0x3f : 2;
}
