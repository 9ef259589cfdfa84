import { describeModels } from '@turnstream/engine';
import { describe, expect, it } from 'vitest';
import { modelLines } from './model-lines.ts';

const known = describeModels().map((model) => ({
  model,
  state: model.id.startsWith('moonshine') ? ('installed' as const) : ('absent' as const),
  pinned: model.downloads === undefined,
}));

describe('the table of models', () => {
  it('says of each where it comes from, how large it is, its licence and its languages', () => {
    const lines = modelLines(known, new Set(['moonshine-tiny-en']));
    const line = (id: string): string => lines.find((text) => text.startsWith(id)) ?? '';
    expect(line('moonshine-tiny-en').split(/\s{2,}/u)).toEqual([
      'moonshine-tiny-en',
      'in use',
      'flux-general-en',
      '22 MB',
      'MIT',
      'en',
      'npm @moonshine-ai/moonshine-js@0.1.29, npm llama-tokenizer-js@1.2.2',
    ]);
    expect(line('whisper-base *')).toMatch(/absent +flux-general-multi +161 MB +MIT +en es fr .*csukuangfj/u);
    expect(line('zipformer-gigaspeech-en *')).toContain('flux-general-en, keyterms');
    expect(lines.at(-1)).toContain('no hash is pinned');
  });

  it('does not speak of hashes where all are pinned', () => {
    const pinned = known.filter((state) => state.pinned);
    expect(modelLines(pinned, new Set())).toHaveLength(pinned.length + 1);
  });
});
