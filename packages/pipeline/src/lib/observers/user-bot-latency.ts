/** What the end of the user's speech was told by: a voice-activity detector, the turn's own times, or its announcement. */
export type SpeechEndSource = 'voice-activity' | 'turn-times' | 'announcement';

/** From the end of the user's speech to the bot's answer. */
export type UserBotLatency = {
  /** What answered: the first text, or the first sound. Both are told where there are both. */
  readonly to: 'text' | 'speech';
  readonly latencyMs: number;
  readonly from: SpeechEndSource;
  /** Milliseconds since 1970 at which the user's speech ended. */
  readonly speechEndMs: number;
};

/** One part of the way from the end of speech to the answer. */
export type LatencyPart = {
  /** A time to the first answer of a processor, the time until the turn was ended, or the answer itself. */
  readonly kind: 'ttfb' | 'user-turn' | 'answer';
  /** The processor, where it is about one. */
  readonly processor?: string;
  readonly model?: string | undefined;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  readonly durationMs: number;
};

/** What is known of the way to the answer. */
export type LatencyState = {
  readonly speechEnd: { readonly atMs: number; readonly from: SpeechEndSource } | undefined;
  readonly parts: readonly LatencyPart[];
  readonly answeredBy: readonly UserBotLatency['to'][];
};

/** What happens on that way. Times in milliseconds since 1970. */
export type LatencyInput =
  | { readonly type: 'user-started' }
  | { readonly type: 'speech-ended'; readonly atMs: number; readonly from: SpeechEndSource }
  | { readonly type: 'turn-stopped'; readonly atMs: number }
  | { readonly type: 'part'; readonly part: LatencyPart }
  | { readonly type: 'answered'; readonly by: UserBotLatency['to']; readonly atMs: number };

/** What is to be told. */
export type LatencyEffect =
  | { readonly type: 'measured'; readonly latency: UserBotLatency }
  | { readonly type: 'breakdown'; readonly parts: readonly LatencyPart[] };

/** A state and what to tell on the way to it. */
export type LatencyStep = { readonly state: LatencyState; readonly effects: readonly LatencyEffect[] };

/** Nobody has spoken. */
export const initialLatency: LatencyState = { speechEnd: undefined, parts: [], answeredBy: [] };

const maxParts = 100;

/** How far each source of the end of speech is believed. */
const trust: Readonly<Record<SpeechEndSource, number>> = { 'voice-activity': 2, 'turn-times': 1, announcement: 0 };

/** Follows one user's turn to its answer. */
export function userBotLatency(state: LatencyState, input: LatencyInput): LatencyStep {
  switch (input.type) {
    case 'user-started':
      return { state: initialLatency, effects: [] };
    case 'speech-ended': {
      const { atMs, from } = input;
      if (state.answeredBy.length > 0) return stay(state);
      if (state.speechEnd !== undefined && trust[state.speechEnd.from] > trust[from]) return stay(state);
      return stay({ ...state, speechEnd: { atMs, from } });
    }
    case 'turn-stopped': {
      if (state.answeredBy.length > 0) return stay(state);
      const { atMs } = input;
      const speechEnd = state.speechEnd ?? { atMs, from: 'announcement' };
      const durationMs = atMs - speechEnd.atMs;
      const others = state.parts.filter(({ kind }) => kind !== 'user-turn');
      return stay({
        ...state,
        speechEnd,
        parts: durationMs > 0 ? [...others, { kind: 'user-turn', startMs: speechEnd.atMs, durationMs }] : others,
      });
    }
    case 'part':
      return stay(state.parts.length < maxParts ? { ...state, parts: [...state.parts, input.part] } : state);
    case 'answered':
      return answered(state, input.by, input.atMs);
  }
}

function answered(state: LatencyState, by: UserBotLatency['to'], atMs: number): LatencyStep {
  const { speechEnd, answeredBy } = state;
  if (speechEnd === undefined || answeredBy.includes(by)) return stay(state);
  const latencyMs = Math.max(0, atMs - speechEnd.atMs);
  const latency: UserBotLatency = { to: by, latencyMs, from: speechEnd.from, speechEndMs: speechEnd.atMs };
  const part: LatencyPart = { kind: 'answer', startMs: speechEnd.atMs, durationMs: latencyMs };
  const parts = [...state.parts, part].toSorted((one, other) => one.startMs - other.startMs);
  return {
    state: { ...state, answeredBy: [...answeredBy, by] },
    effects: [
      { type: 'measured', latency },
      { type: 'breakdown', parts },
    ],
  };
}

function stay(state: LatencyState): LatencyStep {
  return { state, effects: [] };
}
