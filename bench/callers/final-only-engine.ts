import { availableParallelism } from 'node:os';
import type { SpeechEngine } from '@turnstream/engine';
import { DecodeScheduler } from '../../packages/engine/src/lib/recognition/decode-scheduler.ts';
import type { DecodeCaller } from '../../packages/engine/src/lib/recognition/decode-scheduler.ts';
import { openRecognition } from '../../packages/engine/src/lib/sherpa/open-recognition.ts';
import { RecognisedStream } from '../../packages/engine/src/lib/stream/recognised-stream.ts';
import { SEGMENT_RULES } from '../../packages/engine/src/lib/stream/segment-rules.ts';

/** Never, for a duration. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** The physical limit: an engine that decodes nothing but the words of a pause that may end a turn, once. */
export async function createFinalOnlyEngine(modelsFolder: string): Promise<SpeechEngine> {
  const { recogniser, voices } = await openRecognition(modelsFolder);
  const cores = availableParallelism();
  const scheduler = new DecodeScheduler({
    rules: { maxRunning: cores, maxPartialsRunning: cores },
    now: () => performance.now(),
  });
  const callers = new Set<DecodeCaller>();
  return {
    name: 'final-only',
    capabilities: { models: ['flux-general-en'], keyterms: false, languages: ['en'] },
    openStream() {
      const caller = scheduler.join(recogniser);
      callers.add(caller);
      return new RecognisedStream({
        recogniser: caller,
        voiceActivity: voices.take(),
        rules: { ...SEGMENT_RULES, pause: 0.4 * 16_000, lookInterval: NEVER },
        onClose: () => {
          callers.delete(caller);
          caller.leave();
        },
      });
    },
    close: async () => {
      for (const caller of callers) caller.leave();
      await scheduler.idle();
    },
  };
}
