/** A word as it is compared: lower case, without punctuation. Empty for a token of punctuation only. */
export function wordKey(word: string): string {
  return word
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(/[^\p{L}\p{N}']/gu, '');
}

/** The words of a text. */
export function splitWords(text: string): string[] {
  return text.split(/\s+/u).filter((word) => word !== '');
}
