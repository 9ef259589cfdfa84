import { awaitAudio, connected, reply, sendBinary, sendText, turnInfo } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { runFlux } from '../support/run-flux.ts';

it('the service hears on after messages that are none', async () => {
  await using run = await runFlux([
    connected(),
    awaitAudio({ seconds: 0.08 }),
    sendText('{"type":'),
    sendText('[]'),
    sendText('"TurnInfo"'),
    sendBinary(new Uint8Array([1, 2, 3])),
    reply({ type: 'SomethingNew', event: 'StartOfTurn' }),
    reply({ type: 'TurnInfo', event: 'StartOfTurn', words: ['no object'], transcript: 7 }),
    turnInfo({ event: 'StartOfTurn', transcript: 'Hello' }),
    turnInfo({ event: 'EndOfTurn', transcript: 'Hello.' }),
  ]);
  run.speak(0.2);
  await run.heard('endOfTurn');
  expect(run.events).toEqual(['connected', 'startOfTurn: Hello', 'endOfTurn: Hello.']);
  expect(run.server.connections).toHaveLength(1);
  expect(run.service.isUsable).toBe(true);
});
