import { ErrorFrame, STTUpdateSettingsFrame } from '@turnstream/pipeline';
import {
  awaitText,
  configureFailure,
  configureSuccess,
  connected,
  hold,
  reset,
  waitFor,
  whenever,
} from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { runFlux } from '../support/run-flux.ts';
import { runMemoryFlux } from '../support/run-memory-flux.ts';

describe('Configure', () => {
  it('goes out at once where nothing is in flight', async () => {
    await using run = await runFlux([whenever('Configure', [configureSuccess()]), connected()]);
    await run.heard('connected');
    run.service.updateSettings({ eotThreshold: 0.6 });
    await run.server.waitFor((server) => server.connections[0]?.texts.length === 1);
    expect(run.server.connections[0]?.texts).toEqual([{ type: 'Configure', thresholds: { eot_threshold: 0.6 } }]);
  });

  it('is one for a burst behind one in flight, with the newest values', async () => {
    await using run = await runFlux([
      connected(),
      awaitText('Configure'),
      hold('answer'),
      configureSuccess(),
      awaitText('Configure'),
      configureSuccess(),
    ]);
    await run.heard('connected');
    run.service.updateSettings({ keyterm: ['first'] });
    await run.server.waitFor((server) => server.connections[0]?.texts.length === 1);
    for (const eotThreshold of [0.6, 0.8, 0.9]) run.service.updateSettings({ eotThreshold, eotTimeoutMs: 1_000 });
    run.server.release('answer');
    await run.server.waitFor((server) => server.connections[0]?.texts.length === 2);
    expect(run.server.connections[0]?.texts[1]).toEqual({
      type: 'Configure',
      thresholds: { eot_threshold: 0.9, eot_timeout_ms: 1_000 },
    });
  });

  it('that is refused is told by one error, and what waited behind it goes out', async () => {
    await using run = await runFlux([
      connected(),
      awaitText('Configure'),
      hold('answer'),
      configureFailure('BAD_TERM', 'That is no word.'),
      awaitText('Configure'),
      configureSuccess(),
    ]);
    await run.heard('connected');
    run.service.updateSettings({ keyterm: ['first'] });
    await run.server.waitFor((server) => server.connections[0]?.texts.length === 1);
    run.service.updateSettings({ eotThreshold: 0.6 });
    run.server.release('answer');
    await run.server.waitFor((server) => server.connections[0]?.texts.length === 2);
    await waitFor(() => findFrames(run.before.upstream, ErrorFrame).length === 1);
    const [error] = findFrames(run.before.upstream, ErrorFrame);
    expect(error?.error).toContain('That is no word.');
    expect(run.server.connections[0]?.texts[1]).toEqual({ type: 'Configure', thresholds: { eot_threshold: 0.6 } });
    expect(run.service.settings).toMatchObject({ keyterm: [], eotThreshold: 0.6 });
  });

  it('that is never answered is given up after a while: the next one goes out', async () => {
    await using flux = await runMemoryFlux();
    const connection = await flux.connect();
    flux.service.updateSettings({ keyterm: ['lost'] });
    await flux.pass(20);
    expect(connection.texts).toHaveLength(1);
    await flux.pass(12_000);
    flux.service.updateSettings({ keyterm: ['next'] });
    await flux.pass(500);
    const sent = flux.network.connections.flatMap(({ texts, query }) => [...texts, String(query)]);
    expect(sent.join('\n')).toContain('next');
  });

  it('that is answered twice, or without being asked for, harms nothing', async () => {
    await using run = await runFlux([
      connected(),
      configureSuccess(),
      awaitText('Configure'),
      configureSuccess(),
      configureSuccess(),
      awaitText('Configure'),
      configureSuccess(),
    ]);
    await run.heard('connected');
    run.service.updateSettings({ keyterm: ['one'] });
    await run.server.waitFor((server) => server.connections[0]?.texts.length === 1);
    run.service.updateSettings({ keyterm: ['two'] });
    await run.server.waitFor((server) => server.connections[0]?.texts.length === 2);
    expect(run.service.settings.keyterm).toEqual(['two']);
    expect(findFrames(run.before.upstream, ErrorFrame)).toEqual([]);
  });

  it('that waits when the connection goes is not sent again: the next dial has it in its address', async () => {
    await using run = await runFlux([[connected(), awaitText('Configure'), reset()], [connected()]]);
    await run.heard('connected');
    run.service.updateSettings({ keyterm: ['first'] });
    run.service.updateSettings({ eotThreshold: 0.6 });
    await run.heard('connected', 2);
    const second = run.server.connections[1];
    expect(second?.query.getAll('keyterm')).toEqual(['first']);
    expect(second?.query.get('eot_threshold')).toBe('0.6');
    expect(second?.texts).toEqual([]);
  });

  it('takes a map of settings as it was given before deltas', async () => {
    await using run = await runFlux([whenever('Configure', [configureSuccess()]), connected()]);
    await run.heard('connected');
    run.worker.queueFrame(new STTUpdateSettingsFrame({ settings: { keyterms: ['old way'], colour: 'red' } }));
    await run.server.waitFor((server) => server.connections[0]?.texts.length === 1);
    expect(run.server.connections[0]?.texts).toEqual([{ type: 'Configure', keyterms: ['old way'] }]);
    expect(run.service.settings.extra).toEqual({ colour: 'red' });
  });
});

describe('extra settings', () => {
  it('are merged name by name, and never sent', async () => {
    await using flux = await runMemoryFlux({ settings: { extra: { team: 'blue', shift: 1 } } });
    const connection = await flux.connect();
    flux.service.updateSettings({ extra: { shift: 2 } });
    expect(flux.service.settings.extra).toEqual({ team: 'blue', shift: 2 });
    expect(connection.texts).toEqual([]);
  });
});
