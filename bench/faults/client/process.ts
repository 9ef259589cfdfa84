/** A process with one client and one call: takes a plan, gives back what the application heard and was told. */
import { setTimeout as sleep } from 'node:timers/promises';
import { CALL_FRAMES, CALL_WORDS, FRAME_MS, FRAME_SAMPLES, speakCall, wordEnd } from '../lib/numbered-call.ts';
import type { ClientName, RunPlan, RunResult } from '../lib/run.ts';
import { livekit } from './clients/livekit.ts';
import { officialSdk } from './clients/official-sdk.ts';
import { turnstream } from './clients/turnstream.ts';
import { Ear, usedBytes } from './ear.ts';
import type { FaultClient, LoadClient } from './fault-client.ts';

const CLIENTS: Readonly<Record<ClientName, LoadClient>> = {
  'deepgram-sdk': officialSdk,
  'livekit-stt-v2': livekit,
  turnstream,
};

/** When memory is looked at first. */
const SETTLED_FRAMES = 5_000 / FRAME_MS;

/** An application waits no longer than this for the end of a call. */
const END_WITHIN_MS = 10_000;

const NEW_THRESHOLD = 0.9;

const plan: RunPlan = JSON.parse(process.argv[2] ?? '');
const ear = new Ear();
process.on('uncaughtException', (error) => ear.tell('unhandled', String(error), error));
process.on('unhandledRejection', (reason) => ear.tell('unhandled', String(reason), reason));
const result = await call(plan);
process.send?.(result, () => process.exit());

async function call({ client, url, usesToken, act }: RunPlan): Promise<RunResult> {
  const grantToken = usesToken ? (): string => `token-${Date.now()}` : undefined;
  const samples = speakCall();
  const openClient = await CLIENTS[client]();
  // The caller speaks when he speaks, whether somebody listens or not.
  let open: FaultClient | undefined;
  const opening = openClient({ url, key: 'bench', grantToken }, ear);
  opening.then(
    (opened) => {
      open = opened;
      return undefined;
    },
    (error: unknown) => ear.tell('rejected', String(error), error),
  );
  const attempt = attempts();
  const startedAt = performance.now();
  let atFirst = 0;
  let frame = 0;
  for (; frame < CALL_FRAMES; frame += 1) {
    await sleep(Math.max(0, startedAt + frame * FRAME_MS - performance.now()));
    const from = frame * FRAME_SAMPLES;
    attempt.send(() => open?.send(samples.slice(from, from + FRAME_SAMPLES)));
    if (frame === SETTLED_FRAMES) atFirst = await usedBytes();
    if (act === undefined || from !== wordEnd(act.atWord)) continue;
    if (act.what === 'hang-up') break;
    void attempt.once(() => open?.configure(NEW_THRESHOLD));
  }
  const grownBytes = (await usedBytes()) - atFirst;
  const endedAt = performance.now();
  await Promise.race([attempt.once(() => open?.end()), sleep(END_WITHIN_MS)]);
  const ends = Array.from({ length: CALL_WORDS }, (_, word) => wordEnd(word));
  return {
    said: ends.filter((end) => end <= frame * FRAME_SAMPLES).length,
    ...ear.result(),
    grownBytes,
    endMs: performance.now() - endedAt,
  };
}

/** Calls methods as an application does that must not fall over. */
function attempts(): { send(act: () => void): void; once(act: () => unknown): Promise<void> } {
  let failing = false;
  return {
    send: (act) => {
      try {
        act();
        failing = false;
      } catch (error) {
        if (!failing) ear.tell('thrown', String(error));
        failing = true;
      }
    },
    once: async (act) => {
      let settled: unknown;
      try {
        settled = act();
      } catch (error) {
        ear.tell('thrown', String(error));
      }
      try {
        await settled;
      } catch (error) {
        ear.tell('rejected', String(error), error);
      }
    },
  };
}
