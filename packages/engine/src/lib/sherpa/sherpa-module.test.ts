import { describe, expect, it } from 'vitest';
import { SherpaMissingError, loadSherpa } from './sherpa-module.ts';
import type { SherpaModule } from './sherpa-module.ts';

function failingWith(error: Error): () => SherpaModule {
  return () => {
    throw error;
  };
}

describe('loadSherpa', () => {
  it('says in a sentence how to add the package when it is not there', () => {
    const absent = Object.assign(new Error("Cannot find module 'sherpa-onnx-node'\nRequire stack: ..."), {
      code: 'MODULE_NOT_FOUND',
    });
    expect(() => loadSherpa(failingWith(absent))).toThrow(SherpaMissingError);
    expect(() => loadSherpa(failingWith(absent))).toThrow(
      /^The local recogniser needs .*"npm install sherpa-onnx-node"\.$/,
    );
  });

  it('says which platform it does not load on', () => {
    expect(() => loadSherpa(failingWith(new Error('Could not find sherpa-onnx-node. Tried\n\n ...')))).toThrow(
      `does not load on ${process.platform}-${process.arch}`,
    );
  });
});
