import type { DeepgramFluxSTTService } from '@turnstream/pipeline';
import {
  EndFrame,
  InputAudioRawFrame,
  InterimTranscriptionFrame,
  Pipeline,
  PipelineWorker,
  ProposedUserStartedSpeakingFrame,
  ProposedUserStoppedSpeakingFrame,
  TranscriptionFrame,
} from '@turnstream/pipeline';
import type { ConnectionScript, ServerStep, TurnInfoFields } from '@turnstream/testing';
import { awaitAudio, configureSuccess, connected, createScriptedServer, turnInfo, whenever } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { createAdvancedService } from './advanced.ts';
import { createBasicService } from './basic.ts';
import { createLockingService } from './detect-then-lock.ts';
import { createAnsweringService } from './end-of-turn.ts';
import { createMultilingualService } from './multilingual.ts';

/** A server on which one turn is spoken, with the steps of the test before its end. */
function oneTurn(fields: TurnInfoFields, steps: readonly ServerStep[] = []): ConnectionScript {
  return [
    connected(),
    awaitAudio({ seconds: 0.2 }),
    turnInfo({ ...fields, event: 'StartOfTurn', transcript: fields.transcript?.split(' ')[0] ?? '' }),
    ...steps,
    turnInfo({ ...fields, event: 'EndOfTurn' }),
  ];
}

/** Runs a service in a pipeline, speaks half a second into it, and ends. Says what came out and what was dialled. */
async function run(
  script: ConnectionScript,
  createService: (connection: { readonly url: string }) => DeepgramFluxSTTService,
): Promise<{
  readonly names: readonly string[];
  readonly frames: readonly unknown[];
  readonly query: string[][];
  readonly authorization: string | undefined;
}> {
  await using server = await createScriptedServer(script);
  const service = createService({ url: server.url });
  const ended = new Promise<void>((resolve) => {
    service.on('endOfTurn', () => resolve());
  });
  const worker = new PipelineWorker(new Pipeline([service]));
  const frames: object[] = [];
  worker.setReachedDownstreamFilter([
    ProposedUserStartedSpeakingFrame,
    InterimTranscriptionFrame,
    TranscriptionFrame,
    ProposedUserStoppedSpeakingFrame,
  ]);
  worker.on('frameReachedDownstream', (_worker, frame) => void frames.push(frame));
  const running = worker.run();
  for (let index = 0; index < 25; index += 1) {
    worker.queueFrame(new InputAudioRawFrame({ audio: new Uint8Array(640), sampleRate: 16_000 }));
  }
  await ended;
  worker.queueFrame(new EndFrame());
  await running;
  const { query, headers } = await server.connection(0);
  return {
    names: frames.map((frame) => frame.constructor.name),
    frames,
    query: [...query],
    authorization: headers['authorization'],
  };
}

it('basic: dials with the defaults and turns one turn into frames', async () => {
  const { names, frames, query, authorization } = await run(
    oneTurn({ transcript: 'Hello world.' }),
    createBasicService,
  );
  expect(authorization).toBe('Token your-api-key');
  expect(query).toEqual([
    ['model', 'flux-general-en'],
    ['sample_rate', '16000'],
    ['encoding', 'linear16'],
  ]);
  expect(names).toEqual(['ProposedUserStartedSpeakingFrame', 'TranscriptionFrame', 'ProposedUserStoppedSpeakingFrame']);
  expect(frames[1]).toMatchObject({ text: 'Hello world.', language: 'en', finalized: true });
});

it('advanced: dials with thresholds, key terms and tags, and an eager end is an interim frame', async () => {
  const { names, query } = await run(
    oneTurn({ transcript: 'Hello world.' }, [turnInfo({ event: 'EagerEndOfTurn', transcript: 'Hello world.' })]),
    createAdvancedService,
  );
  expect(query).toEqual([
    ['model', 'flux-general-en'],
    ['sample_rate', '16000'],
    ['encoding', 'linear16'],
    ['eager_eot_threshold', '0.5'],
    ['eot_threshold', '0.8'],
    ['keyterm', 'AI'],
    ['keyterm', 'machine learning'],
    ['keyterm', 'neural network'],
    ['tag', 'production'],
    ['tag', 'voice-agent'],
  ]);
  expect(names).toEqual([
    'ProposedUserStartedSpeakingFrame',
    'InterimTranscriptionFrame',
    'TranscriptionFrame',
    'ProposedUserStoppedSpeakingFrame',
  ]);
});

it('multilingual: dials with both hints, and the transcription has the language that was heard', async () => {
  const { frames, query } = await run(
    oneTurn({ transcript: 'Hola a todos.', languages: ['es'], languages_hinted: ['en', 'es'] }),
    createMultilingualService,
  );
  expect(query).toEqual([
    ['model', 'flux-general-multi'],
    ['sample_rate', '16000'],
    ['encoding', 'linear16'],
    ['language_hint', 'en'],
    ['language_hint', 'es'],
  ]);
  expect(frames[1]).toMatchObject({ text: 'Hola a todos.', language: 'es' });
});

it('end of turn: the handler is given what was said', async () => {
  const answers: string[] = [];
  await run(oneTurn({ transcript: 'What is the weather like?' }), (connection) =>
    createAnsweringService((transcript) => void answers.push(transcript), connection),
  );
  expect(answers).toEqual(['What is the weather like?']);
});

it('detect, then lock: the language of the first turn is the only hint from then on, told once', async () => {
  const turn = { transcript: 'Hola a todos.', languages: ['es'] };
  await using server = await createScriptedServer([
    whenever('Configure', [configureSuccess()]),
    ...oneTurn(turn),
    ...oneTurn({ transcript: 'Guten Tag.', languages: ['de'] }).slice(1),
  ]);
  const service = createLockingService({ url: server.url });
  const worker = new PipelineWorker(new Pipeline([service]));
  const running = worker.run();
  const speak = (): void => {
    for (let index = 0; index < 25; index += 1) {
      worker.queueFrame(new InputAudioRawFrame({ audio: new Uint8Array(640), sampleRate: 16_000 }));
    }
  };
  speak();
  await server.waitFor(() => (server.connections[0]?.texts.length ?? 0) > 0);
  expect(server.connections[0]?.query.getAll('language_hint')).toEqual(['en', 'es', 'de']);
  speak();
  worker.queueFrame(new EndFrame());
  await running;
  expect(server.connections[0]?.texts).toEqual([
    { type: 'Configure', language_hints: ['es'] },
    { type: 'CloseStream' },
  ]);
  expect(service.settings.languageHints).toEqual(['es']);
});
