/** What a client tells of a turn. */
export type HeardEvent = 'start' | 'update' | 'eager' | 'end';

/** Told of every event, in the client's own handler. */
export type Hear = (event: HeardEvent, requestId: string, transcript: string) => void;

/** One live session of a client under test. */
export type BenchSession = {
  /** Sends 20 ms of the audio loop, or keeps it for a longer chunk. */
  send(frame: number): void;
  /** Says that there is no more audio, and waits until the server has closed. */
  end(): Promise<void>;
};

/** Opens sessions of one client. Whatever they share is made before. */
export type OpenSession = (url: string, hear: Hear) => Promise<BenchSession>;
