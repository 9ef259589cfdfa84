/**
 * Text of others (a transcript, a server's reason, a file name) made safe for a terminal: control characters, which could
 * move the cursor or change the title, become spaces.
 */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ').trim();
}
