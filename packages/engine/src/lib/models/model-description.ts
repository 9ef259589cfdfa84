/** One file of a model, as it lies in the model's folder. */
export type ModelFile = {
  /** Name inside the model's folder. */
  readonly name: string;
  readonly bytes: number;
  /** SHA-256 of the file, lower-case hexadecimal. */
  readonly sha256: string;
};

/** A file taken out of a package's tarball. */
export type PackageEntry = {
  /** Path inside the tarball. */
  readonly path: string;
  /** What becomes of it: kept under `name`, or read for its token table, which is kept under `name`. */
  readonly use: 'keep' | 'token-table';
  readonly name: string;
};

/** An npm package that carries files of a model. Pinned: the version, the tarball's size and its SHA-512. */
export type ModelPackage = {
  readonly name: string;
  readonly version: string;
  /** Subresource integrity string (`sha512-…`) of the tarball. */
  readonly integrity: string;
  readonly tarballBytes: number;
  readonly entries: readonly PackageEntry[];
};

/** A model the store knows: what it is, where it comes from and which files it consists of. */
export type ModelDescription = {
  /** Also the name of its folder in the store. */
  readonly id: string;
  readonly title: string;
  readonly purpose: 'speech-recognition' | 'voice-activity';
  /** SPDX identifier of the weights' licence. */
  readonly license: string;
  /** BCP-47 codes; empty when the model is not tied to a language. */
  readonly languages: readonly string[];
  readonly packages: readonly ModelPackage[];
  readonly files: readonly ModelFile[];
};

/** Bytes to download for these models. */
export function downloadBytes(models: readonly ModelDescription[]): number {
  return models.flatMap((model) => model.packages).reduce((total, source) => total + source.tarballBytes, 0);
}
