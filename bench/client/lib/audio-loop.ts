/** 20 ms of 16 kHz `linear16`. */
export const FRAME_BYTES = 640;

/** 20 ms frames in the loop: a multiple of 4, so that chunks of 80 ms begin anew with it, and of 5, for 50 ms. */
export const LOOP_FRAMES = 200;

/** Frames after which chunks of 20, 50 and 80 ms all end together. Runs are multiples of it: nobody is left with a rest. */
export const COMMON_FRAMES = 20;

/** Audio behind the measured part: the sessions that began first end before the others. */
export const TAIL_FRAMES = COMMON_FRAMES;

/**
 * The audio that every session of every client sends: noise from a fixed seed, so that a byte lost, repeated or moved
 * shows at once.
 */
export function createAudioLoop(): Uint8Array<ArrayBuffer> {
  const loop = new Uint8Array(FRAME_BYTES * LOOP_FRAMES);
  let state = 1;
  for (let index = 0; index < loop.length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    loop[index] = state >>> 24;
  }
  return loop;
}

/** Piece `index` of a loop, shared with it. */
export function pieceOf(loop: Uint8Array<ArrayBuffer>, index: number, bytes: number): Uint8Array<ArrayBuffer> {
  const start = (index * bytes) % loop.length;
  return loop.subarray(start, start + bytes);
}
