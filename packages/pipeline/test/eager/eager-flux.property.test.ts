import type { TurnInfoMessage } from '@turnstream/flux/protocol';
import { DeepgramFluxSTTService, InputAudioRawFrame, InterruptionFrame } from '@turnstream/pipeline';
import {
  awaitAudio,
  close,
  connected,
  createMemoryTransport,
  createScriptedServer,
  FakeClock,
  hangUp,
  hold,
  turnInfo,
  waitFor,
  type ServerStep,
} from '@turnstream/testing';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import { must } from '../support/must.ts';
import type { RunningEager } from '../support/run-eager.ts';
import { runEager } from '../support/run-eager.ts';
import type { ModelBehaviour } from '../support/scripted-model.ts';

type Said = { readonly event: TurnInfoMessage['event']; readonly text: string; readonly nextTurn: boolean };
type Step =
  | { readonly type: 'says'; readonly said: Said }
  | { readonly type: 'drop' | 'close' | 'stall' | 'interrupt' | 'yield' }
  | { readonly type: 'pass'; readonly ms: number };

const said: fc.Arbitrary<Said> = fc.record({
  event: fc.constantFrom<TurnInfoMessage['event'][]>(
    'StartOfTurn',
    'StartOfTurn',
    'Update',
    'EagerEndOfTurn',
    'EagerEndOfTurn',
    'TurnResumed',
    'EndOfTurn',
    'EndOfTurn',
  ),
  text: fc.constantFrom('a', 'a', 'a b', 'A.', ''),
  nextTurn: fc.boolean(),
});
const behaviours: readonly ModelBehaviour[] = [
  {},
  { pieces: 3, delayMs: 60 },
  { pieces: 2, delayMs: 300, listens: false },
  { failsAfter: 1 },
  { pieces: 0 },
];
const behaviour = fc.array(fc.constantFrom(...behaviours), { minLength: 1, maxLength: 6 });

/** Every rule, after all has come to rest. */
function check(run: RunningEager): void {
  // Each prediction that was followed is settled once.
  for (const { settlements } of run.speculations.values()) expect(settlements).toHaveLength(1);
  expect(run.gate.heldFrames).toBe(0);
  // Nothing that was made for a prediction is out unless it was confirmed, and nothing is out twice.
  const confirmed = new Set(
    [...run.speculations].filter(([, { settlements }]) => settlements[0] === 'confirmed').map(([id]) => id),
  );
  const answered = run
    .answers()
    .map((answer) => /^(\d+):/u.exec(answer)?.[1])
    .filter((call) => call !== undefined)
    .map(Number);
  expect(new Set(answered).size).toBe(answered.length);
  for (const call of answered) {
    const { speculation } = run.model.calls[call]?.call ?? {};
    must(speculation === undefined || confirmed.has(speculation.speculationId), 'nothing unconfirmed gets out');
  }
  // Side effects that waited ran only for what was confirmed.
  for (const { call, settlements } of run.model.calls) {
    if (call.speculation === undefined) continue;
    must(settlements.length === 1, 'each call hears its fate once');
    must(settlements[0] === 'refused' || confirmed.has(call.speculation.speculationId), 'effects wait');
  }
}

/** What the turns ended with, as the service told it: what may be in the context, and nothing else. */
function watchFinals(service: DeepgramFluxSTTService): string[] {
  const finals: string[] = [];
  service.on('turn', (_service, event) => {
    if (event.type === 'turn-end' && event.transcript !== '') finals.push(event.transcript);
  });
  return finals;
}

function usersOf(run: RunningEager): unknown[] {
  return run.context.messages.filter(({ role }) => role === 'user').map(({ content }) => content);
}

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: said.map((what): Step => ({ type: 'says', said: what })) },
  { weight: 4, arbitrary: fc.constant<Step>({ type: 'yield' }) },
  { weight: 2, arbitrary: fc.integer({ min: 20, max: 900 }).map((ms): Step => ({ type: 'pass', ms })) },
  { weight: 1, arbitrary: fc.constantFrom<Step[]>({ type: 'drop' }, { type: 'close' }, { type: 'stall' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ type: 'interrupt' }) },
);

it('through a whole pipeline, whatever the server says, drops or leaves unsaid: each prediction is settled once, nothing unconfirmed gets out, and the next turn is answered', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), behaviour, async (steps, models) => {
      const clock = new FakeClock();
      const network = createMemoryTransport();
      const service = new DeepgramFluxSTTService({
        apiKey: 'any',
        transport: network,
        settings: { eagerEotThreshold: 0.5 },
        enableEagerEndOfTurn: true,
      });
      const finals = watchFinals(service);
      let isLast = false;
      await using run = await runEager({
        clock,
        before: [service],
        followsService: true,
        behaviour: (index) => (isLast ? {} : (models[index % models.length] ?? {})),
      });
      let opened: unknown;
      let sequence = 0;
      let turnIndex = 0;
      const pass = async (ms: number): Promise<void> => {
        for (let passed = 0; passed < ms; passed += 20) {
          if (network.latest !== opened) {
            opened = network.latest;
            sequence = 0;
            turnIndex = 0;
            network.latest.open();
            network.latest.receive({ type: 'Connected', request_id: 'any', sequence_id: 0 });
          }
          run.worker.queueFrame(new InputAudioRawFrame({ audio: new Uint8Array(640).fill(40), sampleRate: 16_000 }));
          await nextTurnOfTheLoop();
          clock.advance(20);
        }
        await nextTurnOfTheLoop();
      };
      const says = (event: TurnInfoMessage['event'], transcript: string): void => {
        sequence += 1;
        network.latest.receive({
          type: 'TurnInfo',
          request_id: 'any',
          event,
          turn_index: turnIndex,
          audio_window_start: 0,
          audio_window_end: network.latest.audioBytes / 32_000,
          transcript,
          words: [],
          end_of_turn_confidence: 0.5,
          sequence_id: sequence,
        });
        if (event === 'EndOfTurn') turnIndex += 1;
      };
      await pass(200);
      for (const next of steps) {
        const isConnected = network.latest.state === 'open';
        if (next.type === 'says') {
          if (!isConnected) continue;
          const { event, text, nextTurn } = next.said;
          if (event === 'StartOfTurn' && nextTurn) turnIndex += 1;
          says(event, text);
        } else if (next.type === 'drop' && isConnected) network.latest.close({ code: 1006, reason: '' });
        else if (next.type === 'close' && isConnected) network.latest.close({ code: 1011, reason: 'restart' });
        else if (next.type === 'stall') await pass(4_000);
        else if (next.type === 'interrupt') run.worker.queueFrame(new InterruptionFrame());
        else if (next.type === 'pass') await pass(next.ms);
        else await nextTurnOfTheLoop();
      }
      // However it went: the next turn is answered.
      await pass(1_000);
      for (let tries = 0; tries < 100 && network.latest.state !== 'open'; tries += 1) await pass(100);
      isLast = true;
      turnIndex += 1;
      says('StartOfTurn', 'last');
      says('EagerEndOfTurn', 'last');
      await pass(100);
      says('EndOfTurn', 'last');
      await pass(1_200);
      expect(run.answers().at(-1)).toMatch(/^(\d+):last \1:last$/u);
      check(run);
      expect(finals.slice(0, usersOf(run).length)).toEqual(usersOf(run));
    }),
    { numRuns: 300 },
  );
});

const overTheWire: fc.Arbitrary<ServerStep[]> = fc
  .array(said, { minLength: 1, maxLength: 12 })
  .map((all) => all.map(({ event, text }) => turnInfo({ event, transcript: text })));

it('over a real socket: the same, with a drop in the middle', async () => {
  await fc.assert(
    fc.asyncProperty(overTheWire, overTheWire, fc.constantFrom('none', 'drop', 'close'), async (one, two, fault) => {
      const last = ['StartOfTurn', 'EagerEndOfTurn', 'EndOfTurn'] as const;
      const rest = [...two, ...last.map((event) => turnInfo({ event, transcript: 'last' })), hold('never')];
      const open = [connected(), awaitAudio({ seconds: 0.08 })];
      const broken = fault === 'drop' ? hangUp() : close({ code: 1011 });
      const scripts =
        fault === 'none'
          ? [[...open, ...one, ...rest]]
          : [
              [...open, ...one, broken],
              [...open, ...rest],
            ];
      await using server = await createScriptedServer(scripts);
      const service = new DeepgramFluxSTTService({
        apiKey: 'any',
        url: server.url,
        settings: { eagerEotThreshold: 0.5 },
        enableEagerEndOfTurn: true,
      });
      const finals = watchFinals(service);
      await using run = await runEager({ before: [service], followsService: true });
      const speak = (): void =>
        run.worker.queueFrame(new InputAudioRawFrame({ audio: new Uint8Array(640).fill(40), sampleRate: 16_000 }));
      await waitFor(() => {
        speak();
        run.clock.advance(20);
        return run.answers().some((answer) => /^(\d+):last \1:last$/u.test(answer));
      });
      await nextTurnOfTheLoop();
      check(run);
      expect(finals.slice(0, usersOf(run).length)).toEqual(usersOf(run));
    }),
    { numRuns: 100 },
  );
});
