/** Which way a frame travels: from the source of audio to the sink, or back. */
export type FrameDirection = 'downstream' | 'upstream';
