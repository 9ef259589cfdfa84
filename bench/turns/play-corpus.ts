import type { Recognition } from '../../packages/engine/src/lib/sherpa/open-recognition.ts';
import { alignTurns } from './aligned-turns.ts';
import type { AlignedTurns } from './aligned-turns.ts';
import { LABELS } from './corpus/labels.ts';
import { loadRecordings, loadSpans } from './corpus/load-corpus.ts';
import type { Recording } from './corpus/load-corpus.ts';
import { lengthened, roomTone } from './corpus/prepare-span.ts';
import type { Span } from './corpus/span.ts';
import { playRecording } from './play-recording.ts';
import type { Played, TurnPolicy } from './play-recording.ts';
import { countTurns, settingsWith } from './turns-of-recordings.ts';
import type { TurnCounts } from './turns-of-recordings.ts';

/** Kinds of recording in which nobody speaks. */
export const QUIET_CATEGORIES: readonly string[] = ['noise', 'music', 'silence'];
/** Silence behind a recording: enough for the timeout. */
const TAIL_SECONDS = 5.6;
/** How loud recordings without speech are played, beside as they are. */
const GAINS = [0.25, 1, 4];

/** A recording and what the server said about it. */
export type PlayedRecording = {
  readonly recording: Recording;
  readonly spans: readonly Span[];
  readonly played: Played;
  readonly counts: TurnCounts;
  readonly aligned: AlignedTurns;
};

/** How one run over the recordings is set. */
export type Run = { readonly policy: TurnPolicy; readonly eotThreshold: number; readonly eagerEotThreshold: number };

/** Plays every English recording with speech, whole; what was played with the same settings is played once. */
export class CorpusPlayer {
  readonly #recognition: Recognition;
  readonly #known = new Map<string, readonly PlayedRecording[]>();

  constructor(recognition: Recognition) {
    this.#recognition = recognition;
  }

  async spoken({ policy, eotThreshold, eagerEotThreshold }: Run): Promise<readonly PlayedRecording[]> {
    const key = `${policy.name} ${eotThreshold} ${eagerEotThreshold}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const spans = await loadSpans();
    const stratumOf = new Map(LABELS.map(({ file, stratum }) => [file, stratum]));
    const recordings = await loadRecordings(
      ({ file }) => (stratumOf.get(file) ?? 'other-language') !== 'other-language',
    );
    const all: PlayedRecording[] = [];
    for (const recording of recordings) {
      const own = spans.filter(({ file }) => file === recording.file);
      all.push(await this.#play(recording, own, { policy, eotThreshold, eagerEotThreshold }));
    }
    console.error(`played ${recordings.length} recordings, ${key}`);
    this.#known.set(key, all);
    return all;
  }

  /** The recordings without speech, each at three levels. */
  async quiet(run: Run): Promise<readonly PlayedRecording[]> {
    const recordings = await loadRecordings(({ category }) => QUIET_CATEGORIES.includes(category));
    const all: PlayedRecording[] = [];
    for (const recording of recordings) {
      for (const gain of GAINS) {
        const samples = recording.samples.map((sample) => Math.max(-1, Math.min(1, sample * gain)));
        all.push(await this.#play({ ...recording, samples }, [], run));
      }
    }
    return all;
  }

  async #play(recording: Recording, spans: readonly Span[], run: Run): Promise<PlayedRecording> {
    const voiceActivity = this.#recognition.voices.take();
    const tone = roomTone(recording.samples, recording.speech);
    const played = await playRecording(
      lengthened(recording.samples, TAIL_SECONDS, tone),
      { recogniser: this.#recognition.recogniser, voiceActivity },
      settingsWith(run.eotThreshold, run.eagerEotThreshold),
      run.policy,
    );
    voiceActivity.release();
    return { recording, spans, played, counts: countTurns(recording, played), aligned: alignTurns(spans, played) };
  }
}
