/** The clients, by the name they have in the output. */
export const CLIENT_NAMES = ['deepgram-sdk', 'livekit-stt-v2', 'turnstream'] as const;

export type ClientName = (typeof CLIENT_NAMES)[number];

/** What the caller does when a word has been said. `configure` changes the end-of-turn threshold. */
export type CallerAct = { readonly atWord: number; readonly what: 'configure' | 'hang-up' };

/** One call of one client, in a process of its own. */
export type RunPlan = {
  readonly client: ClientName;
  readonly url: string;
  readonly usesToken: boolean;
  readonly act: CallerAct | undefined;
};

/**
 * How an application was told that something is wrong. `error`: the client's error event, or a message of the server
 * that says so; `thrown`: a call of a method threw, once for each stretch of failing calls; `rejected`: a promise
 * did; `closed`: a close that the application had not asked for; `warning`: the client goes on by itself;
 * `unhandled`: an exception or a rejection that would have ended the process.
 */
export type NoticeKind = 'error' | 'thrown' | 'rejected' | 'closed' | 'warning' | 'unhandled';

/** Something that an application was told. `atSeconds` counts from the beginning of the call. */
export type Notice = { readonly kind: NoticeKind; readonly text: string; readonly atSeconds: number };

/** What became of a call. */
export type RunResult = {
  /** Words that the caller had said to the end before the call ended. */
  readonly said: number;
  /** Different words in the texts that turns ended with. */
  readonly heard: number;
  /** Different words that were only in a text before the end of a turn. */
  readonly heardUnfinished: number;
  /** Words that came in the final texts of two turns. */
  readonly heardTwice: number;
  readonly turnsStarted: number;
  readonly turnsLeftOpen: number;
  readonly notices: readonly Notice[];
  /** Growth of the process's heap and buffers, both collected first, from the fifth second to the end of the call. */
  readonly grownBytes: number;
  /** How long the end of the call took. */
  readonly endMs: number;
};
