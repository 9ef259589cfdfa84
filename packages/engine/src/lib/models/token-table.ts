/** Tokens of the Llama vocabulary that the recogniser's own numbering starts with. */
const VOCABULARY_SIZE = 32_000;
/** Special tokens of the recogniser, numbered after the vocabulary. */
const SPECIAL_TOKENS = 768;
const VOCABULARY_LITERAL = /llama_vocab_base64\s*=\s*"([A-Za-z0-9+/=]+)"/;
const BYTE_TOKEN = /^<0x([0-9A-F]{2})>$/;
const WORD_MARK = '▁';

/**
 * Makes the recogniser's `tokens.txt` from the source text of `llama-tokenizer-js`: one `base64(token bytes) id` a line.
 * The source is read, never run. Returns `undefined` when the vocabulary is not in it.
 */
export function tokenTable(tokenizerSource: string): string | undefined {
  const encoded = VOCABULARY_LITERAL.exec(tokenizerSource)?.[1];
  if (encoded === undefined) return undefined;
  const vocabulary = Buffer.from(encoded, 'base64').toString('utf8').split('\n');
  if (vocabulary.length !== VOCABULARY_SIZE) return undefined;
  const specials = Array.from({ length: SPECIAL_TOKENS }, (_, index) => `<<ST_${index}>>`);
  return [...vocabulary.map(tokenBytes), ...specials.map((token) => Buffer.from(token))]
    .map((bytes, id) => `${bytes.toString('base64')} ${id}\n`)
    .join('');
}

function tokenBytes(token: string): Buffer {
  const byte = BYTE_TOKEN.exec(token)?.[1];
  return byte === undefined ? Buffer.from(token.replaceAll(WORD_MARK, ' ')) : Buffer.from(byte, 'hex');
}
