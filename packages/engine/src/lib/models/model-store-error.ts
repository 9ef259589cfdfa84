/** Why the model store failed. */
export type ModelStoreErrorCode =
  /** The models are not in the folder and nobody asked to fetch them. */
  | 'models-missing'
  /** A file in the folder is not the file it should be. */
  | 'models-damaged'
  /** The registry could not be reached, or refused. */
  | 'network'
  /** What the registry sent is not what was pinned. */
  | 'integrity'
  /** The folder could not be read or written. */
  | 'disk'
  /** The caller's signal was aborted. */
  | 'cancelled';

/** Thrown by the model store. The message is one sentence that ends with what to do next. */
export class ModelStoreError extends Error {
  override readonly name = 'ModelStoreError';
  readonly code: ModelStoreErrorCode;

  constructor(code: ModelStoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
