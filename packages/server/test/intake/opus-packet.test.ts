import { array, assert, asyncProperty, constantFrom, integer, oneof, tuple, uint8Array } from 'fast-check';
import { OpusDecoder } from 'opus-decoder';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { readOpusPacket } from '../../src/lib/intake/opus-packet.ts';

/** Packets that are right or nearly so: a first byte of any configuration and code, then what may be counts and lengths. */
const packets = oneof(
  tuple(integer({ min: 0, max: 255 }), uint8Array({ maxLength: 60 })).map(([first, rest]) =>
    Uint8Array.of(first, ...rest),
  ),
  tuple(
    integer({ min: 0, max: 63 }).map((configuration) => configuration * 4 + 3),
    tuple(integer({ min: 0, max: 6 }), constantFrom(0, 0x40, 0x80, 0xc0)).map(([frames, flags]) => frames + flags),
    array(constantFrom(0, 1, 2, 3, 251, 252, 255), { maxLength: 8 }),
    uint8Array({ maxLength: 1_400 }),
  ).map(([first, counts, lengths, rest]) => Uint8Array.of(first, counts, ...lengths, ...rest)),
  tuple(integer({ min: 0, max: 255 }), integer({ min: 1_270, max: 1_280 })).map(([first, length]) =>
    Uint8Array.from({ length }, (_, at) => (at === 0 ? first : at % 251)),
  ),
);

describe('the check of an Opus packet', () => {
  beforeEach(() => {
    // The library tells of what it cannot decode on the console.
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('says what libopus says, and how long the audio is', async () => {
    const decoder = new OpusDecoder({ sampleRate: 16_000, channels: 2 });
    await decoder.ready;
    let decoded = 0;
    await assert(
      asyncProperty(packets, async (packet) => {
        const checked = readOpusPacket(packet);
        const { errors, samplesDecoded } = decoder.decodeFrame(packet);
        expect(checked.kind).toBe(errors.length === 0 ? 'ok' : 'invalid');
        expect(checked).toMatchObject(checked.kind === 'ok' ? { durationMs: samplesDecoded / 16 } : {});
        decoded += errors.length === 0 ? 1 : 0;
      }),
      { numRuns: 3_000 },
    );
    decoder.free();
    expect(decoded).toBeGreaterThan(300);
  });

  it('refuses an empty one and one that would not fit', () => {
    expect(readOpusPacket(new Uint8Array(0))).toMatchObject({ reason: 'it is empty' });
    expect(readOpusPacket(new Uint8Array(7_681))).toMatchObject({ reason: expect.stringContaining('7681 bytes') });
  });
});
