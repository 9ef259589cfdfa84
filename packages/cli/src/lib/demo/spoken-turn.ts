import { printable } from '../io/printable.ts';

/** A turn as the transcript lists it. */
export type SpokenTurn = {
  readonly text: string;
  /** Seconds of audio from its first word to its last; absent where the server gave no times. */
  readonly span?: { readonly startSeconds: number; readonly endSeconds: number };
};

/** The times of a final transcription frame's text, read from the server's message that it carries. Total: never throws. */
export function spokenSpan(message: unknown): SpokenTurn['span'] {
  const words = member(message, 'words');
  if (!Array.isArray(words)) return undefined;
  const startSeconds = member(words.at(0), 'start');
  const endSeconds = member(words.at(-1), 'end');
  if (typeof startSeconds !== 'number' || typeof endSeconds !== 'number') return undefined;
  return { startSeconds, endSeconds };
}

/** The transcript for a person: a line for each turn, with its times in front. */
export function spokenTranscript(turns: readonly SpokenTurn[]): string {
  if (turns.length === 0) return '  (no speech was heard)\n';
  return turns.map(({ text, span }) => `  ${span === undefined ? '' : spanText(span)}${printable(text)}\n`).join('');
}

function spanText({ startSeconds, endSeconds }: NonNullable<SpokenTurn['span']>): string {
  return `${startSeconds.toFixed(2).padStart(6)} to ${endSeconds.toFixed(2).padStart(6)} s  `;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
