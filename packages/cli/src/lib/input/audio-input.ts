/** The encodings a recording is sent in; every Flux server reads them. */
export type InputEncoding = 'linear16' | 'mulaw' | 'alaw';

/** A recording on its way to a server: one channel of raw audio. Disposing it ends the program that converts it. */
export interface AudioInput extends Disposable {
  /** For notices: the file's name as it was given, or "standard input". */
  readonly name: string;
  readonly encoding: InputEncoding;
  readonly sampleRateHz: number;
  /** `undefined` where only the end will tell. */
  readonly durationSeconds: number | undefined;
  /** What the person should know about how the audio is read, such as a channel that was chosen. */
  readonly notices: readonly string[];
  /** The audio in chunks of any size, to be read once. Throws a CliError (input) when reading fails. */
  readonly chunks: AsyncIterable<Uint8Array>;
}
