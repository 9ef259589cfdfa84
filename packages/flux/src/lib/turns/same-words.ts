/** What punctuates and quotes; not what changes a meaning, as a percent sign would. */
const PUNCTUATION = /[\s.,;:!?…"“”„«»‘’'()[\]{}¿¡、。，！？；：–—-]+/gu;

/** The words of a text without their case and punctuation; empty when there are none. */
export function wordsOf(text: string): string {
  return text.normalize('NFC').toLowerCase().replace(PUNCTUATION, ' ').trim();
}

/** Whether two texts say the same: case and punctuation do not count. */
export function sameWords(one: string, other: string): boolean {
  return one === other || wordsOf(one) === wordsOf(other);
}
