import { EndFrame, ErrorFrame } from '@turnstream/pipeline';
import { awaitAudio, awaitText, close, connected, refuse, reset, waitFor } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { runFlux } from '../support/run-flux.ts';

it('a call with a lost connection, a failed dial and an end tells each of them once, the event before its frame', async () => {
  await using run = await runFlux([
    [connected(), awaitAudio({ seconds: 0.08 }), reset()],
    [refuse({ status: 503 })],
    [connected(), awaitText('CloseStream'), close()],
  ]);
  const order: string[] = [];
  run.service.on('connectionError', () => void order.push('event'));
  run.service.on('error', () => void order.push('frame'));
  run.speak(0.2);
  await run.heard('connected', 2);
  run.worker.queueFrame(new EndFrame());
  await run.ended;
  await run.service.cleanup();
  expect(run.events.map((event) => event.split(':')[0])).toEqual([
    'connected',
    'connectionError',
    'disconnected',
    'connectionError',
    'connected',
    'disconnected',
  ]);
  expect(findFrames(run.before.upstream, ErrorFrame)).toHaveLength(2);
  expect(order).toEqual(['event', 'frame', 'event', 'frame']);
});

it('a service that never connected is never disconnected', async () => {
  await using run = await runFlux([refuse({ status: 403 })]);
  await waitFor(() => !run.service.isUsable);
  run.worker.cancel();
  await run.ended;
  await run.service.cleanup();
  expect(run.events.map((event) => event.split(':')[0])).toEqual(['connectionError']);
});
