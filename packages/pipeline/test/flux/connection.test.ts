import { CancelFrame, ErrorFrame, TranscriptionFrame } from '@turnstream/pipeline';
import { FluxError } from '@turnstream/flux';
import { awaitAudio, close, connected, fatalError, refuse, turnInfo, waitFor } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { runFlux } from '../support/run-flux.ts';

describe('connected and disconnected', () => {
  it('are emitted once for each connection that is lost and replaced', async () => {
    await using run = await runFlux([
      [connected(), awaitAudio({ seconds: 0.08 }), close({ code: 1011 })],
      [connected()],
    ]);
    run.speak(0.2);
    await run.heard('connected', 2);
    expect(run.events.filter((event) => !event.startsWith('connectionError'))).toEqual([
      'connected',
      'disconnected',
      'connected',
    ]);
    expect(run.service.isUsable).toBe(true);
  });

  it('are not emitted when no connection was made', async () => {
    await using run = await runFlux([refuse({ status: 401 })]);
    await run.heard('connectionError');
    run.worker.cancel();
    await run.ended;
    expect(run.events).toHaveLength(1);
  });

  it('are not emitted again by the cleanup', async () => {
    await using run = await runFlux([connected()]);
    await run.heard('connected');
    run.worker.cancel();
    await run.ended;
    await run.service.cleanup();
    expect(run.events).toEqual(['connected', 'disconnected']);
  });
});

describe('a lost connection', () => {
  it('is one connectionError, and then one error frame that leaves the service usable', async () => {
    await using run = await runFlux([
      [connected(), awaitAudio({ seconds: 0.08 }), close({ code: 1011 })],
      [connected()],
    ]);
    let framesWhenTold = -1;
    run.service.on('connectionError', () => {
      framesWhenTold = findFrames(run.before.upstream, ErrorFrame).length;
    });
    run.speak(0.2);
    await run.heard('connected', 2);
    const errors = findFrames(run.before.upstream, ErrorFrame);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ category: 'connectivity', processor: run.service });
    expect(run.events.filter((event) => event.startsWith('connectionError'))).toEqual([
      `connectionError: ${errors[0]?.error}`,
    ]);
    expect(framesWhenTold).toBe(0);
    expect(run.service.isUsable).toBe(true);
  });

  it('that had a fatal Error message tells the code and the description of the server', async () => {
    await using run = await runFlux([
      [connected(), awaitAudio({ seconds: 0.08 }), fatalError('INTERNAL', 'The model fell over.'), close()],
      [connected()],
    ]);
    run.speak(0.2);
    await run.heard('connected', 2);
    const errors = findFrames(run.before.upstream, ErrorFrame);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.category).toBe('server');
    expect(errors[0]?.error).toContain('INTERNAL');
    expect(errors[0]?.error).toContain('The model fell over.');
  });
});

describe('a refused connection', () => {
  for (const { status, category } of [
    { status: 400, category: 'invalid-request' },
    { status: 401, category: 'authentication' },
    { status: 403, category: 'authorization' },
  ]) {
    it(`with HTTP ${status} is one permanent error of category ${category}`, async () => {
      await using run = await runFlux([refuse({ status })]);
      const usableWhenTold: boolean[] = [];
      run.service.on('error', (service) => void usableWhenTold.push(service.isUsable));
      await run.heard('connectionError');
      await waitFor(() => run.before.upstream.some((frame) => frame instanceof ErrorFrame));
      const errors = findFrames(run.before.upstream, ErrorFrame);
      expect(errors).toHaveLength(1);
      expect(errors[0]).toMatchObject({ category });
      expect(errors[0]?.exception).toBeInstanceOf(FluxError);
      expect(errors[0]?.exception).toMatchObject({ httpStatus: status });
      expect(run.events).toEqual([`connectionError: ${errors[0]?.error}`]);
      expect(usableWhenTold).toEqual([false]);
      expect(run.service.isUsable).toBe(false);
      expect(JSON.stringify(errors[0]?.error)).not.toContain('a-key');
    });
  }

  it('cancels the worker where that is the policy', async () => {
    await using run = await runFlux([refuse({ status: 401 })], { worker: { processorUnusablePolicy: 'cancel' } });
    expect((await run.ended).kind).toBe('cancelled');
    expect(run.after.downstream.at(-1)).toBeInstanceOf(CancelFrame);
  });

  it('ends the worker where that is the policy', async () => {
    await using run = await runFlux([refuse({ status: 401 })], { worker: { processorUnusablePolicy: 'end' } });
    expect((await run.ended).kind).toBe('ended');
  });

  it('for lack of a server is told for each dial, and given up after those that were allowed', async () => {
    await using run = await runFlux([refuse({ status: 503 })], {
      session: { connection: { maxFailedDials: 2, maxRedialDelayMs: 1 } },
    });
    await waitFor(() => !run.service.isUsable);
    expect(run.server.connections).toHaveLength(2);
    expect(findFrames(run.before.upstream, ErrorFrame)).toHaveLength(2);
    expect(run.events).toHaveLength(2);
  });

  it('is tried again once settings have changed', async () => {
    await using run = await runFlux([
      [refuse({ status: 400 })],
      [connected(), awaitAudio({ seconds: 0.08 }), turnInfo({ event: 'EndOfTurn', transcript: 'Heard.' })],
    ]);
    await waitFor(() => !run.service.isUsable);
    run.speak(0.2);
    run.service.updateSettings({ keyterm: ['turnstream'] });
    expect(run.service.isUsable).toBe(true);
    await run.heard('connected');
    run.speak(0.2);
    await run.heard('endOfTurn');
    expect(findFrames(run.after.downstream, TranscriptionFrame).map((frame) => frame.text)).toEqual(['Heard.']);
    expect(run.server.connections[1]?.query.getAll('keyterm')).toEqual(['turnstream']);
  });
});
