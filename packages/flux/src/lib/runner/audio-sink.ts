import type { Session } from '../session/session.ts';

/**
 * The session's `audio`: a stream whose writes wait exactly while `send()` would return false. A large write goes in
 * pieces, so that it waits like many small ones.
 * @param pieceBytes at most so many bytes between two waits
 * @param endError why the session takes no more audio; `undefined` while it does
 */
export function createAudioSink(
  session: Pick<Session, 'send' | 'drained' | 'finish' | 'cancel'>,
  pieceBytes: number,
  endError: () => Error | undefined,
): WritableStream<Uint8Array> {
  return new WritableStream<Uint8Array>({
    write: async (bytes) => {
      for (let start = 0; start < bytes.byteLength; start += pieceBytes) {
        await session.drained;
        const error = endError();
        if (error !== undefined) throw error;
        session.send(bytes.subarray(start, Math.min(bytes.byteLength, start + pieceBytes)));
      }
    },
    close: () => session.finish(),
    abort: (reason) => session.cancel(String(reason)),
  });
}
