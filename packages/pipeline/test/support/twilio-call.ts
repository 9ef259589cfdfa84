/** The ids of a made-up call, in the form of Twilio's. */
export const STREAM_SID = 'MZ18ad3ab5a668481ce02b83e7395059f0';
const CALL_SID = 'CAc45d81f3a9ab4fdd0f1c06d24d2f3d5a';
const ACCOUNT_SID = 'AC9c5f7d3a9b2e4d1f8a6b7c8d9e0f1a2b';

/** Bytes of 20 ms at 8 kHz: what Twilio sends at a time. */
const MEDIA_BYTES = 160;

/**
 * What Twilio sends over a call's WebSocket, message for message as its page "Media Streams - WebSocket Messages"
 * documents them: `connected`, `start`, the caller's audio in `media` of 20 ms, `stop`.
 * @param mulaw The caller's audio: mu-law at 8 kHz
 * @param between Messages to come behind so many `media`
 */
export function twilioCall(mulaw: Uint8Array, between: ReadonlyMap<number, object> = new Map()): string[] {
  const messages: object[] = [
    { event: 'connected', protocol: 'Call', version: '1.0.0' },
    {
      event: 'start',
      start: {
        accountSid: ACCOUNT_SID,
        streamSid: STREAM_SID,
        callSid: CALL_SID,
        tracks: ['inbound'],
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8_000, channels: 1 },
        customParameters: { FirstName: 'Jane', LastName: 'Doe' },
      },
    },
  ];
  for (let start = 0, chunk = 1; start < mulaw.byteLength; start += MEDIA_BYTES, chunk += 1) {
    const payload = Buffer.from(mulaw.subarray(start, start + MEDIA_BYTES)).toString('base64');
    messages.push({
      event: 'media',
      media: { track: 'inbound', chunk: String(chunk), timestamp: String((chunk - 1) * 20), payload },
    });
    const inserted = between.get(chunk);
    if (inserted !== undefined) messages.push(inserted);
  }
  messages.push({ event: 'stop', stop: { accountSid: ACCOUNT_SID, callSid: CALL_SID } });
  return messages.map((message, index) =>
    JSON.stringify(index === 0 ? message : { sequenceNumber: String(index), ...message, streamSid: STREAM_SID }),
  );
}
