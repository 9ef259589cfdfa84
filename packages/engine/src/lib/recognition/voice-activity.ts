/** Tells speech from everything else, window by window. One per stream: it remembers what it heard. */
export interface VoiceActivity {
  /** Samples of one window. */
  readonly windowSamples: number;
  /** Voiced windows it waits for before it says so: when `hear` turns true, this many windows before were speech too. */
  readonly attackWindows: number;
  /** Quiet windows it waits for before it says so: when `hear` turns false, this many windows before were quiet too. */
  readonly releaseWindows: number;
  /** Hears exactly one window and tells whether there is speech at its end. */
  hear(window: Float32Array): boolean;
  /** Gives it back; it must not be used afterwards. */
  release(): void;
}
