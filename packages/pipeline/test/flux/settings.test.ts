import {
  DeepgramFluxSTTService,
  ErrorFrame,
  InterruptionFrame,
  Language,
  STTUpdateSettingsFrame,
  TranscriptionFrame,
} from '@turnstream/pipeline';
import {
  awaitAudio,
  awaitText,
  configureFailure,
  configureSuccess,
  connected,
  hold,
  turnInfo,
  waitFor,
  whenever,
} from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { recordingLogger } from '../support/recording-logger.ts';
import { runFlux } from '../support/run-flux.ts';

const obliging = [whenever('Configure', [configureSuccess()]), connected()];

async function settled(run: Awaited<ReturnType<typeof runFlux>>, messages: number): Promise<readonly unknown[]> {
  await waitFor(() => (run.server.connections[0]?.texts.length ?? 0) >= messages);
  return run.server.connections[0]?.texts ?? [];
}

describe('STTUpdateSettingsFrame', () => {
  it('sends what has changed, and nothing else', async () => {
    await using run = await runFlux(obliging, { settings: { keyterm: ['one'] } });
    await run.heard('connected');
    run.worker.queueFrame(
      new STTUpdateSettingsFrame({
        delta: new DeepgramFluxSTTService.Settings({ keyterm: ['one'], eotThreshold: 0.8 }),
      }),
    );
    expect(await settled(run, 1)).toEqual([{ type: 'Configure', thresholds: { eot_threshold: 0.8 } }]);
    expect(run.service.settings).toMatchObject({ keyterm: ['one'], eotThreshold: 0.8 });
  });

  it('is consumed by the service it is for', async () => {
    await using run = await runFlux(obliging);
    await run.heard('connected');
    run.worker.queueFrame(new STTUpdateSettingsFrame({ delta: { keyterm: ['one'] }, service: run.service }));
    await settled(run, 1);
    expect(findFrames(run.after.downstream, STTUpdateSettingsFrame)).toEqual([]);
  });

  it('travels on when it is for another service', async () => {
    await using run = await runFlux(obliging);
    const other = new DeepgramFluxSTTService({ apiKey: 'another' });
    const frame = new STTUpdateSettingsFrame({ delta: { keyterm: ['one'] }, service: other });
    run.worker.queueFrame(frame);
    await waitFor(() => run.after.downstream.includes(frame));
    expect(run.service.settings.keyterm).toEqual([]);
  });

  it('is not dropped by an interruption', async () => {
    await using run = await runFlux(obliging);
    await run.heard('connected');
    run.worker.queueFrame(new STTUpdateSettingsFrame({ delta: { eotTimeoutMs: 900 } }));
    run.worker.queueFrame(new InterruptionFrame());
    expect(await settled(run, 1)).toEqual([{ type: 'Configure', thresholds: { eot_timeout_ms: 900 } }]);
  });

  it('that changes nothing sends nothing and leaves the service as usable as it was', async () => {
    await using run = await runFlux(obliging, { settings: { keyterm: ['one'] } });
    await run.heard('connected');
    run.service.setUsable(false);
    run.service.updateSettings({ keyterm: ['one'] });
    expect(run.service.isUsable).toBe(false);
    run.service.updateSettings({ keyterm: ['two'] });
    expect(run.service.isUsable).toBe(true);
    expect(await settled(run, 1)).toEqual([{ type: 'Configure', keyterms: ['two'] }]);
  });

  it('takes a threshold back to the default by saying the default', async () => {
    await using run = await runFlux(obliging, { settings: { eotThreshold: 0.9, eotTimeoutMs: 800 } });
    await run.heard('connected');
    run.service.updateSettings({ eotThreshold: null, eotTimeoutMs: null });
    expect(await settled(run, 1)).toEqual([
      { type: 'Configure', thresholds: { eot_threshold: 0.7, eot_timeout_ms: 5_000 } },
    ]);
  });

  it('changes the model by a new connection', async () => {
    await using run = await runFlux(obliging, { settings: { languageHints: [Language.ES] } });
    await run.heard('connected');
    run.service.updateSettings({ model: 'flux-general-multi' });
    await run.heard('connected', 2);
    expect(run.server.connections[1]?.query.get('model')).toBe('flux-general-multi');
    expect(run.server.connections[1]?.query.getAll('language_hint')).toEqual(['es']);
    expect(run.events).toEqual(['connected', 'disconnected', 'connected']);
    expect(findFrames(run.before.upstream, ErrorFrame)).toEqual([]);
  });

  it('that the service cannot use is one error, and the pipeline goes on as before', async () => {
    await using run = await runFlux(obliging);
    await run.heard('connected');
    run.worker.queueFrame(new STTUpdateSettingsFrame({ delta: { eotThreshold: 7 } }));
    run.worker.queueFrame(new STTUpdateSettingsFrame({ delta: { eotTreshold: 0.7 } }));
    await waitFor(() => findFrames(run.before.upstream, ErrorFrame).length === 2);
    const [range, name] = findFrames(run.before.upstream, ErrorFrame);
    expect(range?.error).toContain('settings.eotThreshold must be 0.5 to 1, got 7');
    expect(name?.error).toContain('settings.eotTreshold is no setting');
    expect(run.service.settings.eotThreshold).toBeNull();
    expect(run.service.isUsable).toBe(true);
    expect(run.server.connections[0]?.texts).toEqual([]);
  });

  it('locks the language that was detected', async () => {
    await using run = await runFlux(
      [
        whenever('Configure', [configureSuccess()]),
        connected(),
        awaitAudio({ seconds: 0.08 }),
        turnInfo({ event: 'StartOfTurn', transcript: 'Hola', languages: ['es'] }),
        turnInfo({ event: 'EndOfTurn', transcript: 'Hola.', languages: ['es'] }),
        awaitText('Configure'),
      ],
      { settings: { model: 'flux-general-multi', languageHints: [Language.EN, Language.ES] } },
    );
    run.service.on('endOfTurn', () => {
      const language = findFrames(run.after.downstream, TranscriptionFrame).at(-1)?.language;
      if (language === undefined) return;
      run.worker.queueFrame(new STTUpdateSettingsFrame({ delta: { languageHints: [language] } }));
    });
    run.speak(0.2);
    expect(await settled(run, 1)).toEqual([{ type: 'Configure', language_hints: ['es'] }]);
  });
});

describe('a change that the server refuses', () => {
  it('w33: is undone, and told by one error that leaves the service usable', async () => {
    await using run = await runFlux([whenever('Configure', [configureFailure('BAD', 'No such thing.')]), connected()], {
      settings: { keyterm: ['old'] },
    });
    await run.heard('connected');
    run.service.updateSettings({ keyterm: ['new'] });
    await waitFor(() => findFrames(run.before.upstream, ErrorFrame).length > 0);
    const errors = findFrames(run.before.upstream, ErrorFrame);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.error).toContain('No such thing.');
    expect(run.service.settings.keyterm).toEqual(['old']);
    expect(run.service.isUsable).toBe(true);
    expect(run.events).toEqual(['connected']);
  });

  it('does not undo a later change of the same setting', async () => {
    await using run = await runFlux([
      connected(),
      awaitText('Configure'),
      hold('answer'),
      configureFailure('BAD', 'No such thing.'),
      awaitText('Configure'),
      configureSuccess(),
    ]);
    await run.heard('connected');
    run.service.updateSettings({ keyterm: ['first'] });
    await settled(run, 1);
    run.service.updateSettings({ keyterm: ['second'] });
    run.server.release('answer');
    expect(await settled(run, 2)).toEqual([
      { type: 'Configure', keyterms: ['first'] },
      { type: 'Configure', keyterms: ['second'] },
    ]);
    expect(run.service.settings.keyterm).toEqual(['second']);
  });
});

describe('settings that Flux does not heed', () => {
  it('w20: minConfidence takes effect while running, without a warning and without a message', async () => {
    const { logger, lines } = recordingLogger();
    await using run = await runFlux(
      [
        connected(),
        awaitAudio({ seconds: 0.08 }),
        turnInfo({ event: 'StartOfTurn', transcript: 'Hi' }),
        hold('end'),
        turnInfo({ event: 'EndOfTurn', transcript: 'Hi.', words: [{ word: 'Hi.', confidence: 0.5 }] }),
      ],
      { logger },
    );
    run.speak(0.2);
    await run.heard('startOfTurn');
    run.service.updateSettings({ minConfidence: 0.6 });
    run.server.release('end');
    await run.heard('endOfTurn');
    expect(findFrames(run.after.downstream, TranscriptionFrame)).toEqual([]);
    expect(run.server.connections[0]?.texts).toEqual([]);
    expect(lines.filter((line) => line.startsWith('warn') && line.includes('minConfidence'))).toEqual([]);
  });

  it('w32: hints for the English model are warned about once, and send no Configure', async () => {
    const { logger, lines } = recordingLogger();
    await using run = await runFlux(obliging, { logger, settings: { languageHints: ['es'] } });
    await run.heard('connected');
    run.service.updateSettings({ languageHints: ['fr'] });
    run.service.updateSettings({ eotThreshold: 0.6 });
    expect(await settled(run, 1)).toEqual([{ type: 'Configure', thresholds: { eot_threshold: 0.6 } }]);
    expect(run.server.connections[0]?.query.getAll('language_hint')).toEqual([]);
    expect(lines.filter((line) => line.includes('languageHints are not sent'))).toHaveLength(1);
  });

  it('w19: a hint that Flux does not know is left out with a warning, and a variant is sent as its language', async () => {
    const { logger, lines } = recordingLogger();
    await using run = await runFlux(obliging, {
      logger,
      settings: { model: 'flux-general-multi', languageHints: ['pt-BR', 'sv', 'pt'] },
    });
    await run.heard('connected');
    expect(run.server.connections[0]?.query.getAll('language_hint')).toEqual(['pt']);
    expect(lines.filter((line) => line.startsWith('warn') && line.includes("'sv'"))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('warn') && line.includes("'pt-BR'"))).toHaveLength(1);
  });

  it('language is warned about once and never sent', async () => {
    const { logger, lines } = recordingLogger();
    await using run = await runFlux(obliging, { logger, settings: { language: Language.FR } });
    await run.heard('connected');
    run.service.updateSettings({ eotThreshold: 0.6 });
    await settled(run, 1);
    expect(run.server.connections[0]?.query.has('language')).toBe(false);
    expect(lines.filter((line) => line.includes('settings.language'))).toHaveLength(1);
  });
});
