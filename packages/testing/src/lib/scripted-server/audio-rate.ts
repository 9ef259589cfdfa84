const BYTES_PER_SAMPLE: Readonly<Record<string, number>> = { linear16: 2, linear32: 4, mulaw: 1, alaw: 1 };

/**
 * Bytes in one second of the audio that a query of `/v2/listen` announces;
 * `undefined` for containers and compressed audio, whose bytes do not tell the time.
 */
export function bytesPerSecond(query: URLSearchParams): number | undefined {
  const bytesPerSample = BYTES_PER_SAMPLE[query.get('encoding') ?? ''];
  const sampleRateHz = Number(query.get('sample_rate'));
  if (bytesPerSample === undefined || !Number.isInteger(sampleRateHz) || sampleRateHz <= 0) return undefined;
  return bytesPerSample * sampleRateHz;
}
